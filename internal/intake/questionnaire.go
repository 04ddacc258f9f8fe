package intake

// Words are one sentence or label in each language: "ja" and "en", both always there.
type Words map[string]string

// Questionnaire is the operator's file: which products there are, what is asked about each, how answers are compared, and the
// bounds. ParseQuestionnaire makes it and refuses a bad file with line and reason; it does not change afterwards.
type Questionnaire struct {
	Products  []Product
	Questions []Question
	Kinds     map[string]Kind // every kind that answers or claims may have, ours and the operator's
	Limits    Limits
	Switches  Switches
}

// Product is something an account can be used for; ticking it on A10 opens its questions (A11).
type Product struct {
	ID    string
	Label Words
}

// Question is one question about a product, or about no product (asked of everybody).
type Question struct {
	ID      string
	Product string // "" for a question to everybody
	Kind    string // kind of the claims made of it
	Control Control
	Rows    int // boxes, for rows and names
	Max     int // characters of one answer
	Label   Words
	Hint    Words    // nil if there is none
	Good    []Words  // examples of what helps
	Bad     []Words  // examples of what does not
	Options []Option // for choice
	When    *When    // nil: always asked

	page Page
}

// Field is the name of the question's field on its page; with ".unknown" behind it, of the box that says "I do not know".
func (q *Question) Field() string { return "q." + q.ID }

// Page is the page that the question stands on.
func (q *Question) Page() Page { return q.page }

// When makes a question wait for an answer to an earlier choice. It then stands on a page of its own behind that choice's
// page, so that no script is needed to show it.
type When struct {
	Question string
	Is       []string // any of these options
}

// Option is one choice.
type Option struct {
	Value string
	Label Words
}

// Kind is a kind of claim and fact: how two values of it are compared and what is assumed of it until a population is known.
type Kind struct {
	ID         string
	Comparator Comparator
	Label      Words   // nil for kinds of ours: the text catalogue has their words
	Common     float64 // assumed share of accounts that hold one same value, above 0 and up to 1; 0 for kinds of ours
	Custom     bool    // the operator's own
}

// Comparator names how a kind's values are compared.
type Comparator string

// The comparators of docs/formats.md §1.
const (
	CompareExact    Comparator = "exact"    // Plain, letter case folded
	CompareName     Comparator = "name"     // Name
	CompareDate     Comparator = "date"     // Date
	ComparePostal   Comparator = "postal"   // Postal
	CompareText     Comparator = "text"     // Folded
	CompareAddress  Comparator = "address"  // Mail
	CompareSubject  Comparator = "subject"  // Subject
	CompareDigits   Comparator = "digits"   // Digits
	ComparePassword Comparator = "password" // a hash; never asked by a question
	CompareSet      Comparator = "set"      // several values of a closed list
)

// Switches turn parts of the form on and off.
type Switches struct {
	Evidence     bool // ask for evidence at all; off where an auditor reads ASVS 6.4.2 literally (threats.md §5)
	OldPasswords bool // ask for old passwords (A9): only where the directory keeps them
	OneName      bool // offer "one name only" (A6)
	Purchases    bool // ask about purchases (A12)
}

// Limits are the operator's bounds.
type Limits struct {
	PasswordRows int // boxes of A9
	ElseMax      int // characters of A13
	Contact      ContactLimits
}

// ContactLimits say which contact addresses are refused or warned about (S3: the list is the operator's).
type ContactLimits struct {
	Refuse     []string // domains that are refused, with their sub-domains; in the form that Mail gives
	Warn       []string // domains that get a word of warning
	Disposable Treatment
	Carrier    Treatment // addresses of mobile phone companies
}

// Treatment is what happens to an address of a listed domain.
type Treatment string

// The three treatments.
const (
	Allow  Treatment = "allow"
	Warn   Treatment = "warn"
	Refuse Treatment = "refuse"
)
