package desk

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	browser "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/testenv"
)

// count gives an office a meter and a past.
func (o *office) count() *recovery.Meter {
	o.t.Helper()
	m := &recovery.Meter{Store: o.db, Keys: o.keys, Questionnaire: o.r.Questionnaire, Zone: time.FixedZone("JST", 9*3600), Now: o.now}
	c := o.d.Config
	c.Figures = m
	o.d = must(New(c))(o.t)
	o.h = o.d.Handler()
	for login, roles := range map[string][]string{
		"boss": {staff.Operator}, "anna": {staff.Admin}, "audrey": {staff.Auditor}, "takahashi": {staff.Senior}, "sato": {staff.Reviewer},
	} {
		o.hire(login, roles...)
	}
	return m
}

// filed is a case that came so many hours ago, with the doors of its log at hours after it came: "hold@2".
func (o *office) filed(n int, ago time.Duration, state recovery.State, change func(*recovery.Case), doors ...string) {
	o.t.Helper()
	at := o.now().Add(-ago)
	c := &recovery.Case{
		ID: fmt.Sprintf("%032x", 0x1000+n), Ref: fmt.Sprintf("FIG-%03d-%02d", n/100, n%100), State: state, Created: at, Submitted: at, Due: at.Add(24 * time.Hour),
		AccountID: fmt.Sprintf("f-%d", n), AccountKey: o.keys.Index("account", fmt.Sprint("f", n)), ContactKey: o.keys.Index("contact", fmt.Sprint("f", n)),
	}
	if change != nil {
		change(c)
	}
	step := &recovery.Step{Case: c}
	for _, d := range doors {
		door, hours, _ := strings.Cut(d, "@")
		after := must(time.ParseDuration(hours + "h"))(o.t)
		step.Entries = append(step.Entries, audit.Entry{At: at.Add(after), Case: c.ID, Door: door, Actor: "system"})
		if state == recovery.Contested || state == recovery.Undone || state == recovery.Declined || state == recovery.Withdrawn {
			c.Closed = at.Add(after)
		}
	}
	check(o.t, o.db.Create(o.t.Context(), step))
}

// voted is a case that a person decided so long ago.
func (o *office) voted(n int, by string, ago, took time.Duration, grant bool, machine decision.Outcome, door string) {
	o.t.Helper()
	at := o.now().Add(-ago)
	entry := func(door string, at time.Time) audit.Entry {
		return audit.Entry{At: at, Case: fmt.Sprintf("%032x", 0x1000+n), Door: door, Actor: "staff:" + by}
	}
	o.filed(n, ago+time.Hour, recovery.Reviewing, func(c *recovery.Case) {
		c.HighBar, c.Private.Assessment = true, &decision.Assessment{Verdict: machine, HoldHours: 72}
	})
	check(o.t, o.db.Update(o.t.Context(), fmt.Sprintf("%032x", 0x1000+n), func(s *recovery.Step) error {
		s.Case.State, s.Case.Closed = recovery.Withdrawn, at
		s.Case.Private.Votes = []recovery.Vote{{By: by, At: at, Grant: grant, Reason: "evidence_sufficient", Words: "-"}}
		s.Entries = append(s.Entries, entry(door, at.Add(-took)), entry("vote", at))
		return nil
	}))
}

// past fills an office with weeks of work, the same in every run.
func (o *office) past(m *recovery.Meter) {
	const day = 24 * time.Hour
	n := 0
	for back := 1; back <= 80; back++ {
		for i := range 1 + back%3 {
			n++
			ago := time.Duration(back)*day - time.Duration(i*5)*time.Hour
			switch told := fmt.Sprintf("@%d", []int{1, 3, 9, 22, 2}[n%5]); {
			case n%11 == 0:
				o.filed(n, ago, recovery.Contested, nil, "submit@0", "hold"+told, "contest@30")
			case n%17 == 0:
				o.filed(n, ago, recovery.Undone, nil, "submit@0", "hold"+told, "undo@90")
			case n%7 == 0:
				o.filed(n, ago, recovery.Withdrawn, nil, "submit@0", "withdraw@1")
			case n%3 == 0:
				o.filed(n, ago, recovery.Restored, nil, "submit@0", "hold"+told)
			default:
				o.filed(n, ago, recovery.Declined, nil, "submit@0", "decline"+told)
			}
		}
	}
	o.filed(901, 26*time.Hour, recovery.Reviewing, nil, "submit@0")
	o.filed(902, 22*time.Hour, recovery.Reviewing, nil, "submit@0")
	o.filed(903, time.Hour, recovery.Judged, nil, "submit@0")
	for i, by := range []string{"sato", "ito", "takahashi"} {
		for k := range 20 {
			machine := []decision.Outcome{decision.Review, decision.Decline, decision.Grant}[k%3]
			ago := time.Duration(k+1)*day + time.Duration(o.now().UTC().Hour()-3)*time.Hour // around noon in Tokyo
			o.voted(1000+100*i+k, by, ago, time.Duration(9+k)*time.Minute, machine == decision.Grant, machine, "claim")
		}
	}
	for k := range 12 {
		o.voted(2000+k, "mallory", time.Duration(k+1)*time.Hour, time.Minute, true, decision.Decline, "pick")
	}
	left := 400
	for i, page := range []string{"who", "account", "contact", "code", "name", "birth", "address", "passwords", "products", "q-general", "q-mail", "purchases", "else", "send"} {
		for range left {
			m.Count(recovery.CountReached, page)
		}
		left -= []int{120, 20, 15, 40, 5, 12, 9, 30, 4, 6, 8, 3, 1, 6}[i]
		for range left {
			m.Count(recovery.CountAnswered, page)
		}
	}
	for label, n := range map[string]int{"birth birth.month_missing": 14, "birth birth.era_unclear": 9, "code code.wrong": 22, "code code.expired": 17, "contact contact.same": 8} {
		for range n {
			m.Count(recovery.CountError, label)
		}
	}
	for range 300 {
		m.Count(recovery.CountAsked, "")
	}
	for i := range 262 {
		m.Count(recovery.CountPassed, []string{"pow", "pow", "pow", "pow", "captcha", "none"}[i%6])
		m.Took("pow", time.Duration(400+10*i)*time.Millisecond)
	}
	m.Count(recovery.CountFailed, "captcha")
	o.letters(m)
}

// letters sends letters to a few domains.
func (o *office) letters(m *recovery.Meter) {
	for domain, n := range map[string]int{"docomo.example": 90, "mail.example": 160, "softbank.example": 40, "hanako-suzuki.example": 3} {
		for i := range n {
			l := recovery.Letter{Kind: "received", To: fmt.Sprintf("p%d@%s", i, domain)}
			if domain == "hanako-suzuki.example" {
				l.To = "hanako@" + domain
			}
			var err error
			if i%23 == 5 {
				err = errors.New("busy")
			}
			m.Letter(l, err, domain == "docomo.example" && i%46 == 5)
		}
	}
}

func TestTheFiguresAreShownInWordsAndPictures(t *testing.T) {
	o := newOffice(t, "https://recover.example")
	o.past(o.count())
	en, ja := o.ask("boss", "/desk/figures?lang=en", nil).Body.String(), o.ask("boss", "/desk/figures?lang=ja", nil).Body.String()
	got := map[string]string{}
	for _, head := range []string{"1. Device and reason", "4. Code", "6. Date of birth", "Picture and sound", "No check"} {
		got[head] = row(t, en, head)
	}
	want := map[string]string{
		"1. Device and reason": "400 | 280 | 30% |",
		"4. Code":              "245 | 205 | 16% | “The code does not match. Enter the 6 numbers in the email (… tries left)” 22 times; “This code has expired. Send a new one” 17 times;",
		"6. Date of birth":     "200 | 188 | 6% | “Add the month you were born” 14 times; “Is &#39;…&#39; a Western year or a Japanese era year? Choose one” 9 times;",
		"Picture and sound":    "43 | 1 | –",
		"No check":             "43 | 0 | –",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if said := row(t, en, "1. mail.example"); said != "153 | 7 | 0 | 0%" {
		t.Errorf("letters: %s", said)
	}
	if said := row(t, ja, "4. そのほか"); said != "3 | 0 | 0 | 0%" || strings.Contains(ja+en, "suzuki") {
		t.Errorf("a domain of one person: %s", said)
	}
	if said := row(t, en, "4. mallory"); !strings.HasPrefix(said, "Approves more often; Many decisions within 2 minutes;") || !strings.Contains(said, "| 12 | 100% | 1 min |") {
		t.Errorf("the odd one: %s", said)
	}
	if said := row(t, ja, "2. sato"); !strings.HasPrefix(said, "| 20 | 30% | 18分 | 0 | 0% | 0 | 0% | 0") {
		t.Errorf("an ordinary one: %s", said)
	}
	for lang, page := range map[string]string{"en": en, "ja": ja} {
		for _, bad := range []string{"NaN", "Inf", "desk.figures.", "<no value>", "style="} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page says %q", lang, bad)
			}
		}
		if n := strings.Count(page, `role="img" aria-labelledby="fig-`); n != 7 {
			t.Errorf("%s: %d pictures", lang, n)
		}
		if strings.Count(page, `<table role="table">`) != 7+3 || strings.Count(page, "<details") != 3 {
			t.Errorf("%s: not every picture has its table, with the earlier days and weeks to be opened", lang)
		}
	}
	day := func(back int) int {
		return strings.Index(ja, o.now().In(time.FixedZone("JST", 9*3600)).AddDate(0, 0, -back).Format(">1月2日</th>"))
	}
	if newest, older := day(3), day(9); newest < 0 || newest > older {
		t.Errorf("three days ago stands at %d, a week before at %d", newest, older)
	}
	for _, words := range []string{"Past the promised time", "結果までの時間"} {
		if !strings.Contains(en+ja, words) {
			t.Errorf("nothing says %s", words)
		}
	}
}

func TestAnEmptyDeskHasFiguresToo(t *testing.T) {
	o := newOffice(t, "https://recover.example")
	o.count()
	for lang, words := range map[string]string{"ja": "まだ数えるものがありません", "en": "Nothing has been counted yet"} {
		w := o.ask("boss", "/desk/figures?lang="+lang, nil)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, words) || strings.Contains(body, "NaN") {
			t.Errorf("%s: %d\n%s", lang, w.Code, body)
		}
	}
}

func TestH4NobodySeesHowTheyWorkThemselves(t *testing.T) {
	o := newOffice(t, "https://recover.example")
	o.past(o.count())
	for login, status := range map[string]int{"boss": 200, "anna": 200, "audrey": 200, "takahashi": 200, "sato": 403} {
		if w := o.ask(login, "/desk/figures", nil); w.Code != status {
			t.Errorf("%s: %d, want %d", login, w.Code, status)
		}
	}
	senior := o.ask("takahashi", "/desk/figures?lang=en", nil).Body.String()
	if said := row(t, senior, "3. takahashi"); !strings.HasPrefix(said, "Shown to other people only |  |") {
		t.Errorf("one's own row: %s", said)
	}
	if said := row(t, senior, "4. mallory"); !strings.Contains(said, "Often against the machine") {
		t.Errorf("somebody else's: %s", said)
	}
	if strings.Contains(senior, "/desk/figures/") || strings.Contains(senior, `action="/desk/figures`) {
		t.Error("figures can be edited")
	}
}

// In both languages, light and dark, wide and narrow: nothing that axe finds, and nothing wider than a narrow telephone.
func TestTheFiguresCanBeReadByEverybody(t *testing.T) {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	base := "http://" + listener.Addr().String()
	o := newOffice(t, base)
	o.past(o.count())
	mux := http.NewServeMux()
	mux.Handle("/", o.h)
	mux.HandleFunc("GET /as/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: r.PathValue("name"), Path: "/"})
	})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: mux}}
	server.Start()
	t.Cleanup(server.Close)
	b := newWindow(t, testenv.Browser(t, "en"), base)
	_, err := chromedp.Call(b.ctx, browser.AddScriptToEvaluateOnNewDocument, browser.AddScriptToEvaluateOnNewDocumentParams{Source: testenv.AxeJS(t)})
	check(t, err)
	b.open("/as/takahashi")
	for _, lang := range []string{"ja", "en"} {
		b.do(chromedp.EmulateViewport(1280, 900))
		b.open("/desk/figures?lang=" + lang)
		for _, dark := range []bool{false, true} {
			b.darkness(dark)
			for _, found := range script[[]string](b, fmt.Sprintf("%s(%t)", axe, dark)) {
				t.Errorf("%s (dark: %v): %s", lang, dark, found)
			}
		}
		b.do(chromedp.EmulateViewport(320, 640))
		if over := script[int](b, "document.documentElement.scrollWidth - 320"); over > 0 {
			t.Errorf("%s: %d pixels wider than a narrow telephone", lang, over)
		}
		if far := script[[]string](b, `[...document.querySelectorAll(".fig tbody :is(th, td)")].filter(c => c.getBoundingClientRect().right > 320).map(c => c.textContent)`); len(far) > 0 {
			t.Errorf("%s: on a narrow telephone these values lie outside: %v", lang, far)
		}
	}
}
