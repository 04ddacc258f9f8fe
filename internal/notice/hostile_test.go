package notice_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// hostile are values that try to leave their place: header injection (V4), markup, direction overrides, template code (V30).
var hostile = []string{
	"x\r\nBcc: everyone@example.com", "x\nSubject: y", "x%0d%0aBcc: z", "\x00\x1b[2J", "<script>alert(1)</script>", `"><img src=x onerror=y>`,
	"\u202egnp.exe", "{{.Code}}", "{{template \"x\"}}", "javascript:alert(1)", "https://evil.example@recover.momiji.example/",
	"https://recover.momiji.example/\r\nBcc: z", "data:text/html,x", "//evil.example/", "=cmd|'/c calc'!A1", "' or '1'='1", "佐藤花子", "0",
}

// settled are the names of values that can only be what they are called.
var settled = []string{"code", "until", "due", "opens", "again", "at", "submitted", "link", "check", "status", "appeal", "till", "changes", "region", "network", "count", "outcome"}

func TestV4V30AHostileValueNeverReachesALetter(t *testing.T) {
	w := writer(t)
	for _, kind := range notice.Kinds() {
		for _, name := range append(slices.Clone(settled), "kinds", "name_unknown", "subject") {
			for _, value := range hostile {
				l := letter(kind, "")
				l.Data[name] = value
				m, err := w.Write(l)
				if err != nil {
					if strings.Contains(err.Error(), value) {
						t.Errorf("%s: the error shows the value of %s: %v", kind, name, err)
					}
					continue
				}
				if slices.Contains(settled, name) {
					t.Errorf("%s: %s took %q", kind, name, value)
				}
				if strings.Contains(m.Subject+m.Text+m.HTML, value) && value != "0" {
					t.Errorf("%s: %q of %s is in the letter", kind, value, name)
				}
			}
		}
		for _, ref := range append(slices.Clone(hostile[:len(hostile)-1]), "", strings.Repeat("A", 99)) {
			l := letter(kind, "ja")
			l.Ref = ref
			if _, err := w.Write(l); err == nil {
				t.Errorf("%s: reference %q was taken", kind, ref)
			}
		}
	}
}

func TestV4V30AHostileLetterheadStaysText(t *testing.T) {
	for _, value := range hostile {
		w := writer(t)
		name := intake.Words{"ja": value, "en": value}
		w.Letterhead.Product, w.Letterhead.Operator = name, name
		for _, kind := range notice.Kinds() {
			m, err := w.Write(letter(kind, ""))
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(m.Subject, "\r\n\x00\x1b\u202e") {
				t.Errorf("%s: subject %q", kind, m.Subject)
			}
			if strings.ContainsAny(m.Text, "\r\x00\x1b\u202e") {
				t.Errorf("%s: text %q", kind, m.Text)
			}
			if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "\u202e") {
				t.Errorf("%s: markup of %q is in\n%s", kind, value, m.HTML)
			}
		}
	}
}

var anyLink = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s"'<>、。）]+|href="[^"]*"|src=|url\(|@import`)

// V1: a letter never makes an address; whatever looks like one is a value that was given.
func TestV1EveryLinkIsOneThatWasGiven(t *testing.T) {
	given := everything()
	for _, kind := range notice.Kinds() {
		m := write(t, letter(kind, ""))
		for _, link := range anyLink.FindAllString(m.Subject+"\n"+m.Text+"\n"+m.HTML, -1) {
			link = strings.TrimSuffix(strings.TrimPrefix(link, `href="`), `"`)
			if link != given["link"] && link != given["check"] && link != given["status"] && link != given["appeal"] {
				t.Errorf("%s: %q was not given", kind, link)
			}
		}
		without := letter(kind, "")
		for name := range maps.Clone(without.Data) {
			if (name == "check" || name == "status" || name == "appeal" || name == "link") && !slices.Contains(kind.Needs(), name) {
				delete(without.Data, name)
			}
		}
		m = write(t, without)
		needs := slices.Contains(kind.Needs(), "link")
		if found := anyLink.FindString(m.Text + m.HTML); (found != "") != needs {
			t.Errorf("%s: %q is in a letter that was given no address it needs", kind, found)
		}
	}
}

// No letter contains evidence: whatever is added to its values under another name, the letter stays the same.
func TestNoLetterContainsEvidence(t *testing.T) {
	evidence := map[string]string{
		"name": "佐藤花子", "birth_date": "1960-04-08", "account": "hanako@momiji.example", "contact": "sister@example.jp", "ip": "203.0.113.9",
		"password": "sakura-1998", "subject": "来週の同窓会について", "bits": "14.2", "verdict": "grant", "findings": "birth_date exact", "reason": "matches",
		"user_agent": "Mozilla/5.0", "helper": "Denki Shop",
	}
	for _, kind := range notice.Kinds() {
		l := letter(kind, "")
		before := write(t, l)
		maps.Copy(l.Data, evidence)
		if after := write(t, l); after != before {
			t.Errorf("%s prints a value it does not know", kind)
		}
	}
}

// A sentence that no letter says any more, or a block without its sentence, is found here and not by a reader.
func TestTheCatalogueSaysExactlyWhatLettersNeed(t *testing.T) {
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, kind := range notice.Kinds() {
		for _, key := range kind.Keys() {
			used[key] = true
			if !c.Has("ja", key) || !c.Has("en", key) {
				t.Errorf("%s: no sentence under %s", kind, key)
			}
		}
	}
	for _, key := range c.Keys("ja") {
		word := strings.Split(key, ".")
		if word[0] == "letters" && len(word) == 3 && slices.Contains(notice.Kinds(), notice.Kind(word[1])) && !used[key] {
			t.Errorf("no letter says %s", key)
		}
	}
}

func TestEveryAdviceHasWordsOfItsOwn(t *testing.T) {
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, kind := range decision.AdviceKinds() {
		l := letter(notice.Declined, "en")
		l.Data["kinds"] = kind
		m := write(t, l)
		if strings.Contains(m.Text, c.T("en", "letters.kinds.more", nil)) {
			t.Errorf("%s is said in general", kind)
		}
		said[kind] = m.Text
	}
	if said["past_password"] == said["birth_date"] || said["former_name"] == said["name"] {
		t.Error("different advice is said alike")
	}
}

func FuzzV4NoValueBreaksOutOfALetter(f *testing.F) {
	for _, value := range hostile {
		f.Add("link", value)
		f.Add("kinds", value)
	}
	w := writer(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		for _, kind := range []notice.Kind{notice.Code, notice.Declined, notice.NoticeRestored} {
			l := letter(kind, "")
			clean, err := w.Write(l)
			if err != nil {
				t.Fatal(err)
			}
			l.Data[name] = value
			m, err := w.Write(l)
			if err != nil {
				continue
			}
			if strings.ContainsAny(m.Subject, "\r\n") {
				t.Errorf("%s: subject %q", name, m.Subject)
			}
			if strings.Count(m.HTML, "<a ") > strings.Count(clean.HTML, "<a ") {
				t.Errorf("%s=%q adds a link", name, value)
			}
		}
	})
}
