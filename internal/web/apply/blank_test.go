package apply_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pages walks through the form and returns each page as it was shown first, without what is the visitor's own; from the code
// on it says the reference number.
func (v *visitor) pages(ref string) map[string]string {
	v.t.Helper()
	seen, told := map[string]string{}, ref
	ref = ""
	v.get("/recover/who")
	for _, step := range stepsIn(v.lang) {
		if v.pathNow() == "/recover/kept" {
			ref = told
			v.get("/recover/" + step.page)
		}
		v.mustBeAt("/recover/" + step.page)
		if ref != "" && !strings.Contains(v.body, ref) {
			v.t.Errorf("%s does not say the reference number %s", step.page, ref)
		}
		seen[step.page] = still(v.body)
		if ref != "" {
			seen[step.page] = strings.ReplaceAll(seen[step.page], ref, "REF")
		}
		v.post("/recover/"+step.page, step.typed...)
	}
	return seen
}

// Pages that nobody has typed on are kept: whoever comes later sees what the first one saw, with a number and a token of their own, and
// nothing that somebody typed.
func TestAKeptPageIsThePage(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		s := newSite(t)
		first := s.visitor(lang).pages(refs[0])
		if diff := cmp.Diff(first, s.visitor(lang).pages(refs[1])); diff != "" {
			t.Errorf("%s (-first +second):\n%s", lang, diff)
		}
		if len(first) < 12 {
			t.Errorf("only %v were seen", slices.Sorted(maps.Keys(first)))
		}
	}
}

func TestATokenIsNobodyElses(t *testing.T) {
	s := newSite(t)
	seen := map[string]bool{}
	for range 3 {
		v := s.visitor("en")
		v.walk("contact")
		token := onceValue.FindString(v.body)
		if token == "" || seen[token] || strings.Contains(v.body, "ONCE") {
			t.Errorf("a second visitor has the token %q", token)
		}
		seen[token] = true
	}
}

func TestWhatWasTypedIsShownToItsTypistAlone(t *testing.T) {
	s := newSite(t)
	s.visitor("en").walk("birth")
	typist := s.visitor("en")
	typist.walk("birth")
	typist.get("/recover/name")
	typist.mustSay(`value="花子"`)
	other := s.visitor("en")
	other.walk("name")
	other.mustBeAt("/recover/name")
	other.mustNotSay("花子")
}

func TestAFaultIsShownToWhoeverMadeItAlone(t *testing.T) {
	s := newSite(t)
	first := s.visitor("en")
	first.walk("q-general")
	first.post("/recover/q-general")
	first.mustSay(`aria-invalid="true"`)
	second := s.visitor("en")
	second.walk("q-general")
	second.mustNotSay("aria-invalid")
}
