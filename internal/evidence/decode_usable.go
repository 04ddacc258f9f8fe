package evidence

import (
	"errors"
	"fmt"
	"time"

	"okaeri/internal/intake"
)

// clockGrace is how far another machine's clock may be ahead of ours.
const clockGrace = time.Hour

var (
	errKind   = errors.New("no such kind of fact; the built-in ones and those of the questionnaire are taken")
	errRead   = errors.New("can't be read, so that it could never be compared")
	errFuture = errors.New("lies in the future")
)

// Unusable names the first thing in a record that could never serve: a fact of a kind that no question and no comparator knows, a value
// that its comparator can't read, something that holds only from a time to come. DecodeAccount alone takes such a record, since a file
// may be judged without the questionnaire that its kinds belong to; whoever keeps the record asks here too. Otherwise one wrong letter in
// "password" would keep a plain password, and one in a date would leave the owner without the item and nobody would hear of it.
//
// kinds are those of the questionnaire in force. Errors name the field and never hold what stood there.
func Unusable(a *Account, kinds map[string]intake.Kind, now time.Time) error {
	latest := now.Add(clockGrace)
	if a.Created.After(latest) {
		return within(`field "created"`, errFuture)
	}
	for i := range a.Contacts {
		if a.Contacts[i].From.After(latest) {
			return fmt.Errorf(`contact %d: field "from": %w`, i+1, errFuture)
		}
	}
	for i := range a.Facts {
		f := &a.Facts[i]
		err := f.usable(kinds)
		if err == nil && f.From != nil && f.From.After(latest) {
			err = within(`field "from"`, errFuture)
		}
		if err != nil {
			return fmt.Errorf("fact %d: %w", i+1, err)
		}
	}
	return nil
}

// usable looks at kind and value.
func (f *Fact) usable(kinds map[string]intake.Kind) error {
	switch f.Kind {
	case kindPassword, kindSentMail, kindSignIn, kindForwarding, kindNotMe, kindSecurity:
		return nil
	case intake.KindPastPassword, intake.KindMailRecipient, intake.KindMailSubject, intake.KindAccountCreated, intake.KindOtherHint, intake.KindOther:
		return within(`field "kind"`, errKind) // what people claim; held is a password's hash, the sent mail, the account itself
	}
	kind, known := kinds[f.Kind]
	switch {
	case !known:
		return within(`field "kind"`, errKind)
	case kind.Custom && kind.Comparator == intake.ComparePassword && !IsHash(f.Value.Text):
		return fmt.Errorf(`field "value": %w; a plain password is never kept`, ErrHash)
	case kind.Custom && customWord(CustomKind{Comparator: Comparator(kind.Comparator)}, f.Value) == "":
		return within(`field "value"`, errRead)
	}
	return f.readable()
}

// readable asks the readers that the built-in kinds are compared by.
func (f *Fact) readable() error {
	text, read := f.Value.Text, true
	switch f.Kind {
	case intake.KindBirthDate:
		day, ok := intake.Date(text).Day()
		read = ok && day.Whole()
	case intake.KindCountry:
		read = intake.Country(text) != ""
	case intake.KindRegion:
		read = intake.Region(text) != ""
	case intake.KindCity:
		read = intake.City(text) != ""
	case intake.KindPostalCode:
		read = intake.Digits(intake.Postal(text)) != "" // every country that has codes has digits in them
	case intake.KindPurchase, intake.KindCard:
		if expiry := f.Value.Part("expiry"); expiry != "" && intake.Expiry(expiry) == "" {
			return within(`field "value.expiry"`, errRead)
		}
	}
	if !read {
		return within(`field "value"`, errRead)
	}
	return nil
}
