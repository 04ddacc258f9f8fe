package report_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
)

// section is the page from a heading's words to the next heading.
func section(t *testing.T, html, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(html, heading+"</span></h2>")
	if !found {
		t.Fatalf("no section %q", heading)
	}
	part, _, _ := strings.Cut(rest, "<h2>")
	return part
}

func TestEveryPictureHasANameOfItsOwn(t *testing.T) {
	seen := map[string]int{}
	for _, m := range regexp.MustCompile(`<svg[^>]* aria-label="([^"]*)"`).FindAllStringSubmatch(page(t, small(t)), -1) {
		seen[m[1]]++
	}
	for name, n := range seen {
		if n > 1 || !strings.Contains(name, " / ") {
			t.Errorf("%d pictures are called %q", n, name)
		}
	}
	if len(seen) < 30 {
		t.Errorf("%d pictures", len(seen))
	}
}

func TestTheTornadoBeginsWithWhatMovesMostAndSaysItsNoise(t *testing.T) {
	r := *small(t)
	row := func(item string, half, twice int) simulate.Sensitivity {
		s := simulate.Sensitivity{Item: item, Side: "owner"}
		s.Half.Owners, s.Twice.Owners = measure.ShareOf(half, 1000), measure.ShareOf(twice, 1000)
		s.Swing = s.Twice.Owners.Value - s.Half.Owners.Value
		return s
	}
	r.Worth = []simulate.Worth{{Item: "name", Without: .7, Lost: .05}, {Item: "device", Without: .5, Lost: .25}}
	r.Tornado = []simulate.Sensitivity{row("name", 749, 750), row("device", 756, 744), row("card", 745, 750)}
	part := section(t, page(t, &r), "What if a table is wrong")
	order := []int{strings.Index(part, ">Device<"), strings.Index(part, ">Card<"), strings.Index(part, ">Name<")}
	if order[0] < 0 || !slices.IsSorted(order) {
		t.Errorf("rows stand at %v", order)
	}
	for _, want := range []string{"same 1,000 owners and known to 2.7 points", "No row moves them by more", ">-1.0<", ">&#43;1.0<"} {
		if !strings.Contains(part, want) {
			t.Errorf("%q is not said", want)
		}
	}
	r.Tornado[1] = row("device", 800, 700)
	if part = section(t, page(t, &r), "What if a table is wrong"); strings.Contains(part, "No row moves") || !strings.Contains(part, ">&#43;5.0<") {
		t.Error("a row that moves ten points is taken for noise")
	}
	worth := section(t, page(t, &r), "What each kind of evidence is worth")
	if strings.Index(worth, ">Device<") > strings.Index(worth, ">Name<") || !strings.Contains(worth, `width="400.00"`) || !strings.Contains(worth, `width="80.00"`) {
		t.Errorf("what owners need most is not drawn first and longest: %s", worth)
	}
}

func TestTheBarOfHoldsHasItsKey(t *testing.T) {
	r := *small(t)
	r.Verdicts = slices.Clone(r.Verdicts)
	r.Verdicts[0].Holds = map[string]int{"120": 10, "24": 30}
	part := section(t, page(t, &r), "Verdicts under the policy as it ships")
	for i, want := range []string{"24 hours", "120 hours"} {
		_, key, found := strings.Cut(part, `<li><i class="h`+strconv.Itoa(i)+`">`)
		if key, _, _ = strings.Cut(key, "</li>"); !found || !strings.Contains(key, want) || !strings.Contains(key, "%") {
			t.Errorf("%s: %q", want, key)
		}
	}
}

func TestGroupsThatAreLeftBehindHaveTheirReason(t *testing.T) {
	r := *small(t)
	all := measure.ShareOf(480, 1000)
	r.Groups = []simulate.Group{
		{Name: "all", Owners: all}, {Name: "device_lost", Owners: measure.ShareOf(280, 1000), Gap: -.2}, {Name: "moved", Owners: measure.ShareOf(450, 1000), Gap: -.03},
	}
	part := section(t, page(t, &r), "Is anybody left behind")
	if !strings.Contains(part, "heaviest evidence there is") || strings.Contains(part, "They give the address where they live") {
		t.Errorf("%s", part)
	}
}
