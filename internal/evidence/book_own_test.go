package evidence_test

import (
	"slices"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// withBook is hanako's account with an address book of so many friends and, beside them, of strangers whom she answered, as a mail program
// puts them there.
func withBook(friends, strangers int) evidence.Account {
	a := hanako()
	a.Facts = slices.DeleteFunc(a.Facts, func(f evidence.Fact) bool { return f.Kind == "mail_contact" || f.Kind == "sent_mail" })
	for i := range friends {
		name := string(rune('a' + i))
		a.Facts = append(a.Facts, fact("mail_contact", intake.Parts("name", "Friend "+name, "email", name+"@friends.example"), nil))
	}
	for i := range strangers {
		name := string(rune('a' + i))
		a.Facts = append(a.Facts, event("sent_mail", day(40), "to", "m@"+name+"-mallory.example", "subject", "Re: A question"),
			evidence.Fact{Kind: "mail_contact", Value: intake.Parts("name", "Mallory "+name, "email", "m@"+name+"-mallory.example"), From: day(40)})
	}
	return a
}

// Anybody can get into an address book by writing to its owner: however many did, nobody is asked for more people than the owner put there.
func TestWhomAnAnswerPutIntoTheAddressBookIsNobodyToAskFor(t *testing.T) {
	named := intake.Application{At: applied, Claims: []intake.Claim{claim("mail_contact", "Mallory a"), claim("mail_contact", "somebody else")}}
	for _, strangers := range []int{1, 2, 3} {
		if f, found := findingOf(withBook(0, strangers), evidence.AddressBook, named); found {
			t.Errorf("%d strangers alone: the address book is asked for, and is %s", strangers, f.Level)
		}
		for friends, best := range map[int]evidence.Level{1: evidence.One, 2: evidence.Two, 3: evidence.Two} {
			f, found := findingOf(withBook(friends, strangers), evidence.AddressBook, named)
			if !found || f.Best != evidence.AddressBook.Index(best) {
				t.Errorf("%d friends and %d strangers: found %v, the best level is %d", friends, strangers, found, f.Best)
			}
		}
	}
}

// An address that is a letter off is that of whom the owner wrote to unasked, though the owner answered somebody of nearly the same name before:
// else whoever writes first takes the friend's place.
func TestANearAnswerMeansWhoIsTheOwnersOwnForLongest(t *testing.T) {
	for _, who := range []struct{ stranger, friend string }{{"tarou-a@example.jp", "tarou-c@example.jp"}, {"tarou-c@example.jp", "tarou-a@example.jp"}} {
		a := wroteTo(0, "", event("sent_mail", day(75), "to", who.stranger, "subject", "Re: hello"), event("sent_mail", day(50), "to", who.friend, "subject", "hello"))
		if got := level(a, evidence.Recipients, claim("mail_recipient", "tarou-b@example.jp")); got != evidence.Near {
			t.Errorf("%s was answered before %s was written to: %s", who.stranger, who.friend, got)
		}
	}
}
