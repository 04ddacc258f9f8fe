package intake_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/intake"
)

func TestMailAddressesTakeOneForm(t *testing.T) {
	for typed, want := range map[string]string{
		"hanako@momiji.example": "hanako@momiji.example", "hanako＠momiji．example": "hanako@momiji.example",
		"ｈａｎａｋｏ＠ｍｏｍｉｊｉ．ｅｘａｍｐｌｅ": "hanako@momiji.example", "hanako@momiji。example": "hanako@momiji.example",
		"hanako@Momiji.Example": "hanako@momiji.example", "Hanako.S@momiji.example": "Hanako.S@momiji.example",
		" hanako@momiji.example ": "hanako@momiji.example", "hanako @ momiji . example": "hanako@momiji.example",
		"hanako@momiji.example。": "hanako@momiji.example", "hanako@momiji.example、": "hanako@momiji.example",
		"hanako@momiji.example.": "hanako@momiji.example", "\u200bhanako@momiji.example\ufeff": "hanako@momiji.example",
		"mailto:hanako@momiji.example": "hanako@momiji.example", "佐藤花子 <hanako@momiji.example>": "hanako@momiji.example",
		"＜hanako@momiji.example＞": "hanako@momiji.example", "hanako‐s@momiji.example": "hanako-s@momiji.example",
		"hanakoーs@momiji.example": "hanako-s@momiji.example", "hanako~s@momiji.example": "hanako~s@momiji.example",
		"a..b@docomo.ne.jp": "a..b@docomo.ne.jp", "a.@docomo.ne.jp": "a.@docomo.ne.jp", ".a@ezweb.ne.jp": ".a@ezweb.ne.jp",
		"a@例え.テスト": "a@xn--r8jz45g.xn--zckzah", "a@EXÄMPLE.example": "a@xn--exmple-cua.example", "a_b+c@x.example": "a_b+c@x.example", "m.o’neil@x.example": "m.o'neil@x.example",
		"「hanako@momiji.example」": "hanako@momiji.example", "山田 太郎": "山田太郎", "": "", "@": "@",
	} {
		if got := intake.Mail(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestLettersGoOnlyToPlainAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"hanako@momiji.example": true, "a..b.@docomo.ne.jp": true, "a+b@x.co.jp": true, "a@xn--r8jz45g.jp": true, "o'neil@x.example": true,
		"hanako": false, "hanako@": false, "@momiji.example": false, "hanako@momiji": false, "a@b@momiji.example": false,
		"a,b@momiji.example": false, "a@x.example,b@y.example": false, "a;b@x.example": false, "<a@x.example>": false,
		"\"a b\"@x.example": false, "a@x.example\r\nBcc: b@y.example": false, "a@x.example%0ab@y.example": false, "花子@momiji.example": false,
		"a@-x.example": false, "a@x-.example": false, "a@x..example": false, "a@127.0.0.1": false, "a@[127.0.0.1]": false,
		strings.Repeat("a", 65) + "@x.example": false, "a@" + strings.Repeat("x", 250) + ".example": false, "": false,
	} {
		if got := intake.Sendable(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestIdentifiersOfOneAccountAreOne(t *testing.T) {
	for typed, want := range map[string]string{
		"Hanako@Momiji.Example": "hanako@momiji.example", "ＨＡＮＡＫＯ＠momiji.example": "hanako@momiji.example",
		"090-1234-5678": "+819012345678", "0081-90-1234-5678": "+819012345678", "0081 (0)90 1234 5678": "+819012345678", "０９０−１２３４−５６７８": "+819012345678", "09012345678": "+819012345678",
		"+81 90 1234 5678": "+819012345678", "+81(0)90-1234-5678": "+819012345678", "819012345678": "+819012345678", "tel:09012345678": "+819012345678",
		"090 1234 5678": "+819012345678", "03-1234-5678": "+81312345678", "０３（１２３４）５６７８": "+81312345678", "+1 202 555 0143": "+12025550143",
		"010 1 202 555 0143": "+12025550143", "Taro_Yamada": "taro_yamada", "ＴＡＲＯ": "taro", " taro ": "taro", "1234567890": "1234567890",
		"00123": "00123", "花子": "花子", "t-a-r-o": "t-a-r-o", "": "",
	} {
		if got := intake.Identifier(typed); got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestIdentifiersThatOnlyLookAlikeStayApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"hanako@momiji.example", "hanаko@momiji.example"}, // Cyrillic а
		{"mike@x.example", "mıke@x.example"},               // Turkish ı: GitHub's reset letters, 2016
		{"taro", "tarо"},
		{"a@gmail.com", "a.b@gmail.com"},
		{"hanako@momiji.example", "hanako+1@momiji.example"},
		{"straße", "strasse"},
		{"090-1234-5678", "090-1234-5679"},
	} {
		if a, b := intake.Identifier(pair[0]), intake.Identifier(pair[1]); a == b {
			t.Errorf("%s and %s are both %q", pair[0], pair[1], a)
		}
	}
}

func TestPhoneNumbersInAnyWritingAreOne(t *testing.T) {
	hyphens := []string{"-", "－", "ー", "‐", " ", "　", ""}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`0[789]0[1-9][0-9]{7}`).Draw(t, "digits")
		hyphen := rapid.SampledFrom(hyphens).Draw(t, "hyphen")
		typed := digits[:3] + hyphen + digits[3:7] + hyphen + digits[7:]
		if rapid.Bool().Draw(t, "wide") {
			typed = wide(typed)
		}
		if got, ok := intake.Phone(typed); !ok || got != "+81"+digits[1:] {
			t.Fatalf("%q is %q", typed, got)
		}
	})
}

func TestSubjectsAgreeThroughWhatMailProgramsDoToThem(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"来週の同窓会について", "Re: 来週の同窓会について", true},
		{"来週の同窓会について", "RE：来週の同窓会について", true},
		{"来週の同窓会について", "Ｒｅ：来週の同窓会について", true},
		{"来週の同窓会について", "Fwd: Re: Re: 来週の同窓会について", true},
		{"来週の同窓会について", "FW:来週の同窓会について", true},
		{"来週の同窓会について", "転送: 来週の同窓会について", true},
		{"来週の同窓会について", "返信：来週の同窓会について", true},
		{"来週の同窓会について", "件名：来週の同窓会について", true},
		{"来週の同窓会について", "件名: Re[2]: 来週の同窓会について", true},
		{"来週の同窓会について", "Re^3: 来週の同窓会について", true},
		{"来週の同窓会について", "Subject: 来週の同窓会について", true},
		{"来週の同窓会について", "来週の 同窓会　について", true},
		{"来週の同窓会について", "来週の同窓会について…", true},
		{"来週の同窓会について", "来週の同窓会について・・・", true},
		{"来週の同窓会について", "来週の同窓会について。", true},
		{"【町内会】お知らせ", "[町内会]お知らせ", true},
		{"【町内会】お知らせ", "［町内会］ お知らせ", true},
		{"7月の見積", "７月の見積", true},
		{"見積書 2026-11", "見積書　２０２６－１１", true},
		{"見積書‐改", "見積書-改", true},
		{"パーティーの件", "ﾊﾟｰﾃｨｰの件", true},
		{"Photos from our trip", "RE: photos  from OUR trip", true},
		{"Photos from our trip", "Fw: Photos from our trip...", true},
		{"“Quoted” words", "\"quoted\" words", true},
		{"don’t forget", "don't forget", true},
		{"10:00〜12:00", "10:00～12:00", true},
		{"Photos from our trip", "Photosfromourtrip", false},
		{"Reminder", "minder", false},
		{"Regarding: the house", "the house", false},
		{"来週の同窓会について", "再来週の同窓会について", false},
		{"件名", "", false},
		{"ビール", "ビル", false},
	} {
		a, b := intake.Subject(c.a), intake.Subject(c.b)
		if (a == b) != c.same {
			t.Errorf("%q is %q and %q is %q", c.a, a, c.b, b)
		}
	}
	for _, nothing := range []string{"", "Re:", "Re: Fwd:", "…", "件名："} {
		if got := intake.Subject(nothing); got != "" {
			t.Errorf("%q is %q", nothing, got)
		}
	}
}

func TestSubjectStaysWhatItIsWhateverIsPutBeforeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		subject := rapid.StringMatching(`[あ-んア-ン]{2,9}( [0-9]{1,3})?`).Draw(t, "subject")
		before := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"Re: ", "RE：", "Fwd:", "転送：", "件名: ", "FW: "}), 0, 4).Draw(t, "before"), "")
		after := rapid.SampledFrom([]string{"", "…", "...", " "}).Draw(t, "after")
		if got, want := intake.Subject(before+subject+after), intake.Subject(subject); got != want {
			t.Fatalf("%q is %q instead of %q", before+subject+after, got, want)
		}
	})
}

func TestOnlyTheMarkOfAnAnswerMakesOne(t *testing.T) {
	for subject, want := range map[string]bool{
		"Re: lunch": true, "RE：昼食": true, "Ｒｅ: lunch": true, "re[2]: lunch": true, "Re^3: lunch": true, "AW: Mittag": true, "SV: lunch": true, "返信: 昼食": true,
		" Re : lunch": true, "Re: Fwd: lunch": true, "回答：アンケート": true,
		"Antw: lunch": true, "Odp: lunch": true, "回复：午餐": true, "답장: 점심": true, "[EXT] Re: lunch": true, "【重要】Re: 昼食": true, "Accepted: lunch": true, "自動返信: 昼食": true,
		"lunch": false, "Fwd: Re: lunch": false, "転送: 昼食": false, "RV: comida": false, "Reminder: lunch": false, "Review: lunch": false, "about: re: lunch": false, "": false, "Re": false,
	} {
		if got := intake.AnswersMail(subject); got != want {
			t.Errorf("%q: %v", subject, got)
		}
		if want && intake.HandsMailOn(subject) {
			t.Errorf("%q hands a mail on", subject)
		}
	}
	for _, subject := range []string{"Fwd: lunch", "FW: Re: lunch", "WG: Mittag", "転送：昼食", "RV: comida", "[EXT] Fwd: lunch"} {
		if !intake.HandsMailOn(subject) {
			t.Errorf("%q hands nothing on", subject)
		}
	}
}
