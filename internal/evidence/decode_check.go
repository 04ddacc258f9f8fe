package evidence

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// longestText bounds one text of a record, in bytes.
const longestText = 1 << 16

var errCard = errors.New("holds a full card number: only the last four digits may be kept")

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
		case name == "ip" || name == "device" || name == "user_agent" || name == "in_reply_to": // made by machines, where long numbers pass by chance
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
	if len(text) > longestText {
		return fmt.Errorf("is longer than %d bytes", longestText)
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
