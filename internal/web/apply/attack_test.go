package apply_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"okaeri/internal/recovery"
)

// V1: whatever a request says of its host, no page says it back and no address leads there.
func TestV1NoHeaderChangesAnAddress(t *testing.T) {
	s := newSite(t)
	evil := []func(*http.Request){
		func(r *http.Request) { r.Host = "evil.example" },
		func(r *http.Request) { r.Header.Set("X-Forwarded-Host", "evil.example") },
		func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "gopher") },
		func(r *http.Request) { r.Header.Set("Forwarded", "host=evil.example;proto=gopher") },
		func(r *http.Request) { r.Header.Set("X-Original-URL", "https://evil.example/") },
		func(r *http.Request) { r.Header.Set("X-Forwarded-Prefix", "//evil.example") },
		func(r *http.Request) {
			r.Header.Set("Origin", "https://recover.momiji.example")
			r.Host = "evil.example"
		},
	}
	for i, change := range evil {
		v := s.visitor("ja")
		v.walk("send")
		for _, path := range []string{"/recover", "/recover/worksheet", "/recover/slip", "/status", "/check", "/recover/status.svg", "/nothing"} {
			v.do(http.MethodGet, path, nil, change)
			if strings.Contains(v.body, "evil.example") || strings.Contains(v.body, "gopher") {
				t.Errorf("header %d: %s says it", i, path)
			}
			if to := v.res.Header.Get("Location"); strings.Contains(to, "evil") || strings.HasPrefix(to, "//") {
				t.Errorf("header %d: %s leads to %s", i, path, to)
			}
		}
	}
}

// V2: no page opens out of its order, whatever is posted; the contact address is proven before anything is asked of the account.
func TestV2NoStepCanBeSkipped(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.get("/recover/who")
	v.post("/recover/who", steps[0].typed...)
	for _, s := range append(append([]step{}, steps[3:]...), step{"send", nil}) {
		v.post("/recover/"+s.page, s.typed...)
	}
	v.get("/finish/new")
	if v.res.StatusCode != http.StatusGone {
		t.Errorf("/finish/new: %d", v.res.StatusCode)
	}
	v.post("/finish/new", "new_password", "aozora no shita", "new_password_again", "aozora no shita")
	c := v.caseOf()
	if c.State != recovery.Draft || len(c.Private.Answers["family_name"]) > 0 || len(v.story.letters) > 0 {
		t.Errorf("state %s, answers %v, letters %v", c.State, c.Private.Answers, v.story.letters)
	}
}

// hostile are posts that no form of ours sends.
func hostile(field string) []string {
	enc := url.QueryEscape
	return []string{
		enc(field) + "=a&" + enc(field) + "=b",
		enc(field+"[]") + "=a",
		enc(field+"[0]") + "=a",
		enc(field) + "=a&admin=1",
		enc(field) + "=a%00b",
		enc(field) + "=%ff%fe",
		enc(field) + "=a;b=c",
		enc(field) + "=%zz",
		strings.Repeat("x=1&", 300) + enc(field) + "=a",
		enc(field) + "=" + strings.Repeat("a", 300<<10),
	}
}

// V4: a field twice, an array, an unknown field, a broken encoding, far too much: refused, and nothing of it is kept.
func TestV4StrangeFormsAreRefused(t *testing.T) {
	for _, at := range []struct{ page, field string }{
		{"account", "account"}, {"contact", "contact"}, {"code", "code"}, {"name", "family_name"}, {"birth", "birth_year"}, {"else", "else"},
	} {
		v := newSite(t).visitor("ja")
		v.walk(at.page)
		sent := len(v.story.letters)
		for i, body := range hostile(at.field) {
			res := v.do(http.MethodPost, "/recover/"+at.page, nil, func(r *http.Request) {
				*r = *newPost("/recover/"+at.page, body, r)
			})
			if res.StatusCode != http.StatusBadRequest {
				t.Errorf("%s %d: %d", at.page, i, res.StatusCode)
			}
		}
		if got := v.caseOf().Private.Answers[at.field]; len(got) > 0 || len(v.story.letters) != sent {
			t.Errorf("%s: kept %q, sent %d letters", at.page, got, len(v.story.letters)-sent)
		}
	}
}

// newPost is a post with a body as it stands and the cookies of another request.
func newPost(path, body string, like *http.Request) *http.Request {
	r, err := http.NewRequestWithContext(like.Context(), http.MethodPost, origin+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.RemoteAddr, r.Header = like.RemoteAddr, like.Header.Clone()
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// V4: line breaks in an address or a code never come near a letter.
func TestV4LineBreaksGoNoFurther(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("contact")
	for _, contact := range []string{"a@example.jp\r\nBcc: b@example.jp", "a@example.jp\nb@example.jp", "a@example.jp,b@example.jp", "a@example.jp%0ab@example.jp"} {
		v.post("/recover/contact", "contact", contact)
		v.mustBeAt("/recover/contact")
	}
	if len(v.story.letters) > 0 {
		t.Errorf("letters %v", v.story.letters)
	}
	for _, path := range []string{"/status", "/check"} {
		v.get(path)
		v.do(http.MethodPost, path, url.Values{"ref": {"7K2\r\n4M9QX"}})
		if v.res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", path, v.res.StatusCode)
		}
	}
}

// V10: a number that nobody has and a number with another's address are answered like the right ones, byte for byte.
func TestV10ComingBackTellsNothing(t *testing.T) {
	s := newSite(t)
	first := s.visitor("ja")
	first.walk("send")
	answers := map[string]string{}
	for name, typed := range map[string][2]string{
		"right": {"7K2-4M9-QX", "sister@example.jp"}, "other address": {"7K2-4M9-QX", "attacker@example.jp"}, "no such number": {"000-000-00", "sister@example.jp"},
	} {
		v := s.visitor("ja")
		v.get("/status")
		v.do(http.MethodPost, "/status", v.filled("ref", typed[0], "contact", typed[1]))
		headers := v.res.Header.Clone()
		headers.Del("X-Request-Id")
		headers.Del("Set-Cookie")
		said := v.res.Status + headers.Get("Location")
		v.follow()
		answers[name] = said + still(v.body)
	}
	if answers["right"] != answers["other address"] || answers["right"] != answers["no such number"] {
		t.Error("the answers differ")
	}
}

// V10: two accounts, one of which nobody has: the same pages, but for what was typed.
func TestV10AccountsLookAlike(t *testing.T) {
	said := map[string]string{}
	for _, account := range []string{"hanako@momiji.example", "nobody@momiji.example"} {
		v := newSite(t).visitor("ja")
		var all strings.Builder
		v.walk("account")
		v.post("/recover/account", "account", account)
		for _, s := range steps[2:] {
			if v.pathNow() == "/recover/kept" {
				v.get("/recover/" + s.page)
			}
			all.WriteString(still(v.body))
			v.post("/recover/"+s.page, s.typed...)
		}
		all.WriteString(still(v.body))
		said[account] = strings.ReplaceAll(all.String(), account, "ACCOUNT")
	}
	if said["hanako@momiji.example"] != said["nobody@momiji.example"] {
		t.Error("the pages differ")
	}
}

// V24: mail scanners and previews open links; that changes nothing, however often.
func TestV24OpeningALinkChangesNothing(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.post("/recover/send")
	c := v.caseOf()
	v.story.links["LINKLINKLINKLINKLINK"] = c.ID
	for _, state := range []recovery.State{recovery.Submitted, recovery.Ready, recovery.Restored} {
		c.State = state
		letters := len(v.story.letters)
		scanner := v.visitor("en")
		for range 3 {
			for _, path := range []string{"/not-me/", "/undo/", "/finish/"} {
				scanner.do(http.MethodGet, path+"LINKLINKLINKLINKLINK", nil)
				scanner.do(http.MethodHead, path+"LINKLINKLINKLINKLINK", nil)
				scanner.do(http.MethodGet, path+"LINKLINKLINKLINKLINK", nil, func(r *http.Request) { r.Header.Set("Sec-Purpose", "prefetch") })
			}
		}
		if c.State != state || len(v.story.letters) != letters {
			t.Errorf("%s became %s, %d letters", state, c.State, len(v.story.letters)-letters)
		}
	}
	c.State = recovery.Submitted
	v.get("/not-me/LINKLINKLINKLINKLINK")
	v.post("/not-me/LINKLINKLINKLINKLINK")
	v.mustSay("この申し込みは止まっています")
	if c.State != recovery.Contested {
		t.Errorf("the button left it %s", c.State)
	}
}

func TestLinksThatLeadNowhereSayNothing(t *testing.T) {
	v := newSite(t).visitor("ja")
	for _, token := range []string{"AAAAAAAAAAAAAAAAAAAAAAAAAA", "short", "..%2f..%2fetc", "%0d%0aSet-Cookie:x", strings.Repeat("A", 500)} {
		for _, path := range []string{"/not-me/", "/undo/", "/finish/"} {
			v.do(http.MethodGet, path+token, nil)
			if v.res.StatusCode != http.StatusGone {
				t.Errorf("%s%s: %d", path, token, v.res.StatusCode)
			}
		}
	}
}

// V30: what an applicant types is shown as words, never as markup.
func TestV30TypedMarkupStaysWords(t *testing.T) {
	payloads := []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' autofocus onfocus=alert(1) '`, `{{.}}`, `[[apply.back]]`,
		"javascript:alert(1)", "\u202egnp.exe", `</textarea><script>`, `=cmd|' /C calc'!A0`,
	}
	for _, evil := range payloads {
		v := newSite(t).visitor("ja")
		v.walk("name")
		v.post("/recover/name", "family_name", evil, "given_name", evil, "family_kana", "", "given_kana", "", "former_name", "")
		v.walkOn("birth", "send", "else", evil)
		for _, path := range []string{"/recover/name", "/recover/else", "/recover/send"} {
			v.get(path)
			v.mustBeAt(path)
			if strings.Contains(v.body, "<script>alert") || strings.Contains(v.body, "<img src=x") || strings.Contains(v.body, "onfocus=alert(1) '>") {
				t.Errorf("%s: %q is markup", path, evil)
			}
			parse(t, v.body).check(t, path)
		}
	}
}

// A full card number is dropped before anything keeps it, and never shown again.
func TestAFullCardNumberGoesNoFurther(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("purchases")
	v.post("/recover/purchases", "bought", "yes", "card_last4", "4111 1111 1111 1111", "bought_item", "４２４２４２４２４２４２４２４２ で買った")
	v.mustBeAt("/recover/purchases")
	v.mustSay("カード番号は最後の4けただけ入力してください。全部の番号は保存していません")
	v.mustNotSay("1111", "4242", "４２４２")
	for field, values := range v.caseOf().Private.Answers {
		if strings.Contains(strings.Join(values, " "), "1111 1111") || strings.Contains(strings.Join(values, " "), "４２４２") {
			t.Errorf("%s kept it", field)
		}
	}
	if strings.Contains(v.log.String(), "4111 1111") {
		t.Error("the log has it")
	}
}

// Where no last four digits are asked for, nobody is told to enter them.
func TestAFullCardNumberIsAnsweredInTheWordsOfItsBox(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("account")
	v.post("/recover/account", "account", "4111 1111 1111 1111", "other_hints", "4242 4242 4242 4242")
	v.mustBeAt("/recover/account")
	v.mustSay("Enter the email address or ID of the account", "Leave out the card number")
	v.mustNotSay("last 4 digits", "1111", "4242")
}

// byChance is what a line of the log has of its own: its time and its request's number hold any four digits sooner or later.
var byChance = regexp.MustCompile(`"time":"[^"]*",|"id":"[0-9a-f]{16}",`)

// Nothing that was typed, no code, no link and no address is in the log.
func TestV16TheLogKnowsNobody(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.tour(func(string) {})
	log := byChance.ReplaceAllString(v.log.String(), "")
	for _, secret := range []string{
		"hanako", "sister", "佐藤", "さとう", "himawari", "sakura", "taro", "同窓会", "SATO", "1960", "5300001", "530-0001", goodCode,
		"LINKLINK", "aozora", "7K2", "203.0.113.9", "Test/1.0",
	} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if !strings.Contains(log, `"route":"GET /not-me/{token}"`) {
		t.Error("the log does not name routes")
	}
}
