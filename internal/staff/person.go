package staff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Roles of the desk, the most used first.
const (
	Reviewer = "reviewer" // decides on applications
	Senior   = "senior"   // decides, and settles where two differ
	Auditor  = "auditor"  // reads everything and changes nothing
	Operator = "operator" // runs the server; decides nothing
	Admin    = "admin"    // says who works at the desk; decides nothing
)

// Roles lists every role in the order in which they are shown.
func Roles() []string { return []string{Reviewer, Senior, Auditor, Operator, Admin} }

// Person is somebody who works at the desk.
type Person struct {
	ID       string    `json:"id"` // 128 random bits in hex; what a passkey calls the person
	Login    string    `json:"login"`
	Name     string    `json:"name"`
	Mail     string    `json:"mail,omitempty"`
	Roles    []string  `json:"roles"`
	Created  time.Time `json:"created"`
	Disabled time.Time `json:"disabled,omitzero"` // zero while the person may come in
	Since    time.Time `json:"since,omitzero"`    // when the administrator's role was last given, or the person let in again; zero: as created
	Passkeys []Passkey `json:"passkeys,omitempty"`
	// Issuer and Subject name the person at an OpenID Connect provider; empty for a person who was invited here. Roles of such a person
	// come from the provider with every sign-in, all but that of an administrator.
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
	Offer   *Offer `json:"offer,omitempty"` // the administrator's role, offered by one administrator and awaiting another
	// Epoch grows when the person's roles change, and when the person is disabled: sessions of an older epoch are over.
	Epoch   int64 `json:"epoch"`
	Version int64 `json:"version"`
}

// Passkey is one registered authenticator.
type Passkey struct {
	ID     string    `json:"id"` // credential ID, base64url without padding
	Name   string    `json:"name"`
	Added  time.Time `json:"added"`
	Used   time.Time `json:"used,omitzero"`
	Cloned bool      `json:"cloned,omitempty"` // its counter went back once: it is refused until it is removed
	Record []byte    `json:"record"`           // what the adapter keeps of it: public key, counter, flags
}

// Offer is a role given by one administrator, which another has yet to confirm.
type Offer struct {
	By string    `json:"by"` // login
	At time.Time `json:"at"`
}

// offerLife is how long an offer waits for the second administrator.
const offerLife = 7 * 24 * time.Hour

// Is tells whether the person holds one of the roles.
func (p *Person) Is(roles ...string) bool {
	return slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(p.Roles, role) })
}

// Active tells whether the person may come in.
func (p *Person) Active() bool { return p.Disabled.IsZero() }

// Invited tells whether the person has no way to come in yet.
func (p *Person) Invited() bool { return len(p.Passkeys) == 0 && p.Subject == "" }

// offered tells whether an offer still waits.
func (p *Person) offered(now time.Time) bool {
	return p.Offer != nil && now.Sub(p.Offer.At) < offerLife
}

// administers tells whether the person can administer: the role, a way to come in, and not disabled.
func (p *Person) administers() bool { return p.Active() && p.Is(Admin) && !p.Invited() }

// Errors that callers tell apart.
var (
	ErrNotFound  = errors.New("not found")
	ErrSignedOut = errors.New("not signed in")
	ErrLink      = errors.New("the link does not work any more")
	ErrConflict  = errors.New("somebody else changed it first")
	ErrProof     = errors.New("not proven")                   // an answer does not prove what it should
	ErrAway      = errors.New("the provider does not answer") // the organisation's sign-in can't be asked now
)

// TooSoon is a limit reached; the same request may be made again from Until.
type TooSoon struct{ Until time.Time }

func (e *TooSoon) Error() string { return "too many attempts until " + e.Until.Format(time.RFC3339) }

// Refused is a change that a rule forbids; Code is its word in the catalogue (desk.refused.CODE).
type Refused struct{ Code string }

func (e *Refused) Error() string {
	if said, ok := refusals[e.Code]; ok {
		return said
	}
	return "refused: " + e.Code
}

// refusals say for the command line what the catalogue says on pages.
var refusals = map[string]string{
	"login":        "a login is 2 to 64 characters out of a-z, 0-9 and . _ @ -, beginning with a letter or digit",
	"login_taken":  "this login is taken",
	"name":         "the name is missing, or longer than 100 characters",
	"mail":         "the mail address does not look like one",
	"roles":        "name at least one of the roles reviewer, senior, auditor, operator, admin",
	"self":         "nobody changes their own roles or disables themselves: ask another administrator",
	"last_admin":   "this is the last administrator who can sign in; make another one first",
	"not_admin":    "this takes an administrator",
	"not_strong":   "confirm with your passkey first",
	"two_admins":   "a second administrator confirms this; whoever offered it can't",
	"no_offer":     "nobody offered this role, or the offer has run out",
	"disabled":     "this person is disabled",
	"last_key":     "this is the only way in that is left; add another passkey first",
	"key_taken":    "this passkey is registered already",
	"key_limit":    "there are ten passkeys already; remove one first",
	"key_name":     "the passkey's name is longer than 60 characters",
	"provider":     "this person's roles come from the organisation's sign-in",
	"cloned":       "this passkey exists twice, so it is refused; use another one and remove it",
	"other_person": "the passkey belongs to somebody else",
	"no_role":      "the organisation's sign-in gives this person no role at the desk",
}

// NormalLogin is the one form of a login: lower case, 2 to 64 characters out of a-z, 0-9, ".", "_", "@" and "-", beginning with a
// letter or digit. Nobody becomes two people by spelling. It returns *Refused for what can't be one.
func NormalLogin(typed string) (string, error) {
	s := strings.Map(func(r rune) rune { // of ASCII only: other signs have a lower case among a-z too
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(typed))
	ok := len(s) >= 2 && len(s) <= 64 && s[0] != '.' && s[0] != '@' && s[0] != '-' && s[0] != '_'
	for _, c := range []byte(s) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("._@-", c) >= 0)
	}
	if !ok {
		return "", &Refused{"login"}
	}
	return s, nil
}

// NormalRoles sorts roles into their order, each once. It returns *Refused for an unknown one or none.
func NormalRoles(given []string) ([]string, error) {
	for _, role := range given {
		if !slices.Contains(Roles(), role) {
			return nil, fmt.Errorf("%w (%q)", &Refused{"roles"}, role)
		}
	}
	var out []string
	for _, role := range Roles() {
		if slices.Contains(given, role) {
			out = append(out, role)
		}
	}
	if len(out) == 0 {
		return nil, &Refused{"roles"}
	}
	return out, nil
}
