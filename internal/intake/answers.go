package intake

// Answers are what was typed on the pages so far: field name to values, as typed. A password never enters Answers, nor does a
// full card number. Several values belong to one field only where the page has rows or boxes to tick.
type Answers map[string][]string

// One is the first value of a field, or "".
func (a Answers) One(field string) string {
	if values := a[field]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Ticked says whether a box of the form is ticked.
func (a Answers) Ticked(field string) bool { return a.One(field) != "" }

// Has says whether a field holds a value among its values.
func (a Answers) Has(field, value string) bool {
	for _, held := range a[field] {
		if held == value {
			return true
		}
	}
	return false
}

// Blank says that every value of a field is empty.
func (a Answers) Blank(field string) bool {
	for _, value := range a[field] {
		if Plain(value) != "" {
			return false
		}
	}
	return true
}

// Merge returns a with the fields of page taken from posted: what the page no longer says (a box no longer ticked) goes, what
// other pages said stays. Neither argument is changed.
func (a Answers) Merge(fields []Field, posted Answers) Answers {
	merged := make(Answers, len(a)+len(posted))
	for name, values := range a {
		merged[name] = values
	}
	for _, f := range fields {
		delete(merged, f.Name)
		if values, ok := posted[f.Name]; ok {
			merged[f.Name] = values
		}
	}
	return merged
}

// Page is one page of the form, A2 to A13 of docs: the names below and "q-" with a product for the questions about it.
type Page string

// The pages that every questionnaire has.
const (
	PageWho       Page = "who"
	PageAccount   Page = "account"
	PageContact   Page = "contact"
	PageCode      Page = "code"
	PageName      Page = "name"
	PageBirth     Page = "birth"
	PageAddress   Page = "address"
	PagePasswords Page = "passwords"
	PageProducts  Page = "products"
	PagePurchases Page = "purchases"
	PageElse      Page = "else"
)

// Problem is one thing on a page that keeps it from going on, or that is worth a word before it does (Warning). Code is the end
// of a key in the text catalogue, "error."+Code; Args fill its placeholders and never hold a password or card number.
type Problem struct {
	Field   string
	Code    string
	Args    map[string]string
	Warning string // the field that says "go on as it is" (contact_anyway); empty: it has to be changed
}

// Control is how a field is shown.
type Control string

// The controls. A rows field has several text boxes of one name; a boxes field several boxes to tick; a tick field one.
const (
	ControlText     Control = "text"
	ControlTextArea Control = "textarea"
	ControlRows     Control = "rows"
	ControlChoice   Control = "choice" // radio buttons
	ControlSelect   Control = "select" // a list that drops down
	ControlBoxes    Control = "boxes"
	ControlTick     Control = "tick"
	ControlMonth    Control = "month" // year and month in two boxes of one name: values[0] year, values[1] month
	ControlNames    Control = "names" // rows for names of people
	ControlPassword Control = "password"
)

// Field is one field of a page: what the page renders it from and what Clean lets through.
type Field struct {
	Name         string
	Control      Control
	Rows         int      // boxes of one name; 1 where not said otherwise
	Max          int      // characters of each value
	Options      []string // for choice, select and boxes: the values it may take; nil: any
	Autocomplete string   // HTML autocomplete token, "off" where none fits (WCAG 1.3.5)
	InputMode    string   // HTML inputmode, "" for the keyboard as it is
	Optional     bool     // may stay empty without a word
	Unknown      string   // the tick field that says "I do not know", "" if there is none
	Question     *Question
}
