package intake_test

import (
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/intake"
)

// How near two names are: at the first form at which they agree.
const (
	written = "written"
	folded  = "folded"
	sound   = "sound"
	apart   = "apart"
)

func nearness(a, b string) string {
	x, y := intake.Name(a), intake.Name(b)
	switch {
	case x.Written == y.Written:
		return written
	case x.Folded == y.Folded:
		return folded
	case x.Sound == y.Sound && x.Sound != "":
		return sound
	}
	return apart
}

func TestNamesAgreeAsFarAsTheirWritingDoes(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		// width, spaces, letter case
		{"佐藤", "佐藤", written},
		{"佐藤　花子", "佐藤 花子", written},
		{"佐藤花子", "佐藤 花子", written},
		{"Hanako", "ＨＡＮＡＫＯ", written},
		{"hanako sato", "Hanako  Sato", written},
		{"ｻﾄｳ", "サトウ", written},
		{"ﾀﾞｲｽｹ", "ダイスケ", written},
		{"マリア・ルイザ", "マリアルイザ", written},
		{"\u200b佐藤\ufeff", "佐藤", written},
		{"㈱佐藤", "(株)佐藤", written},
		{"神田", "神田", written}, // a compatibility ideograph
		// variant kanji
		{"髙橋", "高橋", folded},
		{"栁", "柳", folded},
		{"寬子", "寛子", folded},
		{"壽彥", "寿彦", folded},
		{"桒原", "桑原", folded},
		{"山﨑", "山崎", folded},
		{"渡邊", "渡辺", folded},
		{"渡邉", "渡辺", folded},
		{"渡邉", "渡邊", folded},
		{"斎藤", "斉藤", folded},
		{"齋藤", "斎藤", folded},
		{"齊藤", "斉藤", folded},
		{"黒澤", "黒沢", folded},
		{"濱田", "浜田", folded},
		{"濵田", "浜田", folded},
		{"廣瀨", "広瀬", folded},
		{"國分", "国分", folded},
		{"櫻井", "桜井", folded},
		{"眞鍋", "真鍋", folded},
		{"龍一", "竜一", folded},
		{"瀧", "滝", folded},
		{"惠子", "恵子", folded},
		{"冨田", "富田", folded},
		{"𠮷野家", "吉野家", folded},
		{"葛\U000e0100西", "葛西", folded}, // a variation selector
		{"辻\U000e0101", "辻\U000e0100", folded},
		{"関ヶ原", "関ケ原", folded},
		{"藪", "薮", folded},
		// kana
		{"さとう", "サトウ", folded},
		{"さとう", "ｻﾄｳ", folded},
		{"はなこ", "ハナコ", folded},
		{"すゞき", "すずき", sound},
		// kana and Latin letters
		{"さとう", "Sato", sound},
		{"サトウ", "Satou", sound},
		{"ｻﾄｳ", "SATOH", sound},
		{"さとう", "Satō", sound},
		{"Satô", "Satoo", sound},
		{"しんいち", "Shinichi", sound},
		{"しんいち", "Shin'ichi", sound},
		{"シンイチ", "Sin-iti", sound},
		{"つとむ", "Tutomu", sound},
		{"つとむ", "Tsutomu", sound},
		{"ふじた", "Huzita", sound},
		{"フジタ", "Fujita", sound},
		{"じゅんこ", "Zyunko", sound},
		{"ジュンコ", "Jyunko", sound},
		{"ちはる", "Tiharu", sound},
		{"しょうた", "Syota", sound},
		{"ショウタ", "Shohta", sound},
		{"ほんま", "Homma", sound},
		{"ほんま", "Honma", sound},
		{"なんば", "Namba", sound},
		{"はっとり", "Hattori", sound},
		{"ハットリ", "Hatori", sound},
		{"ほっちょう", "Hotcho", sound},
		{"おおの", "Ohno", sound},
		{"おおの", "Oono", sound},
		{"大野", "Ohno", apart},
		{"ゆうこ", "Yuko", sound},
		{"ユーコ", "ゆうこ", sound},
		{"ゆうこ", "Yūko", sound},
		{"みづき", "Mizuki", sound},
		{"かづお", "Kazuo", sound},
		{"りょう", "Ryo", sound},
		{"りょう", "Ryoh", sound},
		{"シャロン", "sharon", sound},
		{"ジョージ", "Zyoozi", sound},
		{"ティナ", "Tina", sound},
		{"ルイ", "Lui", sound},
		{"O'Brien", "OBrien", sound},
		{"René", "Rene", sound},
		{"Müller", "Muller", sound},
		{"じゅんいち", "Junichi", sound},
		// others
		{"佐藤", "斎藤", apart},
		{"さとう", "さいとう", apart},
		{"Kato", "Sato", apart},
		{"かとう", "がとう", apart},
		{"はな", "ばな", apart},
		{"ゆみ", "ゆうみん", apart},
		{"花子", "はなこ", apart},
		{"しんや", "しみや", apart},
		{"花子", "", apart},
	} {
		t.Run(c.a+" and "+c.b, func(t *testing.T) {
			if got := nearness(c.a, c.b); got != c.want {
				t.Errorf("they are %s instead of %s: %+v, %+v", got, c.want, intake.Name(c.a), intake.Name(c.b))
			}
			if got := nearness(c.b, c.a); got != c.want {
				t.Errorf("the other way about they are %s instead of %s", got, c.want)
			}
		})
	}
}

func TestReadingsInKanaAgreeHoweverTheyWereTyped(t *testing.T) {
	for typed, same := range map[string]string{
		"サトウ": "さとう", "ｻﾄｳ": "さとう", "さ と う": "さとう", "キョウコ": "きょうこ", "ﾕｰｺ": "ゆうこ", "ヒデ・アキ": "ひであき",
		"すゞき": "すずき", "いすゞ": "いすず", "ﾊﾞﾊﾞ": "ばば", "ヴィラ": "ゔぃら",
	} {
		if a, b := intake.Sound(typed), intake.Sound(same); a != b || a == "" {
			t.Errorf("%q sounds like %q, %q like %q", typed, a, same, b)
		}
	}
}

func TestNamesAreNeverRefusedAndKeepTheirVariants(t *testing.T) {
	const tsuji = "辻\U000e0101"
	if got := intake.Name(tsuji).Written; got != tsuji {
		t.Errorf("the variation selector is gone: %q", got)
	}
	for _, name := range []string{"X Æ A-12", "3世", "田中(旧姓)", "🦊", "Ng", "O", "العربية", "김민수"} {
		if intake.Name(name).Written == "" {
			t.Errorf("%q has no form", name)
		}
	}
	if got := intake.Name(" \u3000\u200b"); got != (intake.NameForms{}) {
		t.Errorf("an empty name has forms: %+v", got)
	}
}

func TestWholeNamesComeApartWhereTheyAreSetApart(t *testing.T) {
	for typed, want := range map[string]string{
		"佐藤　花子": "佐藤|花子", "SATO, Hanako": "SATO|Hanako", "マリア・ルイザ": "マリア|ルイザ", "佐藤花子": "佐藤花子", " ": "",
	} {
		got := ""
		for i, word := range intake.SplitName(typed) {
			if i > 0 {
				got += "|"
			}
			got += word
		}
		if got != want {
			t.Errorf("%q is %q instead of %q", typed, got, want)
		}
	}
}

func TestNamesInAnyWidthAreOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z]{1,8}( [A-Za-z]{1,8})?`).Draw(t, "name")
		if intake.Name(name) != intake.Name(wide(name)) {
			t.Fatalf("%q and %q have different forms", name, wide(name))
		}
	})
}
