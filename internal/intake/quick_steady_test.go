package intake

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// What one look says of a letter has to hold beside any other such letter.
func TestSteadyLettersStayAsTheyAre(t *testing.T) {
	var all []rune
	for r := rune(0); r <= 0xffff; r++ {
		if isSteady(r) {
			all = append(all, r)
			if first := norm.NFKC.PropertiesString(string(r)); !norm.NFKC.IsNormalString(string(r)) || first.CCC() != 0 || !first.BoundaryBefore() {
				t.Errorf("%q is not steady", r)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(all), 0, 12).Draw(t, "letters"))
		if !norm.NFKC.IsNormalString(s) {
			t.Errorf("%q changes", s)
		}
	})
}

func TestASteadySubjectIsLeftAlone(t *testing.T) {
	pieces := []string{"a", "z", "0", "A", " ", " ", "-", "~", "ー", "か", "ガ", "漢", "々", "「", "」", "、", "・", ".", "[", ")", ":", "re", "!", "\"", "か\u3099", "〆"}
	leftAlone(t, some("subject", 6, pieces...), isSteadySubject, subjectTheLongWay, "来週の同窓会について", "lunch on friday?", "「お知らせ」夏のセール")
}

func TestASteadyAddressIsLeftAlone(t *testing.T) {
	local := some("local", 4, "a", "Z", "0", "-", ".", "..", "_", "+", "mailto:", "ー")
	domain := some("domain", 4, "a", "example", ".jp", "-", "--", ".", "xn--", "ab--c", "0", "@")
	leftAlone(t, func(t *rapid.T) string { return local(t) + "@" + domain(t) }, isSteadyMail, foldOddMail,
		"taro@example.jp", "Hanako.Sato+shop@mail.momiji.example", "a..b.@docomo.ne.jp")
}

// some draws a text of a few pieces.
func some(label string, most int, pieces ...string) func(*rapid.T) string {
	return func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, most).Draw(t, label), "")
	}
}

// leftAlone fails the test where folding changes what was said to be steady, or where what people usually write is not.
func leftAlone(t *testing.T, draw func(*rapid.T) string, steady func(string) bool, fold func(string) string, usual ...string) {
	t.Helper()
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		if s := draw(t); steady(s) {
			found++
			if folded := fold(s); folded != s {
				t.Errorf("%q is folded to %q", s, folded)
			}
		}
	})
	if found == 0 {
		t.Error("none was steady")
	}
	for _, s := range usual {
		if !steady(s) {
			t.Errorf("%q is looked at twice", s)
		}
	}
}
