package simulate

import (
	"strings"
	"unicode"
)

// Typing is how often what is typed is not what was meant. Each rate is a switch of its own: at zero that slip never happens.
type Typing struct {
	Slip      Rate `json:"slip"`       // of one character that is seen while typing and stays wrong
	Hidden    Rate `json:"hidden"`     // of one character of a password
	CapsLock  Rate `json:"caps_lock"`  // a whole password
	FirstCase Rate `json:"first_case"` // of the first letter of a password
	Trailing  Rate `json:"trailing"`   // one character too many at the end of a password
	LowerCase Rate `json:"lower_case"` // writes Latin names without capitals

	FullWidth Rate `json:"full_width"` // full-width digits
	Katakana  Rate `json:"katakana"`   // for kanji
	Hiragana  Rate `json:"hiragana"`
	Latin     Rate `json:"latin"` // Latin letters for kanji
	Spelling  Rate `json:"spelling"`
	Variant   Rate `json:"variant"` // another form of a character, or another character that sounds alike
	Swapped   Rate `json:"swapped"` // family and given name
	Reading   Rate `json:"reading"` // fills in the reading as well
	Era       Rate `json:"era"`     // dates in Japanese eras
	WrongEra  Rate `json:"wrong_era"`
	Hyphen    Rate `json:"hyphen"` // another kind of hyphen in a postal code
	NoHyphen  Rate `json:"no_hyphen"`
	DayMonth  Rate `json:"day_month"` // day and month change places (dates in Latin letters)
}

// ordinaryTyping follows engine.md §6. Its 1 to 2 % of wrong characters are those that are typed; of them people mend most that
// they can see, so that Slip is lower, and Hidden is what makes one log-in in ten fail (Chatterjee et al. 2016).
var ordinaryTyping = Typing{
	Slip: .003, Hidden: .008, CapsLock: .01, FirstCase: .01, Trailing: .01, LowerCase: .1,
	FullWidth: .10, Katakana: .12, Hiragana: .05, Latin: .03, Spelling: .3, Variant: .04, Swapped: .05, Reading: .7, Era: .06,
	WrongEra: .03, Hyphen: .15, NoHyphen: .5, DayMonth: .01,
}

// hand types for one person.
type hand struct {
	dice
	Typing
}

func (h hand) does(r Rate) bool { return h.chance(float64(r)) }

// text types something that is seen while it is typed.
func (h hand) text(s string) string { return h.slips(s, h.Slip) }

// slips spoils characters by the four slips that make up four errors in five (Damerau 1964): one left out, one too many, a
// neighbour on the keyboard, two exchanged.
func (h hand) slips(s string, each Rate) string {
	if each == 0 {
		return s
	}
	in := []rune(s)
	out := make([]rune, 0, len(in)+1)
	for i := 0; i < len(in); i++ {
		if !h.does(each) {
			out = append(out, in[i])
			continue
		}
		switch h.IntN(4) {
		case 0: // left out
		case 1:
			out = append(out, in[i], in[i])
		case 2:
			out = append(out, h.neighbour(in[i]))
		default:
			if i+1 < len(in) {
				out = append(out, in[i+1])
			}
			out = append(out, in[i])
			i++
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
	if h.does(h.LowerCase) && s != "" { // telephones begin with a capital letter
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// digits types a row of digits, in full width now and then.
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
