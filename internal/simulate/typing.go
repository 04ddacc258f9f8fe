package simulate

import (
	"strings"
	"unicode"
)

// Typing is how often what is typed is not what was meant. Each rate is a switch of its own: at zero that slip never happens, whatever
// the others are.
//
// One thing that engine.md §6 names is no switch: the name of a municipality from before a merger. The form asks for country, prefecture
// and postal code; the first two are chosen from lists, and no code names a municipality.
type Typing struct {
	Slip      Slips `json:"slip"`       // seen while typing, and stays wrong
	Hidden    Slips `json:"hidden"`     // in a password
	CapsLock  Rate  `json:"caps_lock"`  // a whole password
	FirstCase Rate  `json:"first_case"` // of the first letter of a password
	Trailing  Rate  `json:"trailing"`   // one character too many at the end of a password
	LowerCase Rate  `json:"lower_case"` // writes Latin names without capitals
	Capital   Rate  `json:"capital"`    // begins an address with a capital, as telephones do

	FullWidth   Rate `json:"full_width"`  // full-width digits
	HalfWidth   Rate `json:"half_width"`  // half-width katakana for katakana
	Katakana    Rate `json:"katakana"`    // for kanji
	Hiragana    Rate `json:"hiragana"`    // for kanji
	Latin       Rate `json:"latin"`       // Latin letters for kanji
	Spelling    Rate `json:"spelling"`    // of a sound in Latin letters, when kanji are written in them
	Unconverted Rate `json:"unconverted"` // one part of a name stays as it was typed to be made into kanji
	Variant     Rate `json:"variant"`     // another form of a character, or another character that sounds alike
	Swapped     Rate `json:"swapped"`     // family and given name
	Reading     Rate `json:"reading"`     // fills in the reading as well
	Era         Rate `json:"era"`         // dates in Japanese eras
	WrongEra    Rate `json:"wrong_era"`   // the era beside the right one, when dates are written in eras
	Hyphen      Rate `json:"hyphen"`      // another kind of hyphen in a postal code
	NoHyphen    Rate `json:"no_hyphen"`
	DayMonth    Rate `json:"day_month"` // day and month change places (dates in Latin letters)
}

// Slips are the four that make up four errors in five (Damerau 1964), each the chance that it befalls one character.
type Slips struct {
	LeftOut   Rate `json:"left_out"`
	Doubled   Rate `json:"doubled"`
	Neighbour Rate `json:"neighbour"` // a key beside the right one
	Exchanged Rate `json:"exchanged"` // with the character behind it
}

// ordinaryTyping follows engine.md §6. Its 1 to 2 % of wrong characters are those that are typed; of them people mend most that
// they can see, so that Slip is .003 in all, and Hidden is .008, which makes one log-in in ten fail (Chatterjee et al. 2016). The four
// share these evenly. HalfWidth and Unconverted are in no table; both are assumed.
var ordinaryTyping = Typing{
	Slip:     Slips{LeftOut: .00075, Doubled: .00075, Neighbour: .00075, Exchanged: .00075},
	Hidden:   Slips{LeftOut: .002, Doubled: .002, Neighbour: .002, Exchanged: .002},
	CapsLock: .01, FirstCase: .01, Trailing: .01, LowerCase: .1, Capital: .1,
	FullWidth: .10, HalfWidth: .03, Katakana: .12, Hiragana: .05, Latin: .03, Spelling: .3, Unconverted: .02, Variant: .04, Swapped: .05,
	Reading: .7, Era: .06, WrongEra: .03, Hyphen: .15, NoHyphen: .5, DayMonth: .01,
}

// copied is how somebody types what lies before them in writing: hardly a slip where it cannot be seen, and nothing of what comes from
// memory or habit.
func (t Typing) copied() Typing {
	few := Slips{LeftOut: t.Hidden.LeftOut / 4, Doubled: t.Hidden.Doubled / 4, Neighbour: t.Hidden.Neighbour / 4, Exchanged: t.Hidden.Exchanged / 4}
	return Typing{Slip: t.Slip, Hidden: few, Reading: t.Reading, NoHyphen: t.NoHyphen}
}

// hand types for one person.
type hand struct {
	dice
	Typing
}

func (h hand) does(r Rate) bool { return h.chance(float64(r)) }

// text types something that is seen while it is typed.
func (h hand) text(s string) string { return h.slips(s, h.Slip) }

// slips spoils characters, each by one slip at most.
func (h hand) slips(s string, each Slips) string {
	in := []rune(s)
	out := make([]rune, 0, len(in)+1)
	for i := 0; i < len(in); i++ {
		p := Rate(h.Float64())
		falls := func(r Rate) bool { p -= r; return p < 0 }
		switch {
		case falls(each.LeftOut):
		case falls(each.Doubled):
			out = append(out, in[i], in[i])
		case falls(each.Neighbour):
			out = append(out, h.neighbour(in[i]))
		case falls(each.Exchanged) && i+1 < len(in):
			out = append(out, in[i+1], in[i])
			i++
		default:
			out = append(out, in[i])
		}
	}
	return string(out)
}

// keyboard are the rows of a keyboard, for what lies beside a key.
var keyboard = []string{"1234567890-", "qwertyuiop", "asdfghjkl;", "zxcvbnm,."}

// neighbour is a key beside the right one; characters that a keyboard has no key for stay.
func (h hand) neighbour(r rune) rune {
	low := unicode.ToLower(r)
	for _, row := range keyboard {
		i := strings.IndexRune(row, low)
		if i < 0 {
			continue
		}
		switch {
		case i == 0:
			i = 1
		case i == len(row)-1 || h.chance(.5):
			i--
		default:
			i++
		}
		if unicode.IsUpper(r) {
			return unicode.ToUpper(rune(row[i]))
		}
		return rune(row[i])
	}
	return r
}

// password types what is not seen.
func (h hand) password(s string) string {
	switch {
	case h.does(h.CapsLock):
		s = strings.Map(func(r rune) rune {
			if unicode.IsUpper(r) {
				return unicode.ToLower(r)
			}
			return unicode.ToUpper(r)
		}, s)
	case h.does(h.FirstCase) && s != "":
		first := []rune(s)
		if unicode.IsUpper(first[0]) {
			first[0] = unicode.ToLower(first[0])
		} else {
			first[0] = unicode.ToUpper(first[0])
		}
		s = string(first)
	case h.does(h.Trailing):
		s += string(pick(h.dice, []rune("1 .]")))
	}
	return h.slips(s, h.Hidden)
}

// mail types an address; people see and mend most slips in it.
func (h hand) mail(s string) string {
	s = h.text(s)
	if h.does(h.Capital) && s != "" {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// number types a row of digits, in full width now and then.
func (h hand) number(s string) string {
	s = h.text(s)
	if h.does(h.FullWidth) {
		s = strings.Map(func(r rune) rune {
			if r > ' ' && r <= '~' {
				return r + 0xfee0
			}
			return r
		}, s)
	}
	return s
}
