package past

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
)

// form counts what people meet on its pages, with the house's own counter under the clock of the past. Where somebody slips, what the
// page says is what the questionnaire says of it: nothing is counted that the form would not have said.
type form struct {
	*recovery.Meter
	dice *rand.Rand
}

// wanderers are those who begin and never send. Their drafts were forgotten since, as drafts are: what is left of them are counts.
const wanderers = 64

func (t *town) newForm() *form {
	return &form{
		Meter: &recovery.Meter{
			Store: t.Figures, Keys: t.Story.Keys, Questionnaire: t.Story.Questionnaire, Zone: t.Zone, Now: func() time.Time { return t.agenda.now },
		},
		dice: rand.New(rand.NewPCG(t.Seed, 0x666f726d)),
	}
}

// leaves is how many of a hundred wanderers leave at a page; who is left leaves where everything is looked over.
var leaves = []struct {
	page intake.Page
	of   int
}{
	{intake.PageWho, 14},
	{intake.PageAccount, 12},
	{intake.PageContact, 14},
	{intake.PageCode, 22},
	{intake.PageBirth, 3},
	{intake.PageAddress, 4},
	{intake.PagePasswords, 12},
	{intake.PageProducts, 3},
	{intake.PagePurchases, 10},
}

// wander lets people come and leave again over the weeks. They answer as those did who applied.
func (t *town) wander() {
	for n := range wanderers {
		like, stop := t.sheets[t.form.dice.IntN(len(t.sheets))], intake.Page(recovery.PageSend)
		at := t.form.dice.IntN(100)
		for _, l := range leaves {
			if at -= l.of; at < 0 {
				stop = l.page
				break
			}
		}
		t.agenda.at(t.Now.Add(-time.Duration(t.form.dice.Int64N(int64(weeks)))), func(context.Context) error {
			t.form.visit(like.answers(), stop, t.form.letter(n))
			return nil
		})
	}
}

// visit lets somebody go through the form up to a page, at which they leave; none: they send. A letter with a code is asked for on the
// way.
func (f *form) visit(answers intake.Answers, stop intake.Page, letter func()) {
	f.Count(recovery.CountReached, string(intake.PageWho))
	pages := append(f.Questionnaire.Pages(answers), recovery.PageSend)
	for i, page := range pages {
		if page == intake.PageAccount {
			f.Count(recovery.CountAsked, "")
		}
		if page == intake.PageCode {
			letter()
		}
		if f.dice.IntN(100) < 24 {
			for _, code := range f.slip(page, answers) {
				f.Count(recovery.CountError, string(page)+" "+code)
			}
		}
		if page == stop {
			return
		}
		if page == intake.PageAccount {
			f.robot()
		}
		f.Count(recovery.CountAnswered, string(page))
		if i+1 < len(pages) {
			f.Count(recovery.CountReached, string(pages[i+1]))
		}
	}
}

// robot takes one of the lanes through the robot check.
func (f *form) robot() {
	switch n := f.dice.IntN(100); {
	case n < 3:
		f.Count(recovery.CountPassed, "none")
	case n < 14:
		if n < 7 {
			f.Count(recovery.CountFailed, "captcha")
		}
		f.Count(recovery.CountPassed, "captcha")
		f.Took("captcha", time.Duration(9+f.dice.IntN(40))*time.Second)
	default:
		f.Count(recovery.CountPassed, "pow")
		f.Took("pow", time.Duration(600+f.dice.IntN(3200))*time.Millisecond)
	}
}

// slip leaves out one of a page's answers, or breaks it off half-way, and returns what the form says to that.
func (f *form) slip(page intake.Page, answers intake.Answers) []string {
	if page == intake.PageCode {
		return []string{"code.wrong"}
	}
	fields := slices.Clone(f.Questionnaire.Fields(page, answers)) // the questionnaire's own keep their order
	f.dice.Shuffle(len(fields), func(i, k int) { fields[i], fields[k] = fields[k], fields[i] })
	half := f.dice.IntN(2) == 0
	for _, field := range fields {
		typed := maps.Clone(answers)
		delete(typed, field.Name)
		delete(typed, field.Unknown)
		if whole := []rune(answers.One(field.Name)); half && len(whole) > 3 {
			typed[field.Name] = []string{string(whole[:len(whole)/2])}
		}
		var said []string
		for _, p := range f.Questionnaire.Check(page, typed, f.Now()) {
			said = append(said, p.Code)
		}
		if len(said) > 0 {
			return said
		}
	}
	return nil
}

var errBusy = errors.New("the mailbox is busy")

// letter is the code's to the n-th wanderer. Some post offices are slow, and some addresses are mistyped.
func (f *form) letter(n int) func() {
	to := recovery.Letter{Kind: string(notice.Code), To: "visitor" + strconv.Itoa(n) + "@" + []string{"example.net", "example.com", "example.net", "example.org"}[n%4]}
	return func() {
		if n%9 == 0 {
			f.Letter(to, errBusy, false)
		}
		if n%16 == 5 {
			f.Letter(to, errBusy, true)
			return
		}
		f.Letter(to, nil, false)
	}
}

// answers are an application as the form holds it when it is sent.
func (a *application) answers() intake.Answers {
	answers := maps.Clone(a.filed.Answers)
	answers["device"], answers["situation"] = []string{a.device()}, []string{string(a.app.Situation)}
	return answers
}

// filled counts the pages of an application that is sent.
func (a *application) filled() { a.form.visit(a.answers(), "", func() {}) }
