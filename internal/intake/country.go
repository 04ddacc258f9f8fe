package intake

import (
	_ "embed" // a table that another program made
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CountryName is a country of ISO 3166-1 with its names.
type CountryName struct {
	Code string // two letters
	Name Words
}

//go:embed data/countries.txt
var countryTable string

type countryIndex struct {
	list  []CountryName
	codes map[string]string // folded name or code to two-letter code
}

var countries = sync.OnceValue(func() countryIndex {
	index := countryIndex{codes: map[string]string{}}
	for line := range strings.Lines(countryTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		index.list = append(index.list, CountryName{Code: f[0], Name: Words{"ja": f[2], "en": f[3]}})
		for _, word := range f {
			index.codes[countryKey(word)] = f[0]
		}
	}
	for i := range index.list {
		index.elsewhere(index.list[i].Code)
	}
	for code, words := range countryAliases {
		for _, word := range words {
			index.codes[countryKey(word)] = code
		}
	}
	return index
})

// languagesElsewhere are those of many who live in Japan, or whom many learn from; every country's own is read beside them.
var languagesElsewhere = []language.Tag{
	language.Chinese, language.TraditionalChinese, language.Korean, language.Portuguese, language.Spanish, language.French, language.German,
	language.Italian, language.Russian, language.Vietnamese,
}

// elsewhere adds a country's name in its own language and in those. What is a country's name in Japanese or English stays that.
func (x *countryIndex) elsewhere(code string) {
	region, err := language.ParseRegion(code)
	if err != nil {
		return
	}
	own, _ := language.Compose(language.Und, region)
	base, _ := own.Base()
	native, _ := language.Compose(base)
	for _, tag := range append([]language.Tag{native}, languagesElsewhere...) {
		if namer := display.Regions(tag); namer != nil {
			if key := countryKey(namer.Name(region)); x.codes[key] == "" && key != "" {
				x.codes[key] = code
			}
		}
	}
}

// Countries lists every country by its code's alphabet; nobody may change the list.
func Countries() []CountryName { return countries().list }

// countryAliases are what people call a country beside its name in the table.
var countryAliases = map[string][]string{
	"JP": {"日本国", "にほん", "にっぽん", "nihon", "nippon", "ジャパン", "jpn"},
	"US": {"アメリカ", "米国", "合衆国", "アメリカ合衆国", "USA", "U.S.A.", "U.S.", "America", "United States of America", "the States"},
	"GB": {"イギリス", "英国", "イングランド", "UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales"},
	"KR": {"韓国", "大韓民国", "한국", "Korea", "South Korea", "Republic of Korea"},
	"KP": {"北朝鮮", "North Korea"},
	"CN": {"中国", "中華人民共和国", "中华人民共和国", "China", "PRC", "People's Republic of China", "Mainland China"},
	"TW": {"台湾", "臺灣", "中華民国", "Taiwan", "ROC"},
	"HK": {"香港", "ホンコン", "Hong Kong"},
	"MO": {"マカオ", "澳門", "Macau", "Macao"},
	"DE": {"ドイツ", "独", "Deutschland", "Germany"},
	"FR": {"フランス", "仏"},
	"IT": {"イタリア", "伊"},
	"ES": {"スペイン"},
	"NL": {"オランダ", "Holland", "The Netherlands"},
	"RU": {"ロシア", "ロシア連邦", "Russia", "Russian Federation"},
	"AU": {"オーストラリア", "豪州", "豪"},
	"IN": {"インド", "印"},
	"PH": {"フィリピン", "The Philippines"},
	"VN": {"ベトナム", "ヴェトナム", "Viet Nam"},
	"TH": {"タイ", "タイ王国"},
	"CZ": {"チェコ", "Czech Republic"},
	"AE": {"UAE"},
	"CI": {"Ivory Coast", "コートジボワール"},
	"TR": {"トルコ", "Turkey", "Türkiye"},
	"MK": {"Macedonia", "マケドニア"},
	"SZ": {"Swaziland", "スワジランド"},
	"MM": {"Myanmar", "ミャンマー", "Burma", "ビルマ"},
}

// countryMarks are what names of countries hold beside letters.
var countryMarks = strings.NewReplacer("&", "and", ".", "", ",", "", "'", "", "’", "", "(", "", ")", "")

// countryKey folds a country's name: letters and digits only, kana as hiragana, no marks on letters, no article.
func countryKey(s string) string {
	return strings.TrimPrefix(joined(countryMarks.Replace(unmarked(Folded(s)))), "the")
}

// Country is the form in which countries are compared: the ISO 3166-1 code of two letters, from the code of two or three
// letters or from the name in Japanese, English, the country's own language or one of a few more. What is no known country comes back as its
// folded text.
func Country(s string) string { return settle(s, foldCountry) }

// foldCountry is one round of Country.
func foldCountry(s string) string {
	if code, ok := countries().codes[countryKey(s)]; ok {
		return code
	}
	return Folded(s)
}
