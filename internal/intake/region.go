package intake

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// capitals are cities whose prefecture has another name; people answer with the city they lived in.
var capitals = []struct{ name, kana, prefecture string }{
	{"札幌", "さっぽろ", "01"},
	{"函館", "はこだて", "01"},
	{"旭川", "あさひかわ", "01"},
	{"盛岡", "もりおか", "03"},
	{"仙台", "せんだい", "04"},
	{"いわき", "", "07"},
	{"郡山", "こおりやま", "07"},
	{"水戸", "みと", "08"},
	{"つくば", "", "08"},
	{"宇都宮", "うつのみや", "09"},
	{"前橋", "まえばし", "10"},
	{"高崎", "たかさき", "10"},
	{"川口", "かわぐち", "11"},
	{"所沢", "ところざわ", "11"},
	{"船橋", "ふなばし", "12"},
	{"松戸", "まつど", "12"},
	{"八王子", "はちおうじ", "13"},
	{"横浜", "よこはま", "14"},
	{"川崎", "かわさき", "14"},
	{"相模原", "さがみはら", "14"},
	{"横須賀", "よこすか", "14"},
	{"金沢", "かなざわ", "17"},
	{"甲府", "こうふ", "19"},
	{"松本", "まつもと", "20"},
	{"浜松", "はままつ", "22"},
	{"名古屋", "なごや", "23"},
	{"豊田", "とよた", "23"},
	{"豊橋", "とよはし", "23"},
	{"津", "", "24"},
	{"四日市", "よっかいち", "24"},
	{"大津", "おおつ", "25"},
	{"堺", "さかい", "27"},
	{"東大阪", "ひがしおおさか", "27"},
	{"神戸", "こうべ", "28"},
	{"姫路", "ひめじ", "28"},
	{"西宮", "にしのみや", "28"},
	{"尼崎", "あまがさき", "28"},
	{"松江", "まつえ", "32"},
	{"倉敷", "くらしき", "33"},
	{"福山", "ふくやま", "34"},
	{"下関", "しものせき", "35"},
	{"高松", "たかまつ", "37"},
	{"松山", "まつやま", "38"},
	{"北九州", "きたきゅうしゅう", "40"},
	{"久留米", "くるめ", "40"},
	{"佐世保", "させぼ", "42"},
	{"那覇", "なは", "47"},
}

// Region is the form in which prefectures are compared: the ISO 3166-2 code, from the name with or without 都道府県, in kana, in
// Latin letters (Osaka, Ōsaka-fu, Osaka Prefecture), from the code, from an address that begins with it, or from one of the
// large cities. A region that is no Japanese prefecture comes back as its folded text.
func Region(s string) string { return settle(s, foldRegion) }

// foldRegion is one round of Region.
func foldRegion(s string) string {
	plain := strings.ToLower(Plain(s))
	if code, ok := regionCode(plain); ok {
		return code
	}
	key := placeKey(plain)
	if code, ok := regionNames()[key]; ok {
		return code
	}
	if code, ok := regionByStart(key); ok {
		return code
	}
	if code, ok := regionOfCity(plain); ok {
		return code
	}
	if code, ok := regionAmong(plain); ok {
		return code
	}
	return Folded(s)
}

// regionCode reads JP-27, jp27 and 27.
func regionCode(plain string) (string, bool) {
	digits := strings.TrimLeft(strings.TrimPrefix(plain, "jp"), "- ")
	if len(digits) != 2 {
		return "", false
	}
	code := "JP-" + digits
	return code, slices.ContainsFunc(prefectures, func(p Prefecture) bool { return p.Code == code })
}

// regionNames maps the keys of every way to write a prefecture to its code. Each key is its own fold, so looking up is folding
// alike.
var regionNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, city := range capitals {
		names[placeKey(city.name)] = "JP-" + city.prefecture
		if city.kana != "" {
			names[placeKey(city.kana)] = "JP-" + city.prefecture
		}
	}
	names["ohita"] = "JP-44" // so spelled in passports
	for _, p := range prefectures {
		for _, word := range []string{p.Name["ja"], p.Kana, p.Name["en"]} {
			names[placeKey(strings.ToLower(word))] = p.Code
		}
		// With the suffix in kana (おおさかふ), which cannot be told from a name's end as 府 can.
		names[Sound(p.Kana+map[string]string{"都": "と", "府": "ふ", "県": "けん"}[lastLetter(p.Name["ja"])])] = p.Code
	}
	return names
})

func lastLetter(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}

// regionByStart reads an address that begins with its prefecture: 大阪府大阪市北区. The suffix has to be there, or 山形 would
// hide in 山形屋.
func regionByStart(key string) (string, bool) {
	for _, p := range prefectures {
		if strings.HasPrefix(key, p.Name["ja"]) {
			return p.Code, true
		}
	}
	return "", false
}

// regionOfCity reads 横浜市中区 and 横浜市港北: a ward lies where its city lies.
func regionOfCity(plain string) (string, bool) {
	city, ward, found := strings.Cut(plain, "市")
	code, known := regionNames()[placeKey(city)]
	return code, found && known && ward != ""
}

// regionAmong reads a prefecture that stands among other names: Minato-ku, Tokyo; Osaka, Japan; 大阪（府）. It has to be the only one.
func regionAmong(plain string) (string, bool) {
	found := ""
	parts := strings.FieldsFunc(plain, func(r rune) bool { return strings.ContainsRune(",、/()", r) })
	if len(parts) < 2 || len(parts) > 8 {
		return "", false
	}
	for _, part := range parts {
		code, known := regionNames()[placeKey(strings.TrimSpace(part))]
		if known && found != "" && code != found {
			return "", false
		}
		if known {
			found = code
		}
	}
	return found, found != ""
}

// placeSuffixes are what may stand behind the name of a place, the longer first, with how much name there has to be before
// one: 市 and 区 go always (津市, 港区), but 町 and 都 may be the name's own end (大町, 京都).
var placeSuffixes = []struct {
	word string
	rest int
}{
	{" prefecture", 1},
	{" metropolis", 1},
	{" village", 1},
	{" pref", 1},
	{" city", 1},
	{" town", 1},
	{" ward", 1},
	{"-machi", 1},
	{"-mura", 1},
	{"-ken", 1},
	{"-shi", 1},
	{"-cho", 1},
	{"-son", 1},
	{"-to", 1},
	{"-do", 1},
	{"-fu", 1},
	{"-ku", 1},
	{" ken", 1},
	{" shi", 1},
	{" to", 1},
	{" fu", 1},
	{" ku", 1},
	{"市", 1},
	{"区", 1},
	{"都", 2},
	{"府", 2},
	{"県", 2},
	{"町", 2},
	{"村", 2},
	{"けん", 2},
}

// placeKey folds a place's name: what it is taken off its end, kana and Latin letters to their sound, kanji as they are.
func placeKey(plain string) string {
	name := asciiHyphens(strings.TrimRight(foldVariants(plain), ".。"))
	for {
		shorter := withoutSuffix(name)
		if shorter == name {
			break
		}
		name = shorter
	}
	if sound := Sound(name); sound != "" {
		return sound
	}
	return joined(name)
}

func withoutSuffix(name string) string {
	for _, suffix := range placeSuffixes {
		if rest, ok := strings.CutSuffix(name, suffix.word); ok {
			rest = strings.TrimSpace(rest)
			if _, first := utf8.DecodeRuneInString(rest); rest != "" && (suffix.rest == 1 || first < len(rest)) {
				return rest
			}
		}
	}
	return name
}

// City is the form in which names of cities, wards, towns and villages are compared: 大阪市, 大阪, Osaka-shi and おおさか alike
// as far as their writing allows (kanji have no sound here), a prefecture before it taken away.
func City(s string) string { return settle(s, foldCity) }

// foldCity is one round of City.
func foldCity(s string) string {
	plain := strings.ToLower(Plain(s))
	for _, p := range prefectures {
		if rest, ok := strings.CutPrefix(plain, p.Name["ja"]); ok && strings.TrimSpace(rest) != "" {
			plain = strings.TrimSpace(rest)
			break
		}
	}
	return placeKey(plain)
}
