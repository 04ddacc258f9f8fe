package desk_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/testenv"
	"okaeri/internal/web/desk"
)

// rulesDesk is a desk with settings, past cases to try rules on, and nothing around it.
type rulesDesk struct {
	*world
	rules *settings.Settings
}

// tried answers by the hold of the policy; every third case would be declined under a higher line.
type tried struct{}

func (tried) Rejudge(_ context.Context, id string, rules ...recovery.Rules) ([]decision.Assessment, error) {
	var out []decision.Assessment
	for _, r := range rules {
		a := decision.Assessment{Verdict: decision.Grant, HoldHours: r.Policy.Hold.Default}
		if id[len(id)-1]%3 == 0 && r.Policy.ThetaMin > 4 {
			a = decision.Assessment{Verdict: decision.Review, HoldHours: r.Policy.Hold.Default}
		}
		out = append(out, a)
	}
	return out, nil
}

// specimenForm is a form of the test's own.
type specimenForm struct{}

func (specimenForm) Questionnaire() *intake.Questionnaire { return intake.DefaultQuestionnaire() }

func (specimenForm) Show(_ context.Context, lang string, _ intake.Page) (string, template.HTML, error) {
	label := map[string]string{"ja": "姓", "en": "Family name"}[lang]
	return label, template.HTML(`<h1>` + label + `</h1><div class="field"><label class="label" for="form-x">` + label + `</label><input class="input" id="form-x"></div>`), nil //nolint:gosec // the test's own
}

// noNames is a name system that never answers.
type noNames struct{}

func (noNames) LookupTXT(context.Context, string) ([]string, error) { return nil, errors.New("down") }

// noPost takes letters and loses them.
type noPost struct{}

func (noPost) Send(context.Context, string, string, notice.Message) error { return nil }

func openRules(t *testing.T) *rulesDesk {
	t.Helper()
	d := &rulesDesk{}
	var now func() time.Time
	d.world = open(t, func(c *desk.Config, _ string) {
		db := c.Used.(*store.Store)
		now = c.Site.Now
		var err error
		c.Site.MailFrom = "help@momiji.example"
		d.rules, err = settings.New(settings.Parts{
			Store: db, Limiter: db, Now: now,
			Base: settings.Base{Policy: decision.DefaultPolicy(), Parameters: score.Default(), Texts: map[settings.Kind]string{
				settings.Policy: "hold: {default: 72}\n", settings.Parameters: string(score.DefaultFile()),
			}},
			House: settings.House{
				PublicURL: c.Site.PublicURL, MailServer: "127.0.0.1:25", MailTLS: "none", MailFrom: c.Site.MailFrom, RobotCheck: "pow",
				Timing: recovery.DefaultTiming(), Resolver: noNames{},
			},
			Post: settings.Post{Mailer: noPost{}, Writer: notice.Writer{Catalogue: c.Site.Catalogue, Letterhead: notice.Letterhead{
				Product: intake.Words(c.Site.Product), Operator: intake.Words(c.Site.Operator),
			}}},
		})
		must(t, err)
		c.Settings, c.Form = d.rules, specimenForm{}
	})
	for i := range 12 {
		must(t, d.store.Create(t.Context(), &recovery.Step{Case: &recovery.Case{
			ID: fmt.Sprintf("case-%02d", i), Ref: fmt.Sprintf("7K2-4M%d-Q%d", i%10, i%7), State: recovery.Declined, Created: now(), Submitted: now(), Closed: now(), Language: "ja",
		}}))
	}
	return d
}

// Two administrators and an operator change the rules in their browsers, in both languages, light and dark, wide and narrow.
func TestRulesGoLiveByPeopleAtTheDesk(t *testing.T) {
	w := openRules(t)
	source := testenv.AxeJS(t)
	anna, cora, otto := w.hire("anna", staff.Admin), w.hire("cora", staff.Admin), w.hire("otto", staff.Operator)
	w.hire("abel", staff.Auditor)
	w.pass(48 * time.Hour)
	chromium := browser(t, "en")
	number := int64(0)
	for _, lang := range []string{"ja", "en"} {
		s := w.sit(chromium)
		look := func(name string) {
			t.Helper()
			ask[bool](s, source+"; true")
			for _, dark := range []bool{false, true} {
				for _, found := range ask[[]string](s, fmt.Sprintf("%s(%t)", axe, dark)) {
					t.Errorf("%s %s (dark: %v): %s", lang, name, dark, found)
				}
			}
			must(t, chromedp.Do(s.ctx, chromedp.EmulateViewport(320, 640)))
			if over := ask[int](s, "document.documentElement.scrollWidth - 320"); over > 0 {
				t.Errorf("%s %s: %d pixels wider than a narrow telephone", lang, name, over)
			}
			must(t, chromedp.Do(s.ctx, chromedp.EmulateViewport(1280, 900)))
		}
		see := func(path string) { t.Helper(); s.open(path); look(path) }
		says := func(id string, want map[string]string) {
			t.Helper()
			if got := ask[string](s, `document.getElementById("`+id+`")?.innerText ?? ""`); got != want[lang] {
				t.Errorf("%s says %q, want %q", id, got, want[lang])
			}
		}
		_, err := chromedp.Call(s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		must(t, err)
		s.open("/desk/signin?lang=" + lang)
		w.enter(s, otto)
		for _, path := range []string{"", "/history", "/form", "/form?page=birth&form=ja", "/kept", "/letters", "/letters/notice_submitted", "/ready", "/propose/retention"} {
			see("/desk/settings" + path)
		}
		s.send("/settings/propose/retention", "text", "closed_cases: 3", "why", "")
		look("a file that can't be used")
		s.open("/desk/settings/propose/policy")
		s.send("/settings/propose/policy", "text", "hold: {default: 30}", "why", "Owners wait too long.")
		says("text-fault", map[string]string{"ja": "hold.default：30 は使えません。48 から 8760 までにしてください。", "en": "hold.default: 30 has to be from 48 to 8760."})
		s.open("/desk/settings/letters")
		s.send("/letters/signs")
		look("signs")
		s.open("/desk/settings/ready")
		s.send("/ready/key_copy")
		s.at("/desk/settings/ready")
		s.open("/desk/settings/letters/granted")
		s.send("/letters/granted", "lang", "ja")
		s.at("/desk/settings/letters/granted")

		number++
		s.open("/desk/settings/propose/policy")
		s.send("/settings/propose/policy", "text", fmt.Sprintf("theta_min: %d\nhold: {default: %d}", 4+number, 72-12*number), "why", "Owners wait too long.")
		path := s.path()
		look("a dry run that waits")
		must(t, w.rules.Work(t.Context(), tried{}))
		w.enter(s, anna)
		see(path)
		says("trial-said", map[string]string{
			"ja": "12件のうち、判定が変わるものは5件です。判定は同じで、待ち時間だけが変わるものは7件です。",
			"en": "Of 12 cases, 0 would get another verdict. 12 would keep theirs and only wait for another time.",
		})
		s.send("/confirm")
		look("confirmed by one")
		w.enter(s, cora)
		s.open(path)
		s.send("/reject", "words", "")
		look("a rejection without a word")
		s.send("/confirm")
		look("live")
		numbers, err := w.store.Numbers(t.Context())
		if err != nil || numbers[settings.Policy] != number {
			t.Fatalf("%s: %v is live, %v", s.heading(), numbers, err)
		}
		see("/desk/settings/history")
	}
}
