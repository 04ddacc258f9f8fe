package decision

import (
	"slices"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// advised is a kind of evidence to add, with the kinds of claims that answer it.
type advised struct {
	item  evidence.Item
	kinds []string
}

// adviceOrder lists what an applicant may add, the more telling first. It is the same for everybody.
var adviceOrder = []advised{
	{evidence.Passwords, []string{intake.KindPastPassword}},
	{evidence.Subjects, []string{intake.KindMailSubject}},
	{evidence.Recipients, []string{intake.KindMailRecipient}},
	{evidence.Card, []string{intake.KindCard}},
	{evidence.AddressBook, []string{intake.KindMailContact}},
	{evidence.Folders, []string{intake.KindMailFolder}},
	{evidence.Purchase, []string{intake.KindPurchase}},
	{evidence.FormerName, []string{intake.KindFormerName}},
	{evidence.Created, []string{intake.KindAccountCreated}},
	{evidence.Products, []string{intake.KindProduct}},
	{evidence.Address, []string{intake.KindPostalCode, intake.KindRegion}},
	{evidence.BirthDate, []string{intake.KindBirthDate}},
	{evidence.Name, []string{intake.KindName}},
	{evidence.Device, nil}, // that one helps anybody, and asks nobody
}

// Advice lists the kinds of evidence that were left blank, in this application and in earlier ones of the same contact. It looks
// at nothing but what was answered at all, so that it is the same for right answers, wrong ones and accounts that nobody has.
//
// Old passwords are no claims once they were compared; a blank claim of theirs, or an answer in a PasswordCheck, says that some
// were typed.
func Advice(application intake.Application, passwords evidence.PasswordCheck, earlier []Earlier) []string {
	answered := map[string]bool{}
	note := func(claims []intake.Claim) {
		for i := range claims {
			if kind := claims[i].Kind; !claims[i].Value.Blank() || kind == intake.KindPastPassword {
				answered[kind] = true
			}
		}
	}
	note(application.Claims)
	answered[intake.KindPastPassword] = answered[intake.KindPastPassword] || len(passwords.Answers) > 0
	contact := intake.Identifier(application.Contact)
	for _, e := range earlier {
		if contact != "" && intake.Identifier(e.Contact) == contact {
			note(e.Claims)
			answered[intake.KindPastPassword] = answered[intake.KindPastPassword] || len(e.Passwords.Answers) > 0
		}
	}
	var advice []string
	for _, a := range adviceOrder {
		if !slices.ContainsFunc(a.kinds, func(kind string) bool { return answered[kind] }) {
			advice = append(advice, string(a.item))
		}
	}
	return advice
}

// AdviceKinds lists every word that Advice can say, for the catalogue.
func AdviceKinds() []string {
	var all []string
	for _, a := range adviceOrder {
		all = append(all, string(a.item))
	}
	return all
}
