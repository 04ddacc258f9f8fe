package report_test

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
	"okaeri/internal/simulate/report"
	"okaeri/internal/text"
)

// told are the printed aims in a language, the verdict of each before two spaces.
func told(t *testing.T, r *simulate.Report, lang string) []string {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.Lines(&b, r, c, lang); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	return lines[1 : len(lines)-1] // the first is the family, the last the speed
}

// of is the printed aim that a word stands in.
func of(t *testing.T, lines []string, word string) string {
	t.Helper()
	for _, l := range lines {
		if strings.Contains(l, word) {
			return l
		}
	}
	t.Fatalf("no aim about %s in %q", word, lines)
	return ""
}

// nearly is a report in which so many of 30,000 owners are granted against T0–T1.
func nearly(granted, attackers int) *simulate.Report {
	at := func(hits int) []simulate.At { return []simulate.At{{Rate: .001, Owners: measure.ShareOf(hits, 30000)}} }
	return &simulate.Report{
		Run:    simulate.Run{Owners: 30000, Attackers: attackers},
		Scopes: []simulate.ScopeResult{{Scope: "T0–T1", Plain: at(granted), Ceiling: at(granted + 300), Share: float64(granted) / float64(granted+300)}},
		Groups: []simulate.Group{{Name: "all", Owners: measure.ShareOf(granted, 30000)}},
	}
}

func TestAnAimThatTheIntervalHoldsIsNotJudgedByItsLuck(t *testing.T) {
	for _, x := range []struct {
		granted, attackers int
		want               string
	}{
		{25200, 100000, "missed"},
		{25470, 100000, "within chance of the aim"}, // 84.9 %
		{25530, 100000, "within chance of the aim"}, // 85.1 %
		{25800, 100000, "met"},
		{25800, 2000, "too few to tell"}, // nobody can tell one in a thousand among two thousand
		{25200, 2000, "too few to tell"},
	} {
		line := of(t, told(t, nearly(x.granted, x.attackers), "en"), "strangers and breaches")
		if !strings.HasPrefix(line, x.want+"  ") {
			t.Errorf("%d of %d adversaries: %q", x.granted, x.attackers, line)
		}
	}
}

func TestARateThatFewPassByFarIsMissedAllTheSame(t *testing.T) {
	r := nearly(25800, 100000)
	for hits, want := range map[int]string{0: "too few to tell", 1: "too few to tell", 30: "missed"} {
		r.Campaigns = []simulate.Campaign{{Restored: measure.ShareOf(hits, 300)}}
		if l := of(t, told(t, r, "en"), "Five applications"); !strings.HasPrefix(l, want+"  ") {
			t.Errorf("%d of 300: %q", hits, l)
		}
	}
}

func TestTheCeilingIsComparedWhereManySetTheLine(t *testing.T) {
	for attackers, want := range map[int]string{100000: "met", 10000: "too few to tell"} {
		if l := of(t, told(t, nearly(25800, attackers), "en"), "ceiling at 0.1 %, T0–T1"); !strings.HasPrefix(l, want+"  ") {
			t.Errorf("%d adversaries: %q", attackers, l)
		}
	}
}

// What is printed beside a figure is what it is judged by, and a report that has no interval of it is judged by the figure.
func TestRatiosAndGapsAreJudgedByTheirOwnIntervals(t *testing.T) {
	for _, x := range []struct {
		low, high    float64
		shown, wants string
	}{
		{.955, .985, "97.0% (95.5–98.5)  Share", "met"},
		{.945, .995, "97.0% (94.5–99.5)  Share", "within chance of the aim"},
		{0, 0, "97.0%  Share", "met"},
	} {
		r := nearly(25800, 100000)
		r.Scopes[0].Share, r.Scopes[0].ShareLow, r.Scopes[0].ShareHigh = .97, x.low, x.high
		if l := of(t, told(t, r, "en"), "ceiling at 0.1 %, T0–T1"); !strings.HasPrefix(l, x.wants+"  ") || !strings.Contains(l, x.shown) {
			t.Errorf("%+v: %q", x, l)
		}
	}
	small := simulate.Group{Name: "locked", Gap: -.13, GapLow: -.18, GapHigh: -.08}
	large := simulate.Group{Name: "single", Gap: -.12, GapLow: -.13, GapHigh: -.11}
	near := simulate.Group{Name: "moved", Gap: -.05, GapLow: -.06, GapHigh: -.04}
	bare := simulate.Group{Name: "thin", Gap: -.12}
	for _, x := range []struct {
		groups       []simulate.Group
		shown, wants string
	}{
		{[]simulate.Group{near}, "-5.0 (-6.0…-4.0)  Worst", "met"},
		{[]simulate.Group{small, near}, "-13.0 (-18.0…-8.0)  Worst", "within chance of the aim"},
		{[]simulate.Group{small, large, near}, "-12.0 (-13.0…-11.0)  Worst", "missed"}, // chance explains the other one
		{[]simulate.Group{near, bare}, "-12.0  Worst", "missed"},
	} {
		r := nearly(25800, 100000)
		r.Groups = append(r.Groups, x.groups...)
		if l := of(t, told(t, r, "en"), "Worst group"); !strings.HasPrefix(l, x.wants+"  ") || !strings.Contains(l, x.shown) {
			t.Errorf("%v: %q", x.groups, l)
		}
	}
}

func TestTooFewAdversariesJudgeNoRareRate(t *testing.T) {
	r := small(t) // 48 adversaries of each kind
	for lang, few := range map[string]string{"en": "too few to tell", "ja": "件数不足"} {
		for _, l := range told(t, r, lang) {
			open := strings.Contains(l, "–  ") || strings.Contains(l, "2.58") || strings.Contains(l, "T4") // no aim, one that holds whatever is counted, or passed by far
			if !open && !strings.HasPrefix(l, few+"  ") {
				t.Errorf("%s: %q", lang, l)
			}
		}
	}
}

func TestThePageAndTheTerminalJudgeAlike(t *testing.T) {
	for _, r := range []*simulate.Report{small(t), nearly(25470, 100000), nearly(25800, 100000)} {
		page := page(t, r)
		for _, lang := range []string{"ja", "en"} {
			var seen []string
			for _, cell := range regexp.MustCompile(`<td class="verdict [a-z]+">.*?<span lang="`+lang+`">(.*?)</span>`).FindAllStringSubmatch(page, -1) {
				seen = append(seen, html.UnescapeString(cell[1]))
			}
			var said []string
			for _, l := range told(t, r, lang) {
				word, _, _ := strings.Cut(l, "  ")
				said = append(said, word)
			}
			if !slices.Equal(seen, said) || len(seen) < 10 {
				t.Errorf("%s: the page says %q, the terminal %q", lang, seen, said)
			}
		}
	}
}

func TestSharesHaveAboutThreeFiguresAndTheirInterval(t *testing.T) {
	r := nearly(25470, 100000)
	r.Verdicts = []simulate.VerdictResult{{Who: "insider_mailbox", Restored: measure.ShareOf(1108, 100000)}}
	r.Campaigns = []simulate.Campaign{{Restored: measure.ShareOf(12, 10002)}}
	lines := told(t, r, "en")
	for word, want := range map[string]string{
		"strangers and breaches": "84.9% (84.5–85.3)", "Reader of the mailbox": "1.11% (1.04–1.17)", "Five applications": "0.120% (0.062–0.209)",
	} {
		if l := of(t, lines, word); !strings.Contains(l, want) {
			t.Errorf("%q is not in %q", want, l)
		}
	}
	r.Campaigns[0].Restored = measure.ShareOf(0, 100000)
	if l := of(t, told(t, r, "en"), "Five applications"); !strings.Contains(l, " 0% (0.000–0.004)") {
		t.Errorf("%q", l)
	}
}

func TestWhoIsToldElsewhereIsSaidWhereAllTriedWhatSetsTheLine(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for strategy, want := range map[string]bool{"guessing": true, "mailing": true, "patient": false, "": false} {
		r := nearly(25800, 100000)
		r.Scopes[0].Told = measure.ShareOf(24000, 30000)
		r.Scopes[0].ShareLow, r.Scopes[0].ShareHigh = .97, .999
		r.Groups = append(r.Groups, simulate.Group{Name: "single", Gap: -.1, GapLow: -.11, GapHigh: -.09})
		r.Scopes[0].Held = []simulate.At{{Rate: .001, Owners: measure.ShareOf(26000, 30000), Worst: "breached", Strategy: strategy}}
		var b bytes.Buffer
		if err := report.Tables(&b, r, c, "en"); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "-10.0 (-11.0…-9.0)") || !strings.Contains(page(t, r), "-10.0 <small>-11.0…-9.0</small>") || !strings.Contains(b.String(), "(97.0–99.9)") {
			t.Errorf("the intervals of gap and ratio are not in the tables: %s", b.String())
		}
		if strings.Contains(b.String(), "80.0% (") != want || strings.Contains(page(t, r), "80.0% <small>") != want {
			t.Errorf("%q: %s", strategy, b.String())
		}
	}
}
