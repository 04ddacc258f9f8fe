package decision

import (
	"reflect"
	"slices"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// own says whether an earlier attempt is this applicant's: who is the same is told by the contact, which was proven by a code each
// time. Nobody adds to, or spoils, another's answers.
func (c *Case) own(e *Earlier) bool {
	contact := intake.Identifier(c.Application.Contact)
	return !e.Contested && contact != "" && intake.Identifier(e.Contact) == contact
}

// answers lists the claims of the applicant's attempts, the oldest first and this one last.
func (c *Case) answers() [][]intake.Claim {
	var attempts [][]intake.Claim
	for i := range c.Earlier {
		if c.own(&c.Earlier[i]) {
			attempts = append(attempts, c.Earlier[i].Claims)
		}
	}
	return append(attempts, c.Application.Claims)
}

// together joins what the same applicant answered before with what is answered now.
func together(c Case) (intake.Application, evidence.PasswordCheck) {
	application, passwords := c.Application, evidence.PasswordCheck{}
	for i := range c.Earlier {
		if c.own(&c.Earlier[i]) {
			passwords = passwords.Merge(c.Earlier[i].Passwords)
		}
	}
	if attempts := c.answers(); len(attempts) > 1 {
		application.Claims = slices.Concat(attempts...)
	}
	return application, passwords.Merge(c.Passwords)
}

// oneTrue are the items that have one true answer, with the kinds of claims that answer them.
var oneTrue = []struct {
	item  evidence.Item
	kinds []string
}{
	{evidence.Name, []string{intake.KindName}},
	{evidence.BirthDate, []string{intake.KindBirthDate}},
	{evidence.Address, []string{intake.KindPostalCode, intake.KindCity, intake.KindRegion, intake.KindCountry}},
	{evidence.Created, []string{intake.KindAccountCreated}},
}

// takeBack lets what the applicant answered last stand instead of what was answered before, where the two contradict each other:
// whoever got hold of the mailbox alone must not live on the owner's earlier answers while giving others (docs/adr/0018).
// What is left blank now is not taken back, and an earlier wrong answer beside a right one now still counts as a guess.
func takeBack(c Case, findings []evidence.Finding) {
	attempts := c.answers()
	last, changed := lastAnswers(attempts)
	if len(changed) == 0 {
		return
	}
	now := c.Application
	now.Claims = nil
	for n, claims := range attempts {
		for _, claim := range claims {
			if !changed[claim.Kind] || n == last[claim.Kind] {
				now.Claims = append(now.Claims, claim)
			}
		}
	}
	later := evidence.Compare(c.Dossier, now, evidence.Evidence{Population: c.Population, Kinds: c.Kinds, Memo: c.Memo})
	for _, one := range oneTrue {
		if slices.ContainsFunc(one.kinds, func(kind string) bool { return changed[kind] }) {
			replaceWorse(findings, later.Findings, one.item)
		}
	}
}

// lastAnswers tells for each kind which attempt answered it last, and of which kinds an earlier one had answered otherwise.
func lastAnswers(attempts [][]intake.Claim) (last map[string]int, changed map[string]bool) {
	last, changed = map[string]int{}, map[string]bool{}
	values := map[string][]intake.Value{}
	for n, claims := range attempts {
		given := map[string][]intake.Value{}
		for _, claim := range claims {
			if !claim.Value.Blank() {
				given[claim.Kind] = append(given[claim.Kind], claim.Value)
			}
		}
		for kind, list := range given {
			changed[kind] = changed[kind] || values[kind] != nil && !reflect.DeepEqual(values[kind], list)
			values[kind], last[kind] = list, n
		}
	}
	for kind := range changed {
		if !changed[kind] {
			delete(changed, kind)
		}
	}
	return last, changed
}

// replaceWorse puts the later finding of an item in the place of the one of all answers, if it is worse.
func replaceWorse(findings, later []evidence.Finding, item evidence.Item) {
	is := func(f evidence.Finding) bool { return f.Item == item }
	at, from := slices.IndexFunc(findings, is), slices.IndexFunc(later, is)
	if at >= 0 && from >= 0 && item.Index(later[from].Level) > item.Index(findings[at].Level) {
		findings[at] = later[from]
	}
}

// burn marks what matched in an application that the owner contested, whoever applies now: whoever made it knew that much.
func burn(c Case, findings []evidence.Finding) (contested bool) {
	for _, e := range c.Earlier {
		if !e.Contested {
			continue
		}
		contested = true
		application := c.Application
		application.Claims, application.Contact = e.Claims, e.Contact
		before := evidence.Compare(c.Dossier, application, evidence.Evidence{Passwords: e.Passwords, Kinds: c.Kinds})
		for _, old := range before.Findings {
			if old.Item == evidence.Device || old.Item == evidence.Network || len(old.Ways) == 0 {
				continue // those are this applicant's, not the contested one's
			}
			for i := range findings {
				if findings[i].Item == old.Item && findings[i].Kind == old.Kind {
					findings[i].Burned = true
				}
			}
		}
	}
	return contested
}
