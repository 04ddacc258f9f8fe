package intake_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

func TestExpiryDatesAreTheirMonth(t *testing.T) {
	for typed, want := range map[string]string{
		"03/27": "2027-03", "3/27": "2027-03", "０３／２７": "2027-03", "0327": "2027-03", "03-27": "2027-03", "03 27": "2027-03",
		"2027-03": "2027-03", "2027/3": "2027-03", "03/2027": "2027-03", "3-2027": "2027-03", "27年3月": "2027-03", "2027年3月": "2027-03",
		"3月27年": "2027-03", "3月/2027年": "2027-03", "令和9年3月": "2027-03", "R9.3": "2027-03", "Mar 27": "2027-03", "March 2027": "2027-03",
		"27/03": "2027-03", "10/11": "2011-10", "12/09": "2009-12", "202703": "2027-03", "032027": "2027-03", "11/05": "2005-11",
		"13/13": "", "00/27": "", "3": "", "": "", "いつか": "", "03/27/30": "", "03/270": "",
	} {
		if got := intake.Expiry(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestLastFourDigitsAreReadInAnyWidth(t *testing.T) {
	for typed, want := range map[string]string{
		"1234": "1234", "１２３４": "1234", " 12-34 ": "1234", "****1234": "1234", "١٢٣٤": "1234", "": "", "なし": "",
		// The 4 of "last 4" is no digit of the card.
		"下4けた 1234": "1234", "下4けた1234": "1234", "下４けた１２３４": "1234", "下４ケタ：１２３４": "1234", "下4ｹﾀ 1234": "1234", "下4桁は1234です": "1234",
		"下四桁１２３４": "1234", "下四けた1234": "1234", "末尾4桁 1234": "1234", "下４桁　12 34": "1234", "1234（下4けた）": "1234", "カードの下4けたは、0042": "0042",
		"下4 1234": "1234", "下４：１２３４": "1234", "末尾4→1234": "1234", "last 4 1234": "1234", "Last4: 1234": "1234", "LAST 4 DIGITS 1234": "1234",
		"ｌａｓｔ　４　１２３４": "1234", "last 4 numbers are 1234": "1234", "the last four digits: 1234": "1234", "4 digits: 1234": "1234", "final 4 - 1234": "1234",
		"一二三四": "1234", "下四桁 一二三四": "1234", "下4桁：〇〇四二": "0042", "下四けた一二三四": "1234",
		// Where nothing says so, every digit counts.
		"41234": "41234", "下41234": "41234", "下4567": "4567", "last 4567": "4567", "last4567": "4567", "ending in 4567": "4567", "4567 is the last": "4567",
		"1234桁": "1234", "三千円": "", "四季": "", "桁": "",
	} {
		if got := intake.Digits(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestFreeTextsFoldAlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"旅行", " 旅行 "},
		{"りょこう", "リョコウ"},
		{"ﾘｮｺｳ 2019", "りょこう　２０１９"},
		{"Trips", "ＴＲＩＰＳ"},
		{"写真－2019", "写真-2019"},
		{"データ", "でーた"},
		{"髙橋様", "高橋様"},
	} {
		if a, b := intake.Folded(pair[0]), intake.Folded(pair[1]); a != b {
			t.Errorf("%q is %q and %q is %q", pair[0], a, pair[1], b)
		}
	}
}

func TestPasswordsHaveFewNearVariants(t *testing.T) {
	for typed, want := range map[string][]string{
		"Himitsu1":        {"hIMITSU1", "himitsu1"},
		"himitsu1":        {"HIMITSU1", "Himitsu1"},
		"ｈｉｍｉｔｓｕ１":        {"himitsu1", "HIMITSU1", "Himitsu1"},
		"himitsu1 ":       {"HIMITSU1 ", "Himitsu1 ", "himitsu1"},
		"12345":           nil,
		"":                nil,
		" ":               nil,
		"パスワード":           nil,
		"　ｈimitsu　":       {" himitsu ", " HIMITSU ", " himitsu", "himitsu"},
		"\xffab":          {"\ufffdAB"},
		"himitsu\u00a0x1": {"himitsu x1", "HIMITSU X1", "Himitsu x1"},
	} {
		if diff := cmp.Diff(want, intake.PasswordVariants(typed)); diff != "" {
			t.Errorf("%q: %s", typed, diff)
		}
	}
}

// normalisers are all forms that this room gives, by name.
var normalisers = map[string]func(string) string{
	"Plain": intake.Plain, "Folded": intake.Folded, "Mail": intake.Mail, "Identifier": intake.Identifier, "Subject": intake.Subject,
	"Postal": intake.Postal, "Region": intake.Region, "City": intake.City, "Country": intake.Country, "Digits": intake.Digits,
	"Sound": intake.Sound, "Expiry": intake.Expiry, "Domain": domainOf,
	"Name.Written": func(s string) string { return intake.Name(s).Written },
	"Name.Folded":  func(s string) string { return intake.Name(s).Folded },
	"Name.Sound":   func(s string) string { return intake.Name(s).Sound },
	"Date": func(s string) string {
		d, ok := intake.Date(s).Day()
		if !ok {
			return ""
		}
		return d.String()
	},
	"Phone": func(s string) string {
		number, _ := intake.Phone(s)
		return number
	},
	"DropFullCards": func(s string) string {
		rest, _ := intake.DropFullCards(s)
		return rest
	},
}

// domainOf reads a domain by itself.
func domainOf(s string) string { return intake.Domain("a@" + strings.ReplaceAll(s, "@", "")) }

// FuzzNormaliseNeverPanicsAndIsIdempotent: a form is a form of itself, whatever was typed.
func FuzzNormaliseNeverPanicsAndIsIdempotent(f *testing.F) {
	for _, seed := range []string{
		"髙橋　花子", "昭和35年4月8日", "５３０−０００１", "Re: Fwd: 【町内会】…", "hanako＠momiji。example", "4111 1111 1111 1111", "Shin'ichi", "ヴｧー゛",
		"か\u3099", "葛\U000e0100", "\xff\xfe", "+81(0)90-1234-5678", "Ōsaka-fu", "03/27", "mailto:mailto:a@b", "İıſK", "..@..", "一二三",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = s[:min(len(s), 4096)] // longer ones are bounds_test.go's
		for name, form := range normalisers {
			once := form(s)
			if twice := form(once); twice != once {
				t.Errorf("%s: %q is %q and then %q", name, s, once, twice)
			}
			if name != "DropFullCards" && !utf8.ValidString(once) {
				t.Errorf("%s: %q gives broken bytes", name, s)
			}
		}
		if variants := intake.PasswordVariants(s); len(variants) > intake.MaxPasswordVariants || slices.Contains(variants, s) {
			t.Errorf("%q has the variants %q", s, variants)
		}
		intake.PrefecturesOf(s)
		intake.SplitName(s)
		intake.SuggestDomain(s)
		intake.Disposable(s)
	})
}

// An address that a page takes is written to as it is shown: plain letters, whatever stood around them.
func FuzzAnAcceptedContactIsPlain(f *testing.F) {
	for _, s := range []string{"sister@example.jp", "山田 <ｓ ＠ example。jp>", "a\u202eb@example.org", "< @>", "<>@", " @ . ", "a@b .jp\u200b", "＜a@b.jp＞"} {
		f.Add(s)
	}
	q := intake.DefaultQuestionnaire()
	f.Fuzz(func(t *testing.T, s string) {
		if len(q.Check(intake.PageContact, intake.Answers{"contact": {s}, "contact_anyway": {"1"}}, now)) > 0 {
			return
		}
		m := intake.Mail(s)
		if intake.Mail(m) != m || strings.ContainsFunc(m, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q is taken and written to as %q", s, m)
		}
	})
}
