package decision

import (
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// adviceOrder lists kinds that an applicant may add, the more telling first. It is the same for everybody.
var adviceOrder = []string{
	intake.KindPastPassword, intake.KindMailSubject, intake.KindMailRecipient, intake.KindCard, intake.KindMailContact, intake.KindMailFolder,
	intake.KindPurchase, intake.KindFormerName, intake.KindAccountCreated, intake.KindProduct, intake.KindPostalCode, intake.KindBirthDate,
	intake.KindName, intake.KindRegion,
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
	for _, kind := range adviceOrder {
		if !answered[kind] {
			advice = append(advice, kind)
		}
	}
	return advice
}

// AdviceKinds lists every kind that Advice can name, for the catalogue.
func AdviceKinds() []string { return append([]string(nil), adviceOrder...) }
