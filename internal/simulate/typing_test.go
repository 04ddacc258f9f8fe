package simulate

import (
	"math"
	"reflect"
	"regexp"
	"testing"
	"time"

	"okaeri/internal/intake"
)

// typed are many tries of typing something with some switches on.
func typed(switches Typing, what func(h hand) string) map[string]bool {
	all := map[string]bool{}
	for n := range 60 {
		all[what(hand{throw(3, n, 98), switches})] = true
	}
	return all
}

// switchesOf are the switches below v by their names, those of a kind of slips behind its own: Hidden.Doubled.
func switchesOf(v reflect.Value, before string) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	for i := range v.NumField() {
		name, field := before+v.Type().Field(i).Name, v.Field(i)
		if field.Kind() != reflect.Struct {
			all[name] = field
			continue
		}
		for inner, value := range switchesOf(field, name+".") {
			all[inner] = value
		}
	}
	return all
}

// writtenAs is a name as it stands in the form, its parts one behind the other.
func writtenAs(n Name) func(hand) string {
	return func(h hand) string {
		v, s := h.name(n), ""
		for _, part := range []string{"family", "given", "family_kana", "given_kana"} {
			if v.Part(part) != "" {
				s += " " + v.Part(part)
			}
		}
		return s[1:]
	}
}

// Each switch spoils what it names, in the way it names, whatever the others are; with all off everybody types what they mean.
func TestEverySwitchSpoilsWhatItNamesAndNothingElseDoes(t *testing.T) {
	hanako := writtenAs(Name{Family: "渡辺", Given: "花子", FamilyKana: "ワタナベ", GivenKana: "ハナコ", FamilyLetters: "watanabe", GivenLetters: "hanako"})
	shun := writtenAs(Name{Family: "斎藤", Given: "シュンジ", FamilyKana: "サイトウ", GivenKana: "シュンジ", FamilyLetters: "saitou", GivenLetters: "shunji"})
	ann := writtenAs(Name{Family: "Morgan", Given: "Ann"})
	seen := func(h hand) string { return h.text("asdf") }
	unseen := func(h hand) string { return h.password("Asdf") }
	day := time.Date(1960, 4, 8, 0, 0, 0, 0, time.UTC)
	japanese := func(h hand) string { return h.date(day, "ja") }
	english := func(h hand) string { return h.date(day, "en") }
	postal := func(h hand) string { return h.postal("5300001", "JP") }
	const western = `1960年4月8日|1960/4/8|1960-04-08|1960\.4\.8|19600408`
	cases := map[string]struct {
		what          func(hand) string
		meant, spoilt string // all of it
		ways          int    // in which it is spoilt; 0 is one
		with          Typing // the switch on whose back this one stands
	}{
		"Slip.LeftOut":     {what: seen, meant: "asdf", spoilt: ""},
		"Slip.Doubled":     {what: seen, meant: "asdf", spoilt: "aassddff"},
		"Slip.Neighbour":   {what: seen, meant: "asdf", spoilt: "s[ad][sf][dg]", ways: 8},
		"Slip.Exchanged":   {what: seen, meant: "asdf", spoilt: "safd"},
		"Hidden.LeftOut":   {what: unseen, meant: "Asdf", spoilt: ""},
		"Hidden.Doubled":   {what: unseen, meant: "Asdf", spoilt: "AAssddff"},
		"Hidden.Neighbour": {what: unseen, meant: "Asdf", spoilt: "S[ad][sf][dg]", ways: 8},
		"Hidden.Exchanged": {what: unseen, meant: "Asdf", spoilt: "sAfd"},
		"CapsLock":         {what: unseen, meant: "Asdf", spoilt: "aSDF"},
		"FirstCase":        {what: func(h hand) string { return h.password("Asdf") + " " + h.password("asdf") }, meant: "Asdf asdf", spoilt: "asdf Asdf"},
		"Trailing":         {what: unseen, meant: "Asdf", spoilt: `Asdf[1 .\]]`, ways: 4},
		"LowerCase":        {what: ann, meant: "Morgan Ann", spoilt: "morgan ann"},
		"Capital":          {what: func(h hand) string { return h.mail("ann@b.example") }, meant: "ann@b.example", spoilt: "Ann@b.example"},
		"FullWidth":        {what: func(h hand) string { return h.number("120-5") }, meant: "120-5", spoilt: "１２０－５"},
		"HalfWidth":        {what: shun, meant: "斎藤 シュンジ", spoilt: "斎藤 ｼｭﾝｼﾞ"},
		"Katakana":         {what: hanako, meant: "渡辺 花子", spoilt: "ワタナベ ハナコ"},
		"Hiragana":         {what: hanako, meant: "渡辺 花子", spoilt: "わたなべ はなこ"},
		"Latin":            {what: hanako, meant: "渡辺 花子", spoilt: "Watanabe Hanako"},
		"Spelling":         {what: shun, meant: "斎藤 シュンジ", spoilt: "Saito Sunzi|Saito Shunzi", with: Typing{Latin: 1}},
		"Unconverted":      {what: hanako, meant: "渡辺 花子", spoilt: "(わたなべ|watanabe) (はなこ|hanako)", ways: 4},
		"Variant":          {what: hanako, meant: "渡辺 花子", spoilt: "渉辺 華子"},
		"Swapped":          {what: hanako, meant: "渡辺 花子", spoilt: "花子 渡辺"},
		"Reading":          {what: hanako, meant: "渡辺 花子", spoilt: "渡辺 花子 ワタナベ ハナコ"},
		"Era":              {what: japanese, meant: western, spoilt: `昭和35年4月8日生?|(昭和|S)35\.4\.8`, ways: 4},
		"WrongEra":         {what: japanese, meant: western, spoilt: `平成35年4月8日生?|(平成|H)35\.4\.8`, ways: 4, with: Typing{Era: 1}},
		"Hyphen":           {what: postal, meant: "530-0001", spoilt: "530[^-0-9]0001", ways: 6},
		"NoHyphen":         {what: postal, meant: "530-0001", spoilt: "5300001"},
		"DayMonth":         {what: english, meant: "8 April 1960|April 8, 1960|1960-04-08|8/4/1960", spoilt: "4 August 1960|August 4, 1960|1960-08-04|4/8/1960", ways: 4},
	}
	for name := range switchesOf(reflect.ValueOf(Typing{}), "") {
		c, is := cases[name]
		if !is {
			t.Errorf("the switch %s spoils nothing that is looked at here", name)
			continue
		}
		meant, spoilt := regexp.MustCompile("^("+c.meant+")$"), regexp.MustCompile("^("+c.spoilt+")$")
		for s := range typed(Typing{}, c.what) {
			if !meant.MatchString(s) {
				t.Errorf("%s: %q with every switch off", name, s)
			}
		}
		for s := range typed(c.with, c.what) {
			if spoilt.MatchString(s) {
				t.Errorf("%s: %q though it is off", name, s)
			}
		}
		on := c.with
		switchesOf(reflect.ValueOf(&on).Elem(), "")[name].SetFloat(1)
		ways := typed(on, c.what)
		if len(ways) != max(c.ways, 1) {
			t.Errorf("%s: spoilt in %d ways", name, len(ways))
		}
		for s := range ways {
			if !spoilt.MatchString(s) {
				t.Errorf("%s: %q", name, s)
			}
		}
	}
}

// doubled says that every character of a text stands there twice: that the hand went over all of it.
func doubled(s string) bool {
	in := []rune(s)
	for i := 0; i+1 < len(in); i += 2 {
		if in[i] != in[i+1] {
			return false
		}
	}
	return len(in)%2 == 0
}

// Whatever an owner writes by hand goes over the keyboard, and slips there. Countries, regions and products are chosen from lists, and what
// is made into kanji is looked at before it is taken.
func TestOwnersTypeEveryAnswer(t *testing.T) {
	w := plainWorld()
	each := Slips{Doubled: 1}
	seen := map[string]bool{}
	for i, s := range scenes(150, &w) {
		w.Typing = Typing{Slip: each, Hidden: each, Latin: 1, Era: Rate(i % 2)}
		for _, c := range NewOwner(11, s).Apply().Claims {
			switch c.Kind {
			case intake.KindCountry, intake.KindRegion, intake.KindProduct:
				continue
			}
			seen[c.Kind] = true
			for _, answer := range c.Value.All() {
				if !doubled(answer) {
					t.Errorf("%s: %q", c.Kind, answer)
				}
			}
		}
	}
	if len(seen) < 12 {
		t.Errorf("only answers about %v", seen)
	}
}

// So do names in kana, and of them only katakana has another width.
func TestNamesInKanaAreTypedToo(t *testing.T) {
	hanako := writtenAs(Name{Family: "渡辺", Given: "花子", FamilyKana: "ワタナベ", GivenKana: "ハナコ", FamilyLetters: "watanabe", GivenLetters: "hanako"})
	each := Slips{Doubled: 1}
	for says, c := range map[string]struct {
		typing  Typing
		written string
	}{
		"katakana":    {Typing{Slip: each, Katakana: 1}, "ワワタタナナベベ ハハナナココ"},
		"hiragana":    {Typing{Slip: each, Hiragana: 1}, "わわたたななべべ ははななここ"},
		"unconverted": {Typing{Slip: each, Unconverted: 1}, "(わわたたななべべ|wwaattaannaabbee) (ははななここ|hhaannaakkoo)"},
		"the reading": {Typing{Slip: each, Reading: 1}, "渡辺 花子 ワワタタナナベベ ハハナナココ"},
		"half-width":  {Typing{HalfWidth: 1, Reading: 1}, "渡辺 花子 ﾜﾀﾅﾍﾞ ﾊﾅｺ"},
		"no hiragana": {Typing{HalfWidth: 1, Hiragana: 1}, "わたなべ はなこ"},
	} {
		for s := range typed(c.typing, hanako) {
			if !regexp.MustCompile("^(" + c.written + ")$").MatchString(s) {
				t.Errorf("%s: %q", says, s)
			}
		}
	}
}

// What cannot be taken for another date is not, and there is no era after the last.
func TestDatesThatAreMistaken(t *testing.T) {
	for says, c := range map[string]struct {
		typing            Typing
		day, language, is string
	}{
		"a day that is no month": {Typing{DayMonth: 1}, "1960-04-13", "en", "13 April 1960|April 13, 1960|1960-04-13|13/4/1960"},
		"the last era":           {Typing{Era: 1, WrongEra: 1}, "2020-04-08", "ja", `平成2年4月8日生?|(平成|H)2\.4\.8`},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		for s := range typed(c.typing, func(h hand) string { return h.date(day, c.language) }) {
			if !regexp.MustCompile("^(" + c.is + ")$").MatchString(s) {
				t.Errorf("%s: %q", says, s)
			}
		}
	}
}

// Somebody who copies what they found makes the slips of the hand and none of memory; a relative writes as the owner would.
func TestWhoCopiesDoesNotWriteFromMemory(t *testing.T) {
	w := plainWorld()
	for name, field := range switchesOf(reflect.ValueOf(&w.Typing).Elem(), "") {
		field.SetFloat(.8)
		if name[:3] == "Hid" {
			field.SetFloat(.08)
		}
	}
	few := Slips{LeftOut: .02, Doubled: .02, Neighbour: .02, Exchanged: .02}
	copying := Typing{Slip: w.Typing.Slip, Hidden: few, Reading: .8, NoHyphen: .8}
	s := scenes(1, &w)[0]
	for tier := range Tier(Classes) {
		want := copying
		if tier == Acquaintance {
			want = w.Typing
		}
		if got := NewAdversary(11, s, tier, 0).Typing; got != want {
			t.Errorf("%s: types by %+v", tier, got)
		}
	}
}

// A u that begins the next syllable makes no vowel long.
func TestInoueIsNeverSpelledInohe(t *testing.T) {
	for s := range typed(Typing{Spelling: 1}, func(h hand) string { return h.spelled("inoue") + " " + h.spelled("kouta") }) {
		if s != "inoue kota" {
			t.Errorf("%q", s)
		}
	}
}

// The four slips share what is said of them together, and each befalls a character as often as its own rate says.
func TestEachSlipIsAsCommonAsItsRate(t *testing.T) {
	for says, c := range map[string]struct {
		slips Slips
		want  float64
	}{"seen": {ordinaryTyping.Slip, .003}, "hidden": {ordinaryTyping.Hidden, .008}} {
		if sum := float64(c.slips.LeftOut + c.slips.Doubled + c.slips.Neighbour + c.slips.Exchanged); math.Abs(sum-c.want) > 1e-12 {
			t.Errorf("%s: %v in all, want %v", says, sum, c.want)
		}
	}
	const tries = 20_000
	h, count := hand{throw(4, 1, 98), Typing{}}, map[string]float64{}
	for range tries {
		switch s := h.slips("a;", Slips{LeftOut: .1, Doubled: .2, Neighbour: .15, Exchanged: .25}); {
		case s[:min(1, len(s))] == "s":
			count["neighbour"]++
		case s == ";a":
			count["exchanged"]++
		case len(s) > 1 && s[:2] == "aa":
			count["doubled"]++
		case s == "" || s[0] != 'a':
			count["left out"]++
		}
	}
	for says, want := range map[string]float64{"left out": .1, "doubled": .2, "neighbour": .15, "exchanged": .25} {
		if got := count[says] / tries; math.Abs(got-want) > .015 {
			t.Errorf("%s: %.3f of the first characters, want %v", says, got, want)
		}
	}
}
