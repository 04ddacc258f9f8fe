package evidence

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// Bounds of an account record.
const (
	mostFacts = 500_000
	mostParts = 24
)

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
		"to", "subject", "in_reply_to", "ip", "user_agent", "device", "success", "true", "family", "given", "family_kana", "given_kana", "email",
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
