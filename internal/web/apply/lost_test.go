package apply_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// loses its session: the browser's cookies are gone, the page is still open.
func (v *visitor) loses() {
	v.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.jar = jar
}

// A page that is sent after its session has ended is not lost: the answer shows what was typed, says how to come back, and takes the page
// again once the visitor is back.
func TestAPageSentWithoutASessionIsShownBack(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		said := map[string][]string{
			"ja": {"このページは保存できませんでした", "<dt>姓</dt>", "番号で申し込みに戻る", `lang="ja"`},
			"en": {"This page could not be saved", "<dt>Family name</dt>", "Go back to my application", `lang="en"`},
		}[lang]
		v := newSite(t).visitor(lang)
		v.walk("name")
		before := v.story.n
		v.loses()
		v.post("/recover/name", "family_name", "佐藤<b>", "given_name", "花子", "family_kana", "", "given_kana", "", "former_name", "山田", "name_unknown", "1")
		if v.res.StatusCode != http.StatusConflict || v.res.Header.Get("Cache-Control") != "no-store" || len(v.res.Cookies()) > 0 {
			t.Errorf("%d, %v", v.res.StatusCode, v.res.Header)
		}
		v.mustSay(append(said, "佐藤&lt;b&gt;", "花子", "山田")...)
		v.mustNotSay("hanako@", "sister@", "7K2-4M9-QX")
		parse(t, v.body).check(t, "typed")
		if v.story.n != before || len(v.caseOf().Private.Answers["family_name"]) > 0 || strings.Contains(v.log.String(), "山田") {
			t.Error("something of it was kept")
		}
		again := v.filled()
		v.get("/status?other=1")
		v.post("/status", "ref", "7K2-4M9-QX", "contact", "sister@example.jp")
		v.post("/status/code", "code", goodCode)
		v.mustSay("/recover/name")
		v.do(http.MethodPost, "/recover/name", again)
		v.follow()
		v.mustBeAt("/recover/birth")
		if got := v.caseOf().Private.Answers["family_name"]; !slices.Equal(got, []string{"佐藤<b>"}) {
			t.Errorf("sent again: %q", got)
		}
	}
}

// What is chosen from lists comes back in the words that it was chosen by, whatever the pages before would have said.
func TestAPageIsShownBackInItsOwnWords(t *testing.T) {
	v := newSite(t).visitor("en")
	for _, c := range []struct {
		page  string
		typed []string
		words []string
	}{
		{"account", []string{"account", "hanako", "lane", "none", "captcha", "123456", "captcha_id", "x"}, []string{"<dd class=\"as-typed\">hanako</dd>"}},
		{"birth", []string{"birth_year", "1960", "birth_month", "4", "birth_day", "8", "birth_other", "1"}, []string{"1960", "Ticked"}},
		{"address", []string{"country", "JP", "postal_code", "530-0001", "region", "JP-27"}, []string{"Japan", "530-0001", "Osaka"}},
		{"products", []string{"product", "mail", "product", "files"}, []string{"<li>Email</li><li>Photos and files</li>"}},
		{"q-general", []string{"q.account_created", "2014", "q.account_created", "5", "q.last_sign_in", "unknown"}, []string{"<li>2014</li><li>5</li>", "I do not know"}},
		{"q-mail", []string{"q.mail_subjects", "町内会", "q.mail_subjects", "", "more", "q.mail_subjects"}, []string{"町内会"}},
		{"else", []string{"else", "one\r\ntwo"}, []string{"one\ntwo</dd>"}},
		{"purchases", []string{"bought", "yes", "bought_item", "切手", "bought_item.2", "封筒", "card_last4", "1234"}, []string{"切手", "封筒", "are not shown here"}},
		{"contact", []string{"contact", "sister@example.jp", "once", "ABC"}, []string{"sister@example.jp", `name="once"`}},
	} {
		v.body = ""
		v.do(http.MethodPost, "/recover/"+c.page, v.filled(c.typed...))
		if v.res.StatusCode != http.StatusConflict {
			t.Errorf("%s: %d", c.page, v.res.StatusCode)
		}
		v.mustSay(c.words...)
		v.mustNotSay("1234", "ABC")
		parse(t, v.body).check(t, c.page)
	}
	v.do(http.MethodPost, "/status/appeal", url.Values{"words": {"first line\r\nsecond line"}})
	v.mustSay("first line", "second line", `action="/status/appeal"`)
	v.do(http.MethodPost, "/status/more/q-mail", url.Values{"q.mail_subjects": {"町内会"}})
	v.mustSay("町内会", `action="/status/more/q-mail"`)
	v.do(http.MethodPost, "/recover/else", url.Values{"else": {"words"}, "switch": {"ja"}})
	v.mustSay("words", "このページは保存できませんでした")
}

// Secrets are never shown, and neither is anything that no page of this site has sent.
func TestWhatIsShownBackIsNoSecretAndNobodyElses(t *testing.T) {
	v := newSite(t).visitor("en")
	post := func(path string, form url.Values, change ...func(*http.Request)) {
		v.do(http.MethodPost, path, form, change...)
		v.mustNotSay("himawari", "4111", "482", "sent-by")
	}
	post("/recover/passwords", url.Values{"password": {"himawari-1987", ""}, "password_when": {"himawari", ""}})
	if v.res.StatusCode != http.StatusConflict {
		t.Errorf("passwords: %d", v.res.StatusCode)
	}
	v.mustSay("Passwords, card numbers and codes are not shown here")
	post("/recover/code", url.Values{"code": {"482913"}})
	post("/recover/purchases", url.Values{"bought": {"yes"}, "card_holder": {"4111 1111 1111 1111"}, "card_last4": {"4111111111111111"}, "card_last4.2": {"4111"}})
	post("/recover/else", url.Values{"else": {"my card is 4111 1111 1111 1111"}})
	v.mustSay("my card is")

	for _, body := range hostile("family_name") {
		v.do(http.MethodPost, "/recover/name", nil, func(r *http.Request) {
			*r = *newPost("/recover/name", strings.Replace(body, "=a", "=sent-by", 1), r)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		})
		v.mustNotSay("sent-by", "aaaa")
		if v.res.StatusCode != http.StatusBadRequest {
			t.Errorf("%.40s: %d", body, v.res.StatusCode)
		}
	}
	post("/recover/name", url.Values{"family_name": {strings.Repeat("a", 300) + "sent-by"}})
	typed := url.Values{"family_name": {"sent-by"}}
	for name, change := range map[string]func(*http.Request){
		"nobody says from where": func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") },
		"typed into the bar":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "none") },
		"another site":           func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another part of it":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"another origin":         func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "https://evil.example") },
	} {
		post("/recover/name", typed, change)
		if v.res.StatusCode == http.StatusConflict {
			t.Errorf("%s: shown", name)
		}
	}
	v.do(http.MethodPost, "/recover/name", typed, func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", origin) })
	v.mustSay("sent-by")
	v.do(http.MethodGet, "/recover/name?family_name=sent-by", nil)
	v.mustNotSay("sent-by")
}

// A draft whose time is over, and a session that is still there: the same answer.
func TestADraftWhoseTimeIsOverIsAnsweredLikeALostSession(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("else")
	v.caseOf().State = recovery.Expired
	v.clock.add(100 * time.Hour)
	v.post("/recover/else", "else", "I moved house.")
	if v.res.StatusCode != http.StatusConflict {
		t.Errorf("%d", v.res.StatusCode)
	}
	v.mustSay("I moved house.")
	v.mustNotSay("7K2-4M9-QX")
}
