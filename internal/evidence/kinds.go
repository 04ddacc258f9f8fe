package evidence

// Kinds of facts beside those that claims have too (docs/formats.md §1).
const (
	kindPassword   = "password"
	kindSentMail   = "sent_mail"
	kindSignIn     = "sign_in"
	kindForwarding = "forwarding_rule" // an event that hijackers cause: mail sent on to somewhere else
	kindNotMe      = "not_me"          // the owner's own report, or a trusted system's
	kindSecurity   = "security_change" // recovery data or second factor changed
)

// Comparator names how values of a kind are compared; the words are those of the questionnaire file.
type Comparator string

// CustomKind is a kind of the operator's own.
type CustomKind struct {
	ID         string
	Comparator Comparator
	Common     Probability // assumed share of accounts that hold one same value; 0: the parameters' own
}
