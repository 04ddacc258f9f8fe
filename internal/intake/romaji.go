package intake

import "strings"

// syllables are kana in Latin letters (Hepburn); Sound then folds the ways to spell them together. Two kana come before one.
var syllables = map[string]string{
	"あ": "a", "い": "i", "う": "u", "え": "e", "お": "o", "か": "ka", "き": "ki", "く": "ku", "け": "ke", "こ": "ko",
	"が": "ga", "ぎ": "gi", "ぐ": "gu", "げ": "ge", "ご": "go", "さ": "sa", "し": "shi", "す": "su", "せ": "se", "そ": "so",
	"ざ": "za", "じ": "ji", "ず": "zu", "ぜ": "ze", "ぞ": "zo", "た": "ta", "ち": "chi", "つ": "tsu", "て": "te", "と": "to",
	"だ": "da", "ぢ": "ji", "づ": "zu", "で": "de", "ど": "do", "な": "na", "に": "ni", "ぬ": "nu", "ね": "ne", "の": "no",
	"は": "ha", "ひ": "hi", "ふ": "fu", "へ": "he", "ほ": "ho", "ば": "ba", "び": "bi", "ぶ": "bu", "べ": "be", "ぼ": "bo",
	"ぱ": "pa", "ぴ": "pi", "ぷ": "pu", "ぺ": "pe", "ぽ": "po", "ま": "ma", "み": "mi", "む": "mu", "め": "me", "も": "mo",
	"や": "ya", "ゆ": "yu", "よ": "yo", "ら": "ra", "り": "ri", "る": "ru", "れ": "re", "ろ": "ro", "わ": "wa", "ゐ": "i",
	"ゑ": "e", "を": "o", "ん": "n", "ゔ": "vu", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゃ": "ya", "ゅ": "yu",
	"ょ": "yo", "ゎ": "wa", "ゕ": "ka", "ゖ": "ke", "ー": "",
	"きゃ": "kya", "きゅ": "kyu", "きょ": "kyo", "ぎゃ": "gya", "ぎゅ": "gyu", "ぎょ": "gyo", "しゃ": "sha", "しゅ": "shu", "しょ": "sho",
	"しぇ": "she", "じゃ": "ja", "じゅ": "ju", "じょ": "jo", "じぇ": "je", "ちゃ": "cha", "ちゅ": "chu", "ちょ": "cho", "ちぇ": "che",
	"ぢゃ": "ja", "ぢゅ": "ju", "ぢょ": "jo", "にゃ": "nya", "にゅ": "nyu", "にょ": "nyo", "ひゃ": "hya", "ひゅ": "hyu", "ひょ": "hyo",
	"びゃ": "bya", "びゅ": "byu", "びょ": "byo", "ぴゃ": "pya", "ぴゅ": "pyu", "ぴょ": "pyo", "みゃ": "mya", "みゅ": "myu", "みょ": "myo",
	"りゃ": "rya", "りゅ": "ryu", "りょ": "ryo", "てぃ": "ti", "でぃ": "di", "とぅ": "tu", "どぅ": "du", "ふぁ": "fa", "ふぃ": "fi",
	"ふぇ": "fe", "ふぉ": "fo", "うぃ": "wi", "うぇ": "we", "うぉ": "wo", "ゔぁ": "va", "ゔぃ": "vi", "ゔぇ": "ve", "ゔぉ": "vo", "つぁ": "tsa",
	"いぇ": "ye", "くぁ": "kwa",
}

// romaji writes hiragana in Latin letters; ok is false where a letter is neither hiragana nor Latin. っ doubles what follows.
func romaji(s string) (latin string, ok bool) {
	runes := []rune(s)
	var b strings.Builder
	double := false
	for i := 0; i < len(runes); i++ {
		syllable, width := "", 1
		switch r := runes[i]; {
		case r == 'っ':
			double = true
			continue
		case r < 0x80:
			syllable = string(r)
		default:
			if i+1 < len(runes) {
				if syllable = syllables[string(runes[i:i+2])]; syllable != "" {
					width = 2
				}
			}
			if syllable == "" {
				one, known := syllables[string(r)]
				if !known {
					return "", false
				}
				syllable = one
			}
		}
		if double && syllable != "" && !strings.ContainsRune("aiueo", rune(syllable[0])) {
			b.WriteByte(syllable[0])
		}
		double = false
		b.WriteString(syllable)
		i += width - 1
	}
	return b.String(), true
}

// spellings folds Hepburn, Kunrei, Nippon and passport spellings together. The order matters: what a line makes must not be
// read by a later one as something else.
var spellings = []*strings.Replacer{
	strings.NewReplacer("tch", "ch", "cch", "ch", "ssh", "sh", "tts", "ts", "jj", "j", "dz", "z"),
	strings.NewReplacer("sha", "sya", "shu", "syu", "sho", "syo", "she", "sye", "cha", "tya", "chu", "tyu", "cho", "tyo", "che", "tye",
		"cya", "tya", "cyu", "tyu", "cyo", "tyo", "jya", "zya", "jyu", "zyu", "jyo", "zyo", "dya", "zya", "dyu", "zyu", "dyo", "zyo",
		"ja", "zya", "ju", "zyu", "jo", "zyo", "je", "zye"),
	strings.NewReplacer("shi", "si", "chi", "ti", "tsu", "tu", "ji", "zi", "di", "zi", "du", "zu", "ph", "h"),
	strings.NewReplacer("f", "h", "l", "r", "v", "b", "wo", "o", "wi", "i", "we", "e"),
	strings.NewReplacer("mb", "nb", "mp", "np", "mm", "nm"),
}

// soundless are marks inside names.
var soundless = strings.NewReplacer("'", "", "’", "", "`", "", ".", "", ",", "")

// Sound is how a name or place in kana or Latin letters sounds, for comparing one with the other: サトウ, satou, Satoh, Satō and
// sato are "sato"; シンイチ and Shin'ichi, Sin-iti are "siniti". Long vowels are short, double letters single. It is "" where a
// letter has no sound of its own, as kanji have not.
func Sound(s string) string { return settle(s, foldSound) }

// foldSound is one round of Sound.
func foldSound(s string) string {
	s = strings.ToLower(unmarked(Plain(s)))
	latin, ok := romaji(repeated(katakanaToHiragana(joined(soundless.Replace(s)))))
	if !ok {
		return ""
	}
	for _, replacer := range spellings {
		latin = replacer.Replace(latin)
	}
	return shortVowels(latin)
}

// shortVowels drops what makes a vowel long (ou, oo, oh, uu, aa, ii, ee) and the second of two like letters. nn is left when a
// vowel is about it no more: しんいち and しにち differ to the ear, but not in every passport.
func shortVowels(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		last := byte(0)
		if len(b) > 0 {
			last = b[len(b)-1]
		}
		switch {
		case c == last:
		case c == 'u' && last == 'o':
		case c == 'h' && last == 'o' && (i+1 == len(s) || !strings.ContainsRune("aiueoy", rune(s[i+1]))):
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
