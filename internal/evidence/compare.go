package evidence

import (
	"time"

	"okaeri/internal/intake"
)

// Evidence is what an application is compared on beside itself.
type Evidence struct {
	Passwords  PasswordCheck // what comparing the typed passwords came to
	Population Population    // nil: nothing is known of it
	Kinds      []CustomKind  // the operator's own kinds
	Memo       *Memo         // findings made before of the same dossier; nil: none are kept
}

// Comparison is what comparing gives.
type Comparison struct {
	Findings []Finding // in the order of explanation; items of which nothing is held are absent
	// Late: something claimed agrees only with what was set after the baseline, when the account may have been another's.
	Late bool
}

// comparison is one application held against one dossier.
type comparison struct {
	d           *Dossier
	application *intake.Application
	passwords   PasswordCheck
	kinds       []CustomKind
	shares      shares
	cutoff      cutoff
	late        bool
	context     words                   // where the application comes from
	names       map[string][][]fullName // claimed names by kind, once they were asked for
}

// Compare makes a finding for every item of which the account holds something that counts. The claims of an application count
// together, in whatever order they stand; so may those of earlier attempts, put before them.
func Compare(d *Dossier, a intake.Application, e Evidence) Comparison {
	c := &comparison{
		d: d, application: &a, passwords: e.Passwords, kinds: e.Kinds, shares: shares{e.Population}, cutoff: d.trusted(a.At).cutoff,
	}
	places := newPlaceReader()
	c.context = places.words(a.Context)
	findings := make([]Finding, 0, len(items)+len(d.custom))
	add := func(f Finding, ok bool) {
		if ok {
			findings = append(findings, f)
		}
	}
	memo := e.Memo.of(d, &a, e.Population)
	once := func(item Item, make func() (Finding, bool), kinds ...string) {
		add(memo.finding(c, item, make, kinds...))
	}
	once(Name, c.nameFinding, intake.KindName)
	once(BirthDate, c.birthFinding, intake.KindBirthDate)
	once(Address, c.addressFinding, placeKinds...)
	once(Recipients, c.recipientFinding, intake.KindMailRecipient)
	once(Subjects, c.subjectFinding, intake.KindMailSubject)
	once(Folders, c.folderFinding, intake.KindMailFolder)
	once(AddressBook, c.bookFinding, intake.KindMailContact)
	once(Products, c.productFinding, intake.KindProduct)
	once(Created, c.createdFinding, intake.KindAccountCreated)
	once(Card, c.cardFinding, intake.KindCard, intake.KindPurchase)
	once(Purchase, c.purchaseFinding, intake.KindPurchase)
	findings = append(findings, c.customFindings()...)
	add(c.passwordFinding())
	once(FormerName, c.formerNameFinding, intake.KindFormerName, intake.KindName)
	once(FormerAddress, c.formerAddressFinding, placeKinds...)
	seen := d.seen(places.place(a.Context), c.cutoff)
	add(c.deviceFinding(&seen))
	add(c.networkFinding(&seen))
	add(c.channelFinding())
	return Comparison{findings, c.late}
}

// claims lists the answers of a kind that say anything.
func (c *comparison) claims(kind string) []intake.Value {
	var values []intake.Value
	for i := range c.application.Claims {
		if claim := &c.application.Claims[i]; claim.Kind == kind && !claim.Value.Blank() {
			values = append(values, claim.Value)
		}
	}
	return values
}

func (c *comparison) flagLate(late bool) { c.late = c.late || late }

// instant is a time of a dossier for people; zero for none.
func instant(seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
