package simulate

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// shared estimates the chance that two draws are equal from how often values came again.
func shared(counts map[string]int) float64 {
	n, pairs := 0, 0
	for _, c := range counts {
		n += c
		pairs += c * (c - 1)
	}
	return float64(pairs) / (float64(n) * float64(n-1))
}

func TestSubjectsAreSharedAsOftenAsMeasured(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		g, d, counts := subjects[lang](), throw(1, 0, 9), map[string]int{}
		for range 200_000 {
			counts[g.write(d, nil)]++
		}
		if c := shared(counts); math.Abs(c/sharedSubjects-1) > 0.1 {
			t.Errorf("%s: two subjects are equal with chance %.3g, want %.3g within a tenth", lang, c, sharedSubjects)
		}
		top := 0
		for _, c := range counts {
			top = max(top, c)
		}
		if share := float64(top) / 200_000; share > 0.005 {
			t.Errorf("%s: the most common subject has a share of %.2g; measured: 0.0027", lang, share)
		}
	}
}

func TestSubjectsOfAWholePopulationKeepTheMeasure(t *testing.T) {
	counts := map[string]int{}
	for i := range 4000 { // one mail each, so that only different people are compared
		d := throw(2, i, 9)
		g := subjects["ja"]()
		counts[g.write(d, g.interests(d))]++
	}
	// 8 million pairs, some 700 equal ones: the interests of one person must not make different people alike.
	if c := shared(counts); math.Abs(c/sharedSubjects-1) > 0.25 {
		t.Errorf("two people's subjects are equal with chance %.3g, want about %.3g", c, sharedSubjects)
	}
}

func TestASubjectHasThreeWords(t *testing.T) {
	for lang, count := range map[string]func(string) int{
		"ja": func(s string) int { return strings.Count(s, "|") + 1 },
		"en": func(s string) int { return len(strings.Fields(s)) },
	} {
		g, d := subjects[lang](), throw(1, 0, 9)
		var lengths []int
		for range 10_001 {
			s := g.compose(d, nil)
			if !utf8.ValidString(s) || strings.ContainsAny(s, "<>") || s == "" {
				t.Fatalf("%s: %q", lang, s)
			}
			lengths = append(lengths, count(s))
		}
		slices.Sort(lengths)
		if median := lengths[5000]; median != 3 {
			t.Errorf("%s: median of %d words, want 3", lang, median)
		}
	}
}

func TestNamesAndPlacesAreAsCommonAsInTheirSources(t *testing.T) {
	surnames, regions, codes := map[string]int{}, map[string]int{}, map[string]int{}
	d := throw(1, 0, 9)
	for range 100_000 {
		surnames[names().surname(d).plain]++
		p := prefectures().draw(d)
		regions[p.region]++
		codes[p.code(d)]++
	}
	for what, c := range map[string]struct{ got, least, most float64 }{ // engine.md §2.2
		"have one surname":       {shared(surnames), 0.0019, 0.0022},
		"live in one prefecture": {shared(regions), 0.041, 0.045},
		"have one postal code":   {shared(codes), 0.0001, 0.0002},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("two people of Japan %s with chance %.6f, want between %v and %v", what, c.got, c.least, c.most)
		}
	}
}

func TestPeopleWriteMostlyToAFew(t *testing.T) {
	slopes := 0.0
	const people = 30
	for i := range people {
		p := PersonAt(1, i, people, Options{Events: 3000})
		var x, y []float64
		for rank, f := range p.Friends {
			if f.Mails < 20 {
				break
			}
			x, y = append(x, math.Log(float64(rank+1))), append(y, math.Log(float64(f.Mails)))
		}
		slopes += slope(x, y)
	}
	if s := slopes / people; math.Abs(s+friendsZipf) > 0.15 {
		t.Errorf("mails fall off by rank to the power of %.2f, want %.2f (Zipf)", s, -friendsZipf)
	}
}

// slope is that of the straight line through points with the least squares.
func slope(x, y []float64) float64 {
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	n := float64(len(x))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

func TestCommonPasswordsAreChosenByTheirRank(t *testing.T) {
	common := map[string]bool{}
	for _, p := range leaked().items {
		common[p] = true
	}
	first, n := 0, 0
	for p := range Population(3, 2500, Options{Events: 1}) {
		n++
		if common[p.Passwords[0].Plain] {
			first++
		}
	}
	if share := float64(first) / float64(n); math.Abs(share-leakedShare) > 0.015 {
		t.Errorf("a share of %.3f chose a leaked password, want %.3f", share, leakedShare)
	}
}

func TestEveryTableCanBeRead(t *testing.T) {
	if n := len(names().surnames.items); n != 1999 {
		t.Errorf("%d surnames", n)
	}
	if n := len(prefectures().items); n != 47 {
		t.Errorf("%d prefectures", n)
	}
	for _, sex := range []string{"m", "f"} {
		for _, generation := range "01234" {
			if len(names().common[sex+string(generation)].items) < 20 {
				t.Errorf("too few names of generation %s%c", sex, generation)
			}
		}
	}
}
