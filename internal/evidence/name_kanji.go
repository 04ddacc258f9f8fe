package evidence

import (
	_ "embed"
	"path"
	"slices"
	"strings"
	"unicode"

	"okaeri/internal/intake"
)

// otherKanji says that a short part of a name has another kanji and is not read alike. A kanji is no slip of the hand for another that sounds
// differently: 佐藤 梅子 is the sister of 佐藤 花子. Of three kanji or more one is easily taken for another: 友理恵, 友里恵.
func otherKanji(held, claimed *fullName) bool {
	if whole := []rune(claimed.family.Folded); claimed.given.Folded == "" { // in one word: cut where the held name has its parts
		if at := len([]rune(held.family.Folded)); at < len(whole) {
			apart := nameOf(string(whole[:at]), string(whole[at:]), "", "")
			claimed = &apart
		}
	}
	return kanjiApart(familyPart, &held.family, &held.familyKana, &claimed.family) || kanjiApart(givenPart, &held.given, &held.givenKana, &claimed.given)
}

func kanjiApart(part string, held, heldKana, claimed *intake.NameForms) bool {
	a, b := []rune(held.Folded), []rune(claimed.Folded)
	if len(a) != len(b) || len(a) > 2 {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !slices.Contains(b, a[i]) && (isHan(a[i]) || isHan(b[i])) {
			sounds := soundsOf(part, held.Folded, heldKana)
			return !slices.ContainsFunc(sounds, func(sound string) bool { return isRead(part, sound, claimed.Folded) })
		}
	}
	return false
}

// knownApart takes a whole name in kanji apart where the table of common names knows both parts: 山田花子.
func knownApart(text string) []fullName {
	runes := []rune(text)
	if len(runes) < 2 || len(runes) > 8 || strings.ContainsFunc(text, func(r rune) bool { return !dense(r) }) {
		return nil
	}
	var names []fullName
	for at := 1; at < len(runes); at++ {
		family, given := intake.Folded(string(runes[:at])), intake.Folded(string(runes[at:]))
		if len(soundsOf(familyPart, family, nil)) > 0 && len(soundsOf(givenPart, given, nil)) > 0 && strings.ContainsFunc(family, isHan) {
			names = append(names, nameOf(string(runes[:at]), string(runes[at:]), "", ""))
		}
	}
	return names
}

// mixed says that a part of a name is written with some of its kanji and the rest in kana: うめ子 for 梅子, しょう太 for 翔太. The kana have to be
// where they are read.
func mixed(part string, held, heldKana, claimed *intake.NameForms) bool {
	if !strings.ContainsFunc(claimed.Folded, isHan) || !strings.ContainsFunc(claimed.Folded, func(r rune) bool { return unicode.Is(unicode.Hiragana, r) }) {
		return false
	}
	pattern, kana, kanji := "", "", held.Folded
	for _, r := range claimed.Folded {
		if !isHan(r) {
			kana += string(r)
			continue
		}
		_, rest, found := strings.Cut(kanji, string(r))
		if !found {
			return false
		}
		pattern, kana, kanji = pattern+intake.Sound(kana)+"?*", "", rest
	}
	pattern += intake.Sound(kana)
	return slices.ContainsFunc(soundsOf(part, held.Folded, heldKana), func(sound string) bool {
		like, err := path.Match(pattern, sound)
		return err == nil && like
	})
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

//go:embed data/titles_before.txt
var titleBeforeFile string

// titlesBefore are what stands before a name where a box asks for none of it; titles.txt has what stands behind.
var titlesBefore = strings.Fields(titleBeforeFile)

// withoutTitle is a whole name without what was put before or behind it.
func withoutTitle(text string) string {
	text = strings.TrimSpace(intake.Plain(text))
	for _, title := range titlesBefore {
		if len(text) < len(title) || !strings.EqualFold(text[:len(title)], title) {
			continue
		}
		if rest := strings.TrimLeft(text[len(title):], ".: "); rest != "" && (rest != text[len(title):] || title[0] >= 0x80) {
			text = rest
			break
		}
	}
	for _, title := range titles {
		if rest, found := strings.CutSuffix(text, title); found && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest)
		}
	}
	return text
}
