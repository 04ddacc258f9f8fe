package simulate

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"okaeri/internal/intake"
)

// mistaken are the tables of data/typing.tsv by kind.
var mistaken = sync.OnceValue(func() map[string][][]string {
	all := map[string][][]string{}
	for _, r := range rows("typing.tsv") {
		if !strings.HasPrefix(r[0], "#") {
			all[r[0]] = append(all[r[0]], r[1:])
		}
	}
	return all
})

// name writes a name into the form as people do: in the script that comes first to hand.
func (h hand) name(n Name) intake.Value {
	if n.FamilyKana == "" {
		return h.latinName(n.Given, n.Family)
	}
	var family, given string
	switch {
	case h.does(h.Latin):
		return h.latinName(h.spelled(n.GivenLetters), h.spelled(n.FamilyLetters))
	case h.does(h.Katakana):
		family, given = h.text(n.FamilyKana), h.text(n.GivenKana)
	case h.does(h.Hiragana):
		family, given = h.text(hiragana(n.FamilyKana)), h.text(hiragana(n.GivenKana))
	default:
		family, given = h.converted(n.Family, n.FamilyKana, n.FamilyLetters), h.converted(n.Given, n.GivenKana, n.GivenLetters)
	}
	if h.does(h.Swapped) {
		family, given = given, family
	}
	v := intake.Parts("family", family, "given", given)
	if h.does(h.Reading) {
		v.Parts["family_kana"], v.Parts["given_kana"] = h.text(n.FamilyKana), h.text(n.GivenKana)
	}
	if h.does(h.HalfWidth) {
		for part, s := range v.Parts {
			v.Parts[part] = halfWidth(s)
		}
	}
	return v
}

// converted is one part of a name in kanji, unless the input method was not told to make them: then what was typed stands there, in kana
// or, where it was off altogether, in the letters of the keyboard.
func (h hand) converted(kanji, kana, letters string) string {
	switch {
	case !h.does(h.Unconverted):
		return h.variant(kanji)
	case h.chance(.5):
		return h.text(hiragana(kana))
	}
	return h.text(letters)
}

func (h hand) latinName(given, family string) intake.Value {
	given, family = h.text(capital(given)), h.text(capital(family))
	if h.does(h.LowerCase) {
		given, family = strings.ToLower(given), strings.ToLower(family)
	}
	if h.does(h.Swapped) {
		given, family = family, given
	}
	return intake.Parts("family", family, "given", given)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// spelled is another way to write the sounds in Latin letters.
func (h hand) spelled(s string) string {
	for _, pair := range mistaken()["romaji"] {
		if strings.Contains(s, pair[0]) && h.does(h.Spelling) {
			s = strings.NewReplacer("oue", "oue", pair[0], pair[1]).Replace(s) // the u of Inoue is no long o
		}
	}
	return s
}

// variant writes one character in another form.
func (h hand) variant(s string) string {
	if !h.does(h.Variant) {
		return s
	}
	out := []rune(s)
	for i, r := range out {
		for _, alike := range mistaken()["variant"] {
			if strings.ContainsRune(alike[0], r) {
				out[i] = pick(h.dice, []rune(strings.ReplaceAll(alike[0], string(r), "")))
				return string(out)
			}
		}
	}
	return s
}

// halfWidth narrows katakana; the voiced ones become two characters.
func halfWidth(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0x30a1 && r <= 0x30fc {
			b.WriteString(width.Narrow.String(norm.NFD.String(string(r))))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hiragana writes katakana in hiragana: the blocks lie 0x60 apart.
func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x30a1 && r <= 0x30f6 {
			return r - 0x60
		}
		return r
	}, s)
}
