package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"okaeri/internal/intake"
)

func TestPrefecturesAreTheirCodeHoweverTheyAreNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"大阪府": "JP-27", "大阪": "JP-27", "おおさか": "JP-27", "おおさかふ": "JP-27", "オオサカ": "JP-27", "ｵｵｻｶﾌ": "JP-27", "Osaka": "JP-27",
		"ŌSAKA": "JP-27", "Oosaka": "JP-27", "Osaka-fu": "JP-27", "Osaka Prefecture": "JP-27", "osaka pref.": "JP-27", "JP-27": "JP-27",
		"ＪＰ－２７": "JP-27", "27": "JP-27", "大阪府大阪市北区": "JP-27", "大阪市": "JP-27", "大阪市北区": "JP-27", "横浜市 中区": "JP-14", "名古屋市港": "JP-23", "Nagoya": "JP-23", "よこはま": "JP-14", "Kobe-shi": "JP-28",
		"Osaka, Japan": "JP-27", "Minato-ku, Tokyo": "JP-13", "大阪（府）": "JP-27", "Kyoto, Osaka": "kyoto, osaka", "中央市場区": "中央市場区", "Ｏｓａｋａ": "JP-27",
		"東京都": "JP-13", "東京": "JP-13", "Tokyo": "JP-13", "Tōkyō-to": "JP-13", "とうきょうと": "JP-13", "tokio": "tokio",
		"東京都港区芝公園": "JP-13", "八王子市": "JP-13", "京都": "JP-26", "京都府": "JP-26", "Kyoto": "JP-26", "京都市": "JP-26", "きょうとふ": "JP-26",
		"北海道": "JP-01", "Hokkaidō": "JP-01", "ほっかいどう": "JP-01", "札幌": "JP-01", "Hokkaido": "JP-01", "1": "1", "01": "JP-01",
		"神奈川": "JP-14", "横浜市": "JP-14", "横濱": "JP-14", "兵庫": "JP-28", "Hyougo": "JP-28", "神戸市": "JP-28", "群馬": "JP-10", "Gumma": "JP-10",
		"大分": "JP-44", "Ohita": "JP-44", "Ōita-ken": "JP-44", "高知": "JP-39", "Kouchi": "JP-39", "名古屋": "JP-23", "鹿児島県": "JP-46", "沖縄": "JP-47",
		"California": "california", "48": "48", "": "", "山形屋": "山形屋", "カリフォルニア州": "かりふぉるにあ州",
	} {
		if got := intake.Region(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestEveryPrefectureIsFoundByEachOfItsNames(t *testing.T) {
	all := intake.Prefectures()
	if len(all) != 47 {
		t.Fatalf("there are %d prefectures", len(all))
	}
	for i, p := range all {
		if i > 0 && all[i-1].Code >= p.Code {
			t.Errorf("%s is not in its place from north to south", p.Code)
		}
		short := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(p.Name["ja"], "県"), "府"), "都")
		if p.Code == "JP-26" {
			short = "京都"
		}
		for _, name := range []string{p.Code, p.Name["ja"], p.Name["en"], p.Kana, short, wide(p.Name["en"]), strings.ToUpper(p.Name["en"])} {
			if got := intake.Region(name); got != p.Code {
				t.Errorf("%s is %q instead of %s", name, got, p.Code)
			}
		}
	}
}

func TestCitiesAgreeWithAndWithoutWhatTheyAre(t *testing.T) {
	for _, pair := range [][2]string{
		{"大阪市", "大阪"},
		{"大阪府堺市", "堺市"},
		{"Sakai-shi", "さかい"},
		{"サカイシ", "ｻｶｲｼ"},
		{"Sakai City", "sakai"},
		{"龍ケ崎市", "竜ヶ崎"},
		{"港区", "東京都 港区"},
		{"大町市", "大町"},
		{"四日市市", "四日市"},
	} {
		if a, b := intake.City(pair[0]), intake.City(pair[1]); a != b {
			t.Errorf("%s is %q and %s is %q", pair[0], a, pair[1], b)
		}
	}
}

func TestCountriesAreTheirCodeHoweverTheyAreNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"JP": "JP", "jp": "JP", "JPN": "JP", "日本": "JP", "日本国": "JP", "にほん": "JP", "ニッポン": "JP", "Japan": "JP", "ＪＡＰＡＮ": "JP",
		"アメリカ": "US", "米国": "US", "USA": "US", "U.S.A.": "US", "The United States": "US", "United States of America": "US", "アメリカ合衆国": "US",
		"イギリス": "GB", "英国": "GB", "UK": "GB", "England": "GB", "韓国": "KR", "South Korea": "KR", "大韓民国": "KR", "中国": "CN", "China": "CN",
		"台湾": "TW", "Taiwan": "TW", "香港": "HK", "Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "ドイツ": "DE", "Deutschland": "DE", "Türkiye": "TR",
		"トルコ": "TR", "Turkey": "TR", "ブラジル": "BR", "ﾌﾞﾗｼﾞﾙ": "BR", "Antigua and Barbuda": "AG", "Trinidad & Tobago": "TT",
		"대한민국": "KR", "한국": "KR", "Россия": "RU", "España": "ES", "Espana": "ES", "Allemagne": "DE", "Japão": "JP", "日本國": "JP", "ジャパン": "JP",
		"中国大陆": "中国大陆", "भारत": "IN", "Việt Nam": "VN", "中华人民共和国": "CN", "臺灣": "TW", "Brasil": "BR", "Suomi": "FI", "Île de France": "île de france",
		"アトランティス": "あとらんてぃす", "": "",
	} {
		if got := intake.Country(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestEveryCountryIsFoundByItsCodeAndNames(t *testing.T) {
	all := intake.Countries()
	if len(all) != 249 {
		t.Fatalf("there are %d countries", len(all))
	}
	for _, c := range all {
		for _, name := range []string{c.Code, c.Name["ja"], c.Name["en"]} {
			if got := intake.Country(name); got != c.Code {
				t.Errorf("%s is %q instead of %s", name, got, c.Code)
			}
		}
	}
}

func TestPostalCodesAreTheirDigits(t *testing.T) {
	for typed, want := range map[string]string{
		"530-0001": "5300001", "5300001": "5300001", "〒530-0001": "5300001", "５３０−０００１": "5300001", "５３０ー０００１": "5300001",
		"530 0001": "5300001", "530－0001": "5300001", "530‐0001": "5300001", "〒 ５３０ ‐ ０００１": "5300001", "530ｰ0001": "5300001",
		"五三〇ー〇〇〇一": "5300001", "〒530-0001 大阪市北区梅田1-2-3": "5300001", "530-0001大阪市北区梅田3丁目": "5300001", "郵便番号：530-0001": "5300001",
		"530": "530", "53000011": "53000011", "sw1a 1aa": "SW1A1AA", "K1A-0B1": "K1A0B1", "90210-1234": "902101234", "10115 Berlin": "10115", "SW1A 1AA London": "SW1A1AA", "1012 AB": "1012AB", "Paris, 75001": "75001", "": "", "わからない": "",
	} {
		if got := intake.Postal(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestPostalCodesFillInTheirPrefectures(t *testing.T) {
	for typed, want := range map[string][]string{
		"498-0000": {"JP-23", "JP-24"}, "498-0007": {"JP-23"}, "498-0808": {"JP-24"}, "530-0001": {"JP-27"}, "〒１００−０００１": {"JP-13"},
		"060-0000": {"JP-01"}, "904-0000": {"JP-47"}, "100-8111": {"JP-13"}, // an office's own
		"000-0000": nil, "123456": nil, "": nil, "SW1A1AA": nil, "90210-1234": nil,
	} {
		if diff := cmp.Diff(want, intake.PrefecturesOf(typed)); diff != "" {
			t.Errorf("%s: %s", typed, diff)
		}
	}
}

func TestPostalCodesInAnyWritingAreOne(t *testing.T) {
	hyphens := []string{"-", "－", "ー", "―", "‐", "−", "~", "〜", "ｰ", " ", "　", ""}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{7}`).Draw(t, "digits")
		typed := rapid.SampledFrom([]string{"", "〒", "〒 "}).Draw(t, "mark") + digits[:3] +
			rapid.SampledFrom(hyphens).Draw(t, "hyphen") + digits[3:]
		if rapid.Bool().Draw(t, "wide") {
			typed = wide(typed)
		}
		if got := intake.Postal(typed); got != digits {
			t.Fatalf("%q is %q instead of %q", typed, got, digits)
		}
		if !slices.Equal(intake.PrefecturesOf(typed), intake.PrefecturesOf(digits)) {
			t.Fatalf("%q has other prefectures than %q", typed, digits)
		}
	})
}
