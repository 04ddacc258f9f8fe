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
	steady := 0
	rapid.Check(t, func(t *rapid.T) {
		pieces := []string{"a", "z", "0", "A", " ", " ", "-", "~", "ー", "か", "ガ", "漢", "々", "「", "」", "、", "・", ".", "[", ")", ":", "re", "!", "\"", "か\u3099", "〆"}
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "pieces"), "")
		if isSteadySubject(s) {
			steady++
			if folded := subjectTheLongWay(s); folded != s {
				t.Errorf("%q is folded to %q", s, folded)
			}
		}
	})
	if steady == 0 {
		t.Error("none was steady")
	}
	for _, s := range []string{"来週の同窓会について", "lunch on friday?", "「お知らせ」夏のセール"} {
		if !isSteadySubject(s) {
			t.Errorf("%q is looked at twice", s)
		}
	}
}

func TestASteadyAddressIsLeftAlone(t *testing.T) {
	steady := 0
	rapid.Check(t, func(t *rapid.T) {
		some := func(label string, pieces ...string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 4).Draw(t, label), "")
		}
		s := some("local", "a", "Z", "0", "-", ".", "..", "_", "+", "mailto:", "ー") + "@" + some("domain", "a", "example", ".jp", "-", "--", ".", "xn--", "ab--c", "0", "@")
		if isSteadyMail(s) {
			steady++
			if folded := foldOddMail(s); folded != s {
				t.Errorf("%q is folded to %q", s, folded)
			}
		}
	})
	if steady == 0 {
		t.Error("none was steady")
	}
	for _, s := range []string{"taro@example.jp", "Hanako.Sato+shop@mail.momiji.example", "a..b.@docomo.ne.jp"} {
		if !isSteadyMail(s) {
			t.Errorf("%q is looked at twice", s)
		}
	}
}
