package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/simulate"
	"okaeri/internal/simulate/learn"
	"okaeri/internal/simulate/measure"
	"okaeri/internal/simulate/report"
	"okaeri/internal/text"
)

// measured is a whole study on a few people: every table has its rows, whatever they say.
var measured = sync.OnceValues(func() (*simulate.Report, error) {
	s := simulate.Study{Seed: 7, Owners: 24, Attackers: 48, Rooms: simulate.Built(), Base: learn.Shipped(), Command: "okaeri simulate --seed 7 <&>"}
	return s.Measure(func() time.Time { return time.Unix(0, 0) })
})

func small(t *testing.T) *simulate.Report {
	t.Helper()
	r, err := measured()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func page(t *testing.T, r *simulate.Report) string {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.Page(&b, r, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageNeedsNothingBesideIt(t *testing.T) {
	r := small(t)
	html := page(t, r)
	for _, bad := range []string{"<script", "http://", "https://", "@import", "url(", " src="} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if keys := regexp.MustCompile(`>simulate\.[a-z_.0-9]+<`).FindAllString(html, 5); keys != nil {
		t.Errorf("sentences are missing: %v", keys)
	}
	if strings.Contains(html, "<&>") || !strings.Contains(html, "--seed 7 &lt;&amp;&gt;") {
		t.Error("the command is not escaped")
	}
	ja, en := strings.Count(html, `<span lang="ja">`), strings.Count(html, `<span lang="en">`)
	if ja != en || ja < 150 {
		t.Errorf("%d sentences in Japanese, %d in English", ja, en)
	}
	if strings.Contains(html, "NaN") || strings.Contains(html, "Inf") {
		t.Error("a figure is not a number")
	}
}

// What a column or a picture asks for at least must not be wider than the narrowest page, 320 pixels less its edges.
func TestNothingAsksForMoreThanANarrowPageHas(t *testing.T) {
	html := page(t, small(t))
	for _, m := range regexp.MustCompile(`minmax\((.*?), 1fr\)`).FindAllStringSubmatch(html, -1) {
		if m[1] != "0" && (!strings.HasPrefix(m[1], "min(") || !strings.HasSuffix(m[1], ", 100%)")) {
			t.Errorf("columns are %s wide at least", m[1])
		}
	}
	open, tables := strings.Count(html, `<div class="scroll"><table`), strings.Count(html, "<table")
	if open != tables || tables < 10 {
		t.Errorf("%d of %d tables can be moved sideways", open, tables)
	}
	if !strings.Contains(html, `<html lang="ja">`) {
		t.Error("the page does not say what language it is in")
	}
}

func TestTheSameFiguresAreThereForMachines(t *testing.T) {
	r := small(t)
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	var back simulate.Report
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Run.Owners != 24 || len(back.Tiers) != 5 || len(back.Scopes) != 4 || len(back.Baselines) != 10 {
		t.Errorf("%d owners, %d tiers, %d scopes, %d baselines", back.Run.Owners, len(back.Tiers), len(back.Scopes), len(back.Baselines))
	}
}

// What was set on a family is no result on it: a report of the training family says so where it begins, and every other is of the test family.
func TestAReportOfTheTrainingFamilyIsNoResult(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, development := range []bool{false, true} {
		r := *small(t)
		if r.Run.Family = simulate.Test; development {
			r.Run.Family = simulate.Training
		}
		for lang, says := range map[string][3]string{
			"en": {"Family of worlds: test\n", "Family of worlds: training\n", "for whoever develops the judgement, and no result"},
			"ja": {"世界の族: 試験用\n", "世界の族: 訓練用\n", "結果ではありません"},
		} {
			var lines, tables bytes.Buffer
			if err := errors.Join(report.Lines(&lines, &r, c, lang), report.Tables(&tables, &r, c, lang)); err != nil {
				t.Fatal(err)
			}
			family := says[0]
			if development {
				family = says[1]
			}
			if !strings.HasPrefix(lines.String(), family) || strings.Contains(lines.String(), says[2]) != development {
				t.Errorf("%s, development %v: the aims begin with %.80q", lang, development, lines.String())
			}
			if strings.HasPrefix(strings.TrimSpace(tables.String()), family) != development || strings.Contains(tables.String(), says[2]) != development {
				t.Errorf("%s, development %v: the tables begin with %.80q", lang, development, tables.String())
			}
			head, _, _ := strings.Cut(page(t, &r), "<h2>")
			word := strings.TrimSpace(strings.SplitAfter(family, ": ")[1])
			if strings.Contains(head, says[2]) != development || !strings.Contains(head, `<span lang="`+lang+`">`+word+"</span>") || strings.Contains(head, "(開発用 / development)") != development {
				t.Errorf("%s, development %v: the page begins with %s", lang, development, head)
			}
		}
		var b bytes.Buffer
		var read simulate.Report
		if err := errors.Join(report.JSON(&b, &r), json.Unmarshal(b.Bytes(), &read)); err != nil || read.Run.Development() != development {
			t.Errorf("development %v: the figures do not say so, %v", development, err)
		}
	}
}

// Beside what a campaign reaches under the policy of the run stands what it reaches where readers of the mailbox are kept to the aim, with its
// interval; a report that has no such figure shows no such row.
func TestCampaignsOfReadersAreShownWhereTheyAreKept(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := *small(t)
	for _, kept := range []*simulate.Campaign{nil, {Tier: "insider_mailbox", Least: 5.5, Adaptive: measure.ShareOf(12, 10002), Restored: measure.ShareOf(12, 10002).Times(.5)}} {
		r.Kept = kept
		html := page(t, &r)
		for lang, says := range map[string][2]string{"en": {"T4 reader of the mailbox", "The last row is what readers"}, "ja": {"T4 メールボックスを読んだ者", "最後の行は、メールボックスを"}} {
			var b bytes.Buffer
			if err := report.Tables(&b, &r, c, lang); err != nil {
				t.Fatal(err)
			}
			row := regexp.MustCompile(regexp.QuoteMeta(says[0]) + `, insider\.least 5\.5 +0\.120% \(0\.062–0\.209\) +0% +0\.060% \(0\.031–0\.105\)`)
			if row.MatchString(b.String()) != (kept != nil) {
				t.Errorf("%s, kept %v: %s", lang, kept != nil, b.String())
			}
			if strings.Contains(html, says[1]) != (kept != nil) {
				t.Errorf("%s, kept %v: the page is not clear about it", lang, kept != nil)
			}
		}
		shown := strings.Contains(html, "<small>insider.least 5.5</small></td>") && strings.Contains(html, "0.060% <small>0.031–0.105</small>")
		var b bytes.Buffer
		if err := report.JSON(&b, &r); err != nil || shown != (kept != nil) || strings.Contains(b.String(), `"campaign_kept": {`) != (kept != nil) {
			t.Errorf("kept %v: shown %v, %v", kept != nil, shown, err)
		}
	}
}

func TestEveryAimThatIsHardToReachHasItsPicture(t *testing.T) {
	r := small(t)
	html := page(t, r)
	hard := 0
	for _, tier := range r.Tiers[:4] {
		if tier.Calibration.Cllr > .25 {
			hard++
		}
	}
	if dots := strings.Count(html, `class="dot aim"`); dots != 4+hard { // T0–T1, T0–T3, people at 15 and at 30 %, and each Cllr above its aim
		t.Errorf("%d aims are drawn, %d kinds are hard to tell", dots, hard)
	}
	if n := strings.Count(html, `<tr class="shipped">`); n != 1 {
		t.Errorf("%d lines are the policy as it ships", n)
	}
}
