package simulate

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/intake"
)

// typed are many tries of typing something with some switches on.
func typed(switches Typing, what func(h hand) string) map[string]bool {
	all := map[string]bool{}
	for n := range 400 {
		all[what(hand{throw(3, n, 98), switches})] = true
	}
	return all
}

// The slips that people make all happen, each by itself.
func TestEverySlipHappens(t *testing.T) {
	const word = "asdf"
	seen := typed(Typing{Slip: .04}, func(h hand) string { return h.text(word) })
	for says, some := range map[string][]string{
		"left out": {"sdf", "adf", "asf", "asd"}, "one too many": {"aasdf", "assdf", "asddf", "asdff"},
		"exchanged": {"sadf", "adsf", "asfd"}, "a neighbour": {"ssdf", "aadf", "addf", "assf", "asff", "asdd", "asdg"},
	} {
		happens := false
		for _, s := range some {
			happens = happens || seen[s]
		}
		if !happens {
			t.Errorf("%s: never", says)
		}
	}
	if !seen[word] {
		t.Error("nobody types it right")
	}
}

// Each switch that stands by itself or on another one's back does what its name says, and nothing where it is off.
func TestEverySwitchOfTypingIsRead(t *testing.T) {
	day := time.Date(1960, 4, 8, 0, 0, 0, 0, time.UTC)
	kanji := Name{Family: "渡辺", Given: "花子", FamilyKana: "ワタナベ", GivenKana: "ハナコ", FamilyLetters: "watanabe", GivenLetters: "hanako"}
	latin := Name{Family: "Morgan", Given: "Ann"}
	written := func(n Name) func(hand) string { return func(h hand) string { return h.name(n).Part("family") } }
	read := func(s string) string { d, _ := intake.Date(s).Day(); return d.String() }
	for says, c := range map[string]struct {
		off, on Typing
		what    func(hand) string
		is      func(string) bool
	}{
		"another character":   {Typing{}, Typing{Variant: 1}, written(kanji), func(s string) bool { return s != "渡辺" }},
		"the reading as well": {Typing{}, Typing{Reading: 1}, func(h hand) string { return h.name(kanji).Part("family_kana") }, func(s string) bool { return s == "ワタナベ" }},
		"no capitals":         {Typing{}, Typing{LowerCase: 1}, written(latin), func(s string) bool { return s == "morgan" }},
		"one too many":        {Typing{}, Typing{Trailing: 1}, func(h hand) string { return h.password("abc") }, func(s string) bool { return len(s) == 4 && strings.HasPrefix(s, "abc") }},
		"another hyphen": {
			Typing{},
			Typing{Hyphen: 1},
			func(h hand) string { return h.postal("5300001", "JP") },
			func(s string) bool {
				return s != "530-0001" && strings.HasPrefix(s, "530") && strings.HasSuffix(s, "0001") && len(s) > 7
			},
		},
		"no hyphen":     {Typing{}, Typing{NoHyphen: 1}, func(h hand) string { return h.postal("5300001", "JP") }, func(s string) bool { return s == "5300001" }},
		"the wrong era": {Typing{Era: 1}, Typing{Era: 1, WrongEra: 1}, func(h hand) string { return h.date(day, "ja") }, func(s string) bool { return read(s) != "1960-04-08" }},
		"day for month": {Typing{}, Typing{DayMonth: 1}, func(h hand) string { return h.date(day, "en") }, func(s string) bool { return strings.Contains(s, "August") }},
	} {
		happens := false
		for s := range typed(c.on, c.what) {
			happens = happens || c.is(s)
		}
		if !happens {
			t.Errorf("%s: never", says)
		}
		for s := range typed(c.off, c.what) {
			if c.is(s) {
				t.Errorf("%s: %q though the switch is off", says, s)
			}
		}
	}
}
