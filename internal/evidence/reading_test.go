package evidence_test

import (
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Most directories hold a name in one script, and people answer in another.
func TestANameInKanjiIsAnsweredInKanaOrLettersToo(t *testing.T) {
	held := func(pairs ...string) evidence.Account {
		return evidence.Account{ID: "a", Created: *on(2014, 1, 1), Facts: []evidence.Fact{fact("name", intake.Parts(pairs...), nil)}}
	}
	for _, c := range []struct {
		account evidence.Account
		claim   intake.Claim
		want    evidence.Level
	}{
		{held("family", "阿部", "given", "一郎"), parts("name", "family", "アベ", "given", "イチロウ"), evidence.Equivalent},
		{held("family", "阿部", "given", "一郎"), parts("name", "family", "Abe", "given", "Ichiro"), evidence.Equivalent},
		{held("family", "髙橋", "given", "花子"), parts("name", "family", "たかはし", "given", "はなこ"), evidence.Equivalent},
		{held("family", "タカハシ", "given", "ハナコ"), parts("name", "family", "高橋", "given", "花子"), evidence.Equivalent},
		{held("family_kana", "タカハシ", "given_kana", "ハナコ"), parts("name", "family", "高橋", "given", "花子"), evidence.Equivalent},
		{held("family", "阿部", "given", "一郎"), parts("name", "family", "いちろう", "given", "あべ"), evidence.Swapped},
		{held("family", "阿部", "given", "一郎"), parts("name", "family", "アベ", "given", "ジロウ"), evidence.Part},
		{held("family", "阿部", "given", "一郎"), parts("name", "family", "サトウ", "given", "ジロウ"), evidence.Wrong},
		// Where the reading is held it decides, and not what the kanji could be read as.
		{held("family", "安達", "given", "花子", "family_kana", "アンダチ", "given_kana", "ハナコ"), parts("name", "family", "アダチ", "given", "ハナコ"), evidence.Near},
	} {
		if got := level(c.account, evidence.Name, c.claim); got != c.want {
			t.Errorf("%v for %v is %s, want %s", c.claim.Value.Parts, c.account.Facts[0].Value.Parts, got, c.want)
		}
	}
}
