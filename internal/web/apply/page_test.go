package apply_test

import (
	"strings"
	"testing"
)

func TestAnotherRowCanBeAskedFor(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("q-mail")
	if n := strings.Count(v.body, `name="q.mail_recipients" type="text"`); n != 3 {
		t.Fatalf("%d rows", n)
	}
	v.post("/recover/q-mail", "q.mail_recipients", "taro@example.jp", "more", "q.mail_recipients")
	v.mustBeAt("/recover/q-mail")
	v.mustNotSay("入力を見直してください")
	v.mustSay("taro@example.jp")
	if n := strings.Count(v.body, `name="q.mail_recipients" type="text"`); n != 5 {
		t.Errorf("%d rows after asking for more", n)
	}
}

func TestAPostcodeFindsItsPrefecture(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("address")
	v.post("/recover/address", "country", "JP", "postal_code", "５３０−０００１", "region", "", "find", "1")
	v.mustSay(`value="JP-27" selected`, "大阪府を選びました", "５３０−０００１")
	v.post("/recover/address", "country", "JP", "postal_code", "498-0000", "region", "", "find", "1")
	v.mustSay("〒498-0000 は2つの県にあります", `type="radio" name="region" value="JP-23"`, `type="radio" name="region" value="JP-24"`)
	v.post("/recover/address", "country", "JP", "postal_code", "498-0000", "region", "JP-24")
	v.mustBeAt("/recover/passwords")
}

func TestAnotherCountryHasNoListOfRegions(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("address")
	v.post("/recover/address", "country", "DE", "postal_code", "10115", "region", "")
	v.mustBeAt("/recover/address")
	v.mustNotSay("Some answers need another look", "Hokkaido")
	v.post("/recover/address", "country", "DE", "postal_code", "10115", "region", "Berlin")
	v.mustBeAt("/recover/passwords")
}

func TestTheNameOnTheCardCanBeTheSame(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("purchases")
	v.post("/recover/purchases", "bought", "yes", "card_holder", "", "same", "1")
	v.mustBeAt("/recover/purchases")
	v.mustSay(`value="佐藤 花子"`, `value="yes" checked`)
}

func TestAnUnfinishedApplicationIsOfferedAgain(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("address")
	v.get("/recover")
	v.mustSay("途中まで書いた申し込みがあります", `href="/recover/address"`)
}

// S3: a telephone company's address gets help and a word of warning, never a wall.
func TestAWarnedAddressCanBeUsedAsItIs(t *testing.T) {
	for contact, warning := range map[string]string{
		"hanako@docomo.ne.jp":    "okaeri@momiji.example から届きます。携帯電話のメールは、先に「momiji.example」の受信を許可してください",
		"hana..ko.@docomo.ne.jp": "このアドレスには、メールが届かないことがあります",
		"hanako@gmial.com":       "gmial.com は gmail.com の間違いではありませんか",
	} {
		v := newSite(t).visitor("ja")
		v.walk("contact")
		v.post("/recover/contact", "contact", contact)
		v.mustBeAt("/recover/contact")
		v.mustSay(warning, "このアドレスをそのまま使う", contact)
		if len(v.story.letters) > 0 {
			t.Errorf("%s: a letter before the warning was read", contact)
		}
		v.post("/recover/contact", "contact", contact, "contact_anyway", "1")
		v.mustBeAt("/recover/code")
		v.mustSay(contact)
	}
}

// The story has the last word on what was proven: where it misses a proof the page asks for it again instead of going in circles.
func TestAMissingProofIsAskedForAgain(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	clear(v.story.proven)
	v.post("/recover/send")
	v.mustBeAt("/recover/contact")
	v.post("/recover/contact", "contact", "sister@example.jp")
	v.mustBeAt("/recover/code")
	v.post("/recover/code", "code", goodCode)
	v.mustBeAt("/recover/send")
	v.post("/recover/send")
	v.mustBeAt("/recover/sent")
}
