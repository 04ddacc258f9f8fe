package intake

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// typed draws texts of what the quick ways out have to tell apart: letters of several scripts, every kind of space, marks that
// compose, invisible characters and broken bytes.
var typed = rapid.Custom(func(t *rapid.T) string {
	pieces := []string{
		"a", "B", "é", "e\u0301", "か", "か\u3099", "が", "ｶ", "漢", "字", "Ａ", "：", ":", ";", "re", "Re", "件名", " ", " ", "　", "\t", "\u00a0", "\u200b",
		"\ufffd", "\xff", "[", "【", "】", "「", "-", "ー", "〜", "①", "ﬁ", "한", "ㅎ\u1161", "◎", "@", "、", "。", "『", "』", "“", "”", "‘", "’", "〔", "〕", "〖", "〗", "［", "］", "‥", ".", "<", ">",
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
})

func TestTheQuickWaysOutChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := typed.Draw(t, "s")
		if long := norm.NFKC.String(strings.Join(strings.Fields(visible(norm.NFKC.String(visible(s)))), " ")); Plain(s) != long {
			t.Errorf("Plain(%q) = %q, the long way %q", s, Plain(s), long)
		}
		if got, want := settle(s, foldSubject), settle(s, subjectTheLongWay); got != want {
			t.Errorf("Subject(%q) = %q, the long way %q", s, got, want)
		}
		if got, want := Plain(closeSpaces(Plain(s))), Plain(closeSpacesTheLongWay(Plain(s))); got != want {
			t.Errorf("closeSpaces(%q) = %q, the long way %q", s, got, want)
		}
	})
}

func subjectTheLongWay(s string) string {
	s = subjectDashes(Plain(subjectBrackets.Replace(strings.ToLower(Plain(s)))))
	s = strings.TrimSpace(strings.TrimRight(answerMarks.ReplaceAllString(s, ""), ".・ "))
	return Plain(closeSpacesTheLongWay(s))
}

func closeSpacesTheLongWay(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && (!spaced(runes[i-1]) || !spaced(runes[i+1])) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
