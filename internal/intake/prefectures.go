package intake

import (
	_ "embed" // tables that other programs made
	"strings"
	"sync"
)

// Prefecture is one of the 47, in the order north to south that every Japanese list has.
type Prefecture struct {
	Code string // ISO 3166-2, JP-01 to JP-47
	Name Words
	Kana string // in hiragana, without the suffix
	Area string // north to south: hokkaido, tohoku, kanto, chubu, kinki, chugoku, shikoku, kyushu
}

// Prefectures lists them; nobody may change the list.
func Prefectures() []Prefecture { return prefectures }

func prefecture(code, ja, en, kana, area string) Prefecture {
	return Prefecture{Code: "JP-" + code, Name: Words{"ja": ja, "en": en}, Kana: kana, Area: area}
}

var prefectures = []Prefecture{
	prefecture("01", "北海道", "Hokkaido", "ほっかいどう", "hokkaido"),
	prefecture("02", "青森県", "Aomori", "あおもり", "tohoku"),
	prefecture("03", "岩手県", "Iwate", "いわて", "tohoku"),
	prefecture("04", "宮城県", "Miyagi", "みやぎ", "tohoku"),
	prefecture("05", "秋田県", "Akita", "あきた", "tohoku"),
	prefecture("06", "山形県", "Yamagata", "やまがた", "tohoku"),
	prefecture("07", "福島県", "Fukushima", "ふくしま", "tohoku"),
	prefecture("08", "茨城県", "Ibaraki", "いばらき", "kanto"),
	prefecture("09", "栃木県", "Tochigi", "とちぎ", "kanto"),
	prefecture("10", "群馬県", "Gunma", "ぐんま", "kanto"),
	prefecture("11", "埼玉県", "Saitama", "さいたま", "kanto"),
	prefecture("12", "千葉県", "Chiba", "ちば", "kanto"),
	prefecture("13", "東京都", "Tokyo", "とうきょう", "kanto"),
	prefecture("14", "神奈川県", "Kanagawa", "かながわ", "kanto"),
	prefecture("15", "新潟県", "Niigata", "にいがた", "chubu"),
	prefecture("16", "富山県", "Toyama", "とやま", "chubu"),
	prefecture("17", "石川県", "Ishikawa", "いしかわ", "chubu"),
	prefecture("18", "福井県", "Fukui", "ふくい", "chubu"),
	prefecture("19", "山梨県", "Yamanashi", "やまなし", "chubu"),
	prefecture("20", "長野県", "Nagano", "ながの", "chubu"),
	prefecture("21", "岐阜県", "Gifu", "ぎふ", "chubu"),
	prefecture("22", "静岡県", "Shizuoka", "しずおか", "chubu"),
	prefecture("23", "愛知県", "Aichi", "あいち", "chubu"),
	prefecture("24", "三重県", "Mie", "みえ", "kinki"),
	prefecture("25", "滋賀県", "Shiga", "しが", "kinki"),
	prefecture("26", "京都府", "Kyoto", "きょうと", "kinki"),
	prefecture("27", "大阪府", "Osaka", "おおさか", "kinki"),
	prefecture("28", "兵庫県", "Hyogo", "ひょうご", "kinki"),
	prefecture("29", "奈良県", "Nara", "なら", "kinki"),
	prefecture("30", "和歌山県", "Wakayama", "わかやま", "kinki"),
	prefecture("31", "鳥取県", "Tottori", "とっとり", "chugoku"),
	prefecture("32", "島根県", "Shimane", "しまね", "chugoku"),
	prefecture("33", "岡山県", "Okayama", "おかやま", "chugoku"),
	prefecture("34", "広島県", "Hiroshima", "ひろしま", "chugoku"),
	prefecture("35", "山口県", "Yamaguchi", "やまぐち", "chugoku"),
	prefecture("36", "徳島県", "Tokushima", "とくしま", "shikoku"),
	prefecture("37", "香川県", "Kagawa", "かがわ", "shikoku"),
	prefecture("38", "愛媛県", "Ehime", "えひめ", "shikoku"),
	prefecture("39", "高知県", "Kochi", "こうち", "shikoku"),
	prefecture("40", "福岡県", "Fukuoka", "ふくおか", "kyushu"),
	prefecture("41", "佐賀県", "Saga", "さが", "kyushu"),
	prefecture("42", "長崎県", "Nagasaki", "ながさき", "kyushu"),
	prefecture("43", "熊本県", "Kumamoto", "くまもと", "kyushu"),
	prefecture("44", "大分県", "Oita", "おおいた", "kyushu"),
	prefecture("45", "宮崎県", "Miyazaki", "みやざき", "kyushu"),
	prefecture("46", "鹿児島県", "Kagoshima", "かごしま", "kyushu"),
	prefecture("47", "沖縄県", "Okinawa", "おきなわ", "kyushu"),
}

//go:embed data/postal.txt
var postalTable string

// postalPrefixes maps prefixes of three, five and seven digits to prefecture codes.
var postalPrefixes = sync.OnceValue(func() map[string][]string {
	prefixes := map[string][]string{}
	for line := range strings.Lines(postalTable) {
		fields := strings.Fields(line)
		codes := make([]string, len(fields)-1)
		for i, code := range fields[1:] {
			codes[i] = "JP-" + code
		}
		prefixes[fields[0]] = codes
	}
	return prefixes
})

// PrefecturesOf lists the prefectures (ISO 3166-2, JP-01 to JP-47) that a Japanese postal code can lie in: mostly one, two for
// 498-0000, none for what is no postal code. It serves to fill in a list, never to lock it. The codes that large offices have of
// their own are in no public table of towns, so a code that the table does not name is placed by its first five digits or
// three; for that reason it says nothing about whether a code exists.
func PrefecturesOf(postal string) []string {
	code := Postal(postal)
	if len(code) != 7 || plainDigits(code) != code {
		return nil
	}
	for _, n := range []int{7, 5, 3} {
		if codes, ok := postalPrefixes()[code[:n]]; ok {
			return append([]string(nil), codes...)
		}
	}
	return nil
}
