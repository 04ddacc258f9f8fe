package evidence

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// Bounds of an account record.
const (
	mostFacts = 500_000
	mostText  = 4096 // bytes of one text
	mostParts = 24
)

var errCard = errors.New("holds a full card number: only the last four digits may be kept")

// DecodeAccount reads one account record (docs/formats.md §1) strictly: an unknown field, a field given twice, a password that is no
// hash and a full card number anywhere are refused. Errors name the field and never hold what stood there.
func DecodeAccount(line []byte) (Account, error) {
	r := &reader{data: line}
	var a Account
	var seen fields
	if r.space() != '{' {
		return Account{}, errSyntax
	}
	err := r.object(func(name string) error {
		if err := seen.once(name); err != nil {
			return err
		}
		return within("field "+strconv.Quote(short(name)), r.accountField(&a, name))
	})
	if err == nil {
		err = r.end()
	}
	if err == nil {
		err = a.check()
	}
	if err != nil {
		return Account{}, unwrapUnknown(err)
	}
	return a, nil
}

// unknownField is the error of a name that no field has; where it stood is told by its path.
type unknownField struct{ name string }

func (e *unknownField) Error() string { return "unknown" }

// unwrapUnknown words the error of an unknown field as every reader of ours does.
func unwrapUnknown(err error) error {
	if unknown, ok := errors.AsType[*unknownField](err); ok {
		path := strings.TrimSuffix(err.Error(), ": unknown")
		if path == "field "+strconv.Quote(short(unknown.name)) {
			return fmt.Errorf("unknown field %q", short(unknown.name))
		}
		path = strings.TrimSuffix(path, ": field "+strconv.Quote(short(unknown.name)))
		return fmt.Errorf("unknown field %q in %s", short(unknown.name), path)
	}
	return err
}

func (r *reader) accountField(a *Account, name string) (err error) {
	switch name {
	case "id":
		a.ID, err = r.text()
	case "identifiers":
		a.Identifiers, err = r.texts()
	case "created":
		var t *time.Time
		if t, err = r.moment(); t != nil {
			a.Created = *t
		}
	case "mfa":
		a.MFA, err = r.truth()
	case "proofed":
		a.Proofed, err = r.truth()
	case "staff":
		a.Staff, err = r.truth()
	case "value":
		a.Worth, err = r.worth()
	case "locked":
		a.Locked, err = r.lock()
	case "language":
		a.Language, err = r.scalar()
	case "contacts":
		err = r.array(func(i int) error {
			c, err := r.contact()
			a.Contacts = append(a.Contacts, c)
			return within("contact "+strconv.Itoa(i+1), err)
		})
	case "facts":
		a.Facts = make([]Fact, 0, min(mostFacts, len(r.data)/160+1))
		err = r.array(func(i int) error {
			if i == mostFacts {
				return fmt.Errorf("more than %d facts", mostFacts)
			}
			a.Facts = append(a.Facts, Fact{})
			return within("fact "+strconv.Itoa(i+1), r.fact(&a.Facts[i]))
		})
	default:
		return &unknownField{name}
	}
	return err
}

func (r *reader) texts() ([]string, error) {
	var texts []string
	err := r.array(func(int) error {
		text, err := r.text()
		texts = append(texts, text)
		return err
	})
	return texts, err
}

func (r *reader) worth() (Worth, error) {
	word, err := r.text()
	if w := Worth(word); err == nil && w != Low && w != Ordinary && w != High {
		return "", errors.New("low, ordinary or high is needed")
	}
	return Worth(word), err
}

func (r *reader) lock() (*Lock, error) {
	if r.null() {
		return nil, nil
	}
	var lock Lock
	var seen fields
	err := r.object(func(name string) (err error) {
		if err := seen.once(name); err != nil {
			return err
		}
		switch name {
		case "reason":
			lock.Reason, err = r.text()
		case "at":
			var t *time.Time
			if t, err = r.moment(); t != nil {
				lock.At = *t
			}
		default:
			err = &unknownField{name}
		}
		return within("field "+strconv.Quote(short(name)), err)
	})
	return &lock, err
}

func (r *reader) contact() (Contact, error) {
	var c Contact
	var seen fields
	err := r.object(func(name string) (err error) {
		if err := seen.once(name); err != nil {
			return err
		}
		switch name {
		case "kind":
			c.Kind, err = r.text()
		case "value":
			c.Value, err = r.text()
		case "verified":
			c.Verified, err = r.truth()
		case "from":
			var t *time.Time
			if t, err = r.moment(); t != nil {
				c.From = *t
			}
		case "until":
			c.Until, err = r.moment()
		default:
			err = &unknownField{name}
		}
		return within("field "+strconv.Quote(short(name)), err)
	})
	return c, err
}

func (r *reader) fact(f *Fact) error {
	var seen fields
	return r.object(func(name string) (err error) {
		if err := seen.once(name); err != nil {
			return err
		}
		switch name {
		case "kind":
			f.Kind, err = r.text()
			f.Kind = common(f.Kind)
		case "value":
			f.Value, err = r.value()
		case "from":
			f.From, err = r.moment()
		case "until":
			f.Until, err = r.moment()
		case "at":
			f.At, err = r.moment()
		case "source":
			f.Source, err = r.scalar()
			f.Source = common(f.Source)
		case "imported":
			f.Imported, err = r.moment()
		default:
			err = &unknownField{name}
		}
		return within("field "+strconv.Quote(short(name)), err)
	})
}

// commonWords are kept once, not once for each of a million facts.
var commonWords = func() map[string]string {
	m := map[string]string{}
	for _, w := range []string{
		intake.KindName, intake.KindBirthDate, intake.KindCountry, intake.KindRegion, intake.KindCity, intake.KindPostalCode, kindPassword,
		intake.KindProduct, kindSentMail, intake.KindMailFolder, intake.KindMailContact, intake.KindPurchase, kindSignIn, "registration", "import",
		"to", "subject", "ip", "user_agent", "device", "success", "true", "family", "given", "family_kana", "given_kana", "email",
	} {
		m[w] = w
	}
	return m
}()

func common(s string) string {
	if w, ok := commonWords[s]; ok {
		return w
	}
	return s
}

// value reads one of the three shapes of a value.
func (r *reader) value() (intake.Value, error) {
	switch r.space() {
	case '[':
		texts, err := r.texts()
		return intake.Value{Texts: texts}, err
	case '{':
		parts := make(map[string]string, 4)
		err := r.object(func(name string) error {
			if _, twice := parts[name]; twice || len(parts) == mostParts {
				return fmt.Errorf("field %q is given twice, or there are more than %d", short(name), mostParts)
			}
			text, err := r.partValue()
			parts[common(name)] = common(text)
			return within("field "+strconv.Quote(short(name)), err)
		})
		return intake.Value{Parts: parts}, err
	}
	text, err := r.scalar()
	return intake.Value{Text: text}, err
}

// partValue reads a part: a list (the recipients of a mail) is joined with commas, which no address holds.
func (r *reader) partValue() (string, error) {
	if r.space() != '[' {
		return r.scalar()
	}
	texts, err := r.texts()
	return strings.Join(texts, ","), err
}

// check holds what a record must be beyond its shape.
func (a *Account) check() error {
	if a.ID == "" || len(a.ID) > 256 {
		return errors.New(`field "id": a name of 1 to 256 bytes is needed`)
	}
	if a.Worth == "" {
		a.Worth = Ordinary
	}
	if cardAlone(a.ID) {
		return within(`field "id"`, errCard)
	}
	for _, id := range a.Identifiers {
		if cardAmongNames(id) {
			return within(`field "identifiers"`, errCard)
		}
	}
	for i := range a.Contacts {
		if cardAmongNames(a.Contacts[i].Value) {
			return fmt.Errorf("contact %d: %w", i+1, errCard)
		}
	}
	for i := range a.Facts {
		if err := a.Facts[i].check(); err != nil {
			return fmt.Errorf("fact %d: %w", i+1, err)
		}
	}
	return nil
}

func (f *Fact) check() error {
	switch {
	case f.Kind == "":
		return errors.New(`field "kind" is missing`)
	case f.Kind == kindPassword:
		if !IsHash(f.Value.Text) {
			return fmt.Errorf(`field "value": %w; a plain password is never kept`, ErrHash)
		}
		return nil
	case f.Until != nil && f.From != nil && f.Until.Before(*f.From):
		return errors.New(`field "until": lies before "from"`)
	}
	if f.Value.Parts == nil {
		for _, text := range f.Value.All() {
			if err := checkText(text); err != nil {
				return within(`field "value"`, err)
			}
		}
		return nil
	}
	return f.checkParts()
}

func (f *Fact) checkParts() error {
	for _, name := range slices.Sorted(maps.Keys(f.Value.Parts)) {
		var err error
		text := f.Value.Parts[name]
		switch {
		case name == "to" || name == "email":
			if cardAmongNames(text) {
				err = errCard
			}
		case name == "ip" || name == "device" || name == "user_agent": // made by machines, where long numbers pass by chance
		case name == "last4" && len(intake.Digits(text)) > 4:
			err = errCard
		default:
			err = checkText(text)
		}
		if err != nil {
			return fmt.Errorf("field %q: %w", short("value."+name), err)
		}
	}
	return nil
}

func checkText(text string) error {
	if len(text) > 16*mostText {
		return fmt.Errorf("is longer than %d bytes", 16*mostText)
	}
	if intake.HasFullCard(text) {
		return errCard
	}
	return nil
}

// cardAlone looks at names that machines may have made, where long numbers pass a check digit by chance: it is a card number if
// nothing else stands there.
func cardAlone(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return r != '-' && r != ' ' && (r < '0' || r > '9') }) {
		return false
	}
	return intake.HasFullCard(text)
}

// cardAmongNames looks at what names people: an international phone number is none of a card, whether it is in use or made up,
// and among the letters of a mail address a long number passes a check digit by chance.
func cardAmongNames(text string) bool {
	if strings.HasPrefix(text, "+") {
		return false
	}
	if !strings.Contains(text, "@") {
		return intake.DropFullCardButPhone(text) != text
	}
	for _, name := range strings.Split(text, ",") {
		if local, _, _ := strings.Cut(name, "@"); cardAlone(local) {
			return true
		}
	}
	return false
}
