package apply_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// The whole way without a line of script: start, every page of the form, sending, status, the link, a new password.
func TestAnApplicationGoesTheWholeWayWithoutScript(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			v := newSite(t).visitor(lang)
			v.get("/")
			v.mustBeAt("/recover")
			v.walk("send")
			v.mustBeAt("/recover/send")
			v.mustSay("taro@example.jp", "1960")
			v.post("/recover/send")
			v.mustBeAt("/recover/sent")
			v.mustSay("7K2-4M9-QX")
			v.get("/status")
			v.mustBeAt("/status")

			c := v.caseOf()
			c.State = recovery.Ready
			v.story.links["LINKLINKLINKLINKLINK"] = c.ID
			owner := v.visitor(lang) // another device
			owner.get("/finish/LINKLINKLINKLINKLINK")
			owner.mustNotSay("hanako", "sister@", "7K2-4M9-QX")
			owner.post("/finish/LINKLINKLINKLINKLINK")
			owner.mustBeAt("/finish/LINKLINKLINKLINKLINK/code")
			owner.post("/finish/LINKLINKLINKLINKLINK/code", "code", goodCode)
			owner.mustBeAt("/finish/new")
			owner.post("/finish/new", "new_password", "aozora no shita", "new_password_again", "aozora no shita")
			owner.mustBeAt("/finish/done")
			owner.mustSay(map[string]string{"ja": "おかえりなさい", "en": "Welcome back"}[lang])
		})
	}
}

// What was typed comes to the story as it was typed.
func TestAnswersArriveAsTheyWereTyped(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	a := v.caseOf().Private.Answers
	for field, want := range map[string][]string{
		"family_name": {"佐藤"}, "birth_era": {"showa"}, "postal_code": {"530-0001"}, "card_last4": {"１２３４"},
		"q.mail_recipients": {"taro@example.jp", "山田 太郎"}, "product": {"mail", "files"}, "q.mail_contacts.unknown": {"1"},
		"q.account_created": {"2014", "5"},
	} {
		if got := a[field]; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if got, want := v.story.typed[v.caseOf().ID], []string{"himawari-1987", "sakura2001"}; !slices.Equal(got, want) {
		t.Errorf("old passwords %q", got)
	}
	if len(a["password"]) > 0 {
		t.Error("a password is among the answers")
	}
}

func TestGoingBackShowsWhatWasTyped(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	for page, words := range map[string]string{
		"who": `value="own" checked`, "account": "hanako@momiji.example", "contact": "sister@example.jp", "name": "さとう",
		"birth": `value="showa" checked`, "address": `value="JP-27" selected`, "q-mail": "来週の同窓会について", "purchases": "HANAKO SATO",
		"else": "電話を買い替えました", "products": `value="mail" checked`,
	} {
		v.get("/recover/" + page)
		v.mustBeAt("/recover/" + page)
		v.mustSay(words)
	}
	v.get("/recover/passwords")
	v.mustSay("2件入力済み")
	v.mustNotSay("himawari", "sakura2001")
}

// A page that needs another look keeps what was typed on it, and shows itself by GET, so that going back never asks to send again.
func TestAPageThatNeedsAnotherLookKeepsWhatWasTyped(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("birth")
	res := v.do(http.MethodPost, "/recover/birth", url.Values{"birth_era": {"western"}, "birth_year": {"1960"}, "birth_month": {""}, "birth_day": {"8"}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/recover/birth#faults" {
		t.Fatalf("%d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	v.follow()
	v.mustSay(`value="1960"`, `value="8"`, "生年月日の「月」を入力してください", "入力を見直してください")
	v.post("/recover/birth", "birth_era", "western", "birth_year", "35", "birth_month", "4", "birth_day", "8")
	v.mustSay("「35」は西暦ですか、和暦ですか。選んでください")
	v.post("/recover/birth", "birth_era", "showa", "birth_year", "35", "birth_month", "4", "birth_day", "8")
	v.mustBeAt("/recover/address")
	v.get("/recover/birth")
	v.mustNotSay("入力を見直してください")
}

func TestTheNextPageWaitsForTheOneBefore(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.get("/recover/name")
	v.mustBeAt("/recover/lost")
	v.walk("contact")
	for _, page := range []string{"code", "name", "birth", "address", "passwords", "products", "q-general", "q-mail", "purchases", "else", "send"} {
		v.get("/recover/" + page)
		v.mustBeAt("/recover/contact")
		v.do(http.MethodPost, "/recover/"+page, url.Values{})
		v.follow()
		v.mustBeAt("/recover/contact")
	}
	if got := v.caseOf().State; got != recovery.Draft {
		t.Errorf("the case is %s", got)
	}
	v.get("/recover/sent")
	v.mustNotSay("7K2-4M9-QX")
}

// A change from the last page goes straight back to it, by way of pages that the change opens.
func TestAChangeGoesStraightBack(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.get("/recover/name?change=1")
	v.post("/recover/name", "family_name", "山田", "given_name", "花子", "family_kana", "", "given_kana", "", "former_name", "佐藤")
	v.mustBeAt("/recover/send")
	v.mustSay("山田 花子")
	v.get("/recover/products?change=1")
	v.post("/recover/products", "product", "mail", "product", "paid")
	v.mustBeAt("/recover/q-paid")
	v.post("/recover/q-paid", "q.paid_plan", "100GB", "q.payment_method", "card")
	v.mustBeAt("/recover/send")
	v.mustSay("100GB")
	v.mustNotSay("保存したファイル")
}

// Another account or contact address needs a code of its own.
func TestAChangedContactIsProvenAnew(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.get("/recover/contact?change=1")
	v.post("/recover/contact", "contact", "brother@example.jp")
	v.mustBeAt("/recover/code")
	v.mustSay("brother@example.jp")
	v.get("/recover/send")
	v.mustBeAt("/recover/code")
	v.post("/recover/code", "code", goodCode)
	v.mustBeAt("/recover/send")
	v.get("/recover/account?change=1")
	v.post("/recover/account", "account", "other@momiji.example")
	v.mustBeAt("/recover/contact")
}

func TestSendingTwiceSendsOnce(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("send")
	v.do(http.MethodPost, "/recover/send", url.Values{})
	v.do(http.MethodPost, "/recover/send", url.Values{})
	v.follow()
	v.mustBeAt("/status")
	n := 0
	for _, l := range v.story.letters {
		if l == "received" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// V12: neither refreshing nor pressing twice sends a second letter; asking for another one does.
func TestV12RefreshingSendsNoSecondLetter(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("contact")
	form := v.filled("contact", "sister@example.jp")
	v.do(http.MethodPost, "/recover/contact", form)
	v.do(http.MethodPost, "/recover/contact", form)
	for range 5 {
		v.get("/recover/code")
	}
	if n := len(v.story.letters); n != 1 {
		t.Errorf("%d letters", n)
	}
	v.get("/recover/code")
	form = v.filled("code", "", "again", "1")
	v.do(http.MethodPost, "/recover/code", form)
	v.do(http.MethodPost, "/recover/code", form)
	v.follow()
	v.mustSay("もう一度送りました")
	if n := len(v.story.letters); n != 2 {
		t.Errorf("%d letters after asking for another", n)
	}
}

func TestWrongCodesCountDown(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("code")
	for _, want := range []string{"4 tries left", "3 tries left", "2 tries left", "1 try left", "cannot be used any more", "has expired"} {
		v.post("/recover/code", "code", "111111")
		v.mustBeAt("/recover/code")
		v.mustSay(want)
	}
	v.post("/recover/code", "code", "12")
	v.mustSay("The code has 6 numbers")
	v.post("/recover/code", "code", "", "again", "1")
	v.post("/recover/code", "code", "48-29-13")
	v.mustBeAt("/recover/kept")
}

// A limit says when to try again, and nothing that was typed is lost.
func TestALimitSaysWhenToTryAgain(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("contact")
	v.story.limit = &recovery.TooSoon{Until: v.clock.now().Add(90 * time.Second)}
	v.post("/recover/contact", "contact", "sister@example.jp")
	if v.res.StatusCode != http.StatusTooManyRequests || v.res.Header.Get("Retry-After") != "90" {
		t.Errorf("%d, Retry-After %q", v.res.StatusCode, v.res.Header.Get("Retry-After"))
	}
	v.mustSay("7月2日(木) 14:22 からもう一度できます。ここまでの入力は残っています")
	v.story.limit = nil
	v.get("/recover/contact")
	v.post("/recover/contact", "contact", "sister@example.jp")
	v.mustBeAt("/recover/code")
}

// A draft goes on elsewhere, by its number and the contact address.
func TestADraftGoesOnOnAnotherDevice(t *testing.T) {
	first := newSite(t).visitor("ja")
	first.walk("birth")
	other := first.visitor("ja")
	other.get("/recover/birth")
	other.mustBeAt("/recover/lost")
	other.get("/status?other=1")
	other.post("/status", "ref", "７ｋ２４ｍ９ｑｘ", "contact", "sister@example.jp")
	other.mustBeAt("/status/code")
	other.post("/status/code", "code", goodCode)
	other.mustBeAt("/status")
	other.mustSay("続きから書く", "/recover/birth")
	other.get("/recover/birth")
	other.mustBeAt("/recover/birth")
}

func TestWithdrawingAsksOnceMore(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.post("/recover/send")
	v.get("/status/withdraw")
	if v.caseOf().State != recovery.Submitted {
		t.Fatal("looking withdrew it")
	}
	v.post("/status/withdraw")
	v.mustSay("取り下げました")
	v.mustNotSay("/status/withdraw")
}

// The page that takes the code says that a letter was sent: it shows itself only where one was.
func TestNobodyIsAskedForACodeThatWasNotSent(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("send")
	v.post("/recover/send")
	c := v.caseOf()
	v.story.links["LINKLINKLINKLINKLINK"] = c.ID
	c.State = recovery.Ready
	const link = "/finish/LINKLINKLINKLINKLINK"
	v.get(link + "/code")
	v.mustBeAt(link)
	v.do(http.MethodPost, link+"/code", url.Values{"code": {"000000"}})
	v.follow()
	v.mustBeAt(link)
	v.post(link)
	v.mustBeAt(link + "/code")
	other := v.visitor("en")
	other.get(link + "/code")
	other.mustBeAt(link)
	v.get(link + "/code")
	v.mustBeAt(link + "/code")
	v.post(link+"/code", "code", goodCode)
	v.mustBeAt("/finish/new")
	v.get(link + "/code")
	v.mustBeAt(link)
}
