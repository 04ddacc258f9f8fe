package notice_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

var tokyo = time.FixedZone("JST", 9*3600)

var catalogue = sync.OnceValues(text.Load)

func writer(t testing.TB) notice.Writer {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return notice.Writer{Catalogue: c, Letterhead: notice.Letterhead{
		Product: intake.Words{"ja": "もみじメール", "en": "Momiji Mail"}, Operator: intake.Words{"ja": "もみじ株式会社", "en": "Momiji K.K."}, Zone: tokyo,
	}}
}

// everything is a value for every name that a letter may use.
func everything() map[string]string {
	return map[string]string{
		"code": "482913", "until": "2026-11-04T05:20:00Z", "due": "2026-11-02T01:00:00Z", "opens": "2026-11-04T02:00:00Z",
		"again": "2026-11-03T15:00:00Z", "till": "2026-12-01T01:00:00Z", "at": "2026-11-01T01:02:03Z", "submitted": "2026-11-01T01:00:00Z",
		"link": "https://recover.momiji.example/link/6f1ed002ab5595859014ebf0951522d9", "check": "https://recover.momiji.example/check",
		"status": "https://recover.momiji.example/status", "appeal": "https://recover.momiji.example/status", "kinds": "device,mail_recipient,mail_subject,past_password",
		"changes": "password,unlocked,sessions", "region": "JP-27", "network": "mobile", "count": "3", "outcome": "stopped",
	}
}

func letter(kind notice.Kind, lang string) notice.Letter {
	return notice.Letter{Kind: kind, Lang: lang, Ref: "7K2-4M9-QX", Data: everything()}
}

func write(t testing.TB, l notice.Letter) notice.Message {
	t.Helper()
	m, err := writer(t).Write(l)
	if err != nil {
		t.Fatalf("%s %s: %v", l.Kind, l.Lang, err)
	}
	return m
}

func TestEveryLetterReadsAsItsGoldenFile(t *testing.T) {
	for _, kind := range notice.Kinds() {
		var b strings.Builder
		for _, lang := range []string{"ja", "en", ""} {
			m := write(t, letter(kind, lang))
			fmt.Fprintf(&b, "######## %s %q\nSubject: %s\n\n%s\n", kind, lang, m.Subject, m.Text)
			if lang == "" {
				fmt.Fprintf(&b, "######## HTML\n%s", m.HTML)
			}
		}
		file := filepath.Join("testdata", string(kind)+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-golden +now):\n%s", kind, diff)
		}
	}
}

// V18: a letter that a stranger can cause says what it is about, when, roughly where from, and what to do if it wasn't you.
func TestV18LettersSayWhoStartedThemAndHowToSayNo(t *testing.T) {
	strangers := []notice.Kind{
		notice.Code, notice.ReturnCode, notice.RestoreCode, notice.Received, notice.NoticeSubmitted, notice.NoticeGranted,
		notice.NoticeDeclined, notice.NoticeRestored, notice.NoticeUnused,
	}
	stops := map[notice.Kind]bool{notice.NoticeSubmitted: true, notice.NoticeGranted: true}
	for _, kind := range strangers {
		for lang, want := range map[string][]string{
			"ja": {"回復", "11月1日(日) 10:00", "大阪府", "携帯電話の回線"},
			"en": {"recover", "Sunday 1 November, 10:00 JST", "Osaka, Japan", "a mobile network"},
		} {
			m := write(t, letter(kind, lang))
			for _, s := range want {
				if !strings.Contains(m.Text, s) {
					t.Errorf("%s %s does not say %q", kind, lang, s)
				}
			}
			no := map[string]string{"ja": "これは私ではありません", "en": "This was not me"}[lang]
			if stops[kind] && !strings.Contains(m.Text, no) {
				t.Errorf("%s %s has no way to say no", kind, lang)
			}
		}
	}
}

// ARTHA 4.1.3: whatever has an end says when it is.
func TestEveryCodeAndLinkSaysUntilWhenItWorks(t *testing.T) {
	for _, kind := range notice.Kinds() {
		if !slices.Contains(kind.Needs(), "until") {
			continue
		}
		for lang, want := range map[string]string{"ja": "11月4日(水) 14:20", "en": "Wednesday 4 November, 14:20 JST"} {
			if m := write(t, letter(kind, lang)); !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
				t.Errorf("%s %s does not say until when", kind, lang)
			}
		}
	}
}

func TestAPlaceThatIsNotKnownIsSaidSo(t *testing.T) {
	l := letter(notice.NoticeSubmitted, "en")
	l.Data["region"], l.Data["network"] = "", ""
	if m := write(t, l); !strings.Contains(m.Text, "From: not known") {
		t.Errorf("got\n%s", m.Text)
	}
	l.Data["region"] = "FR-75"
	if m := write(t, l); !strings.Contains(m.Text, "From: France\n") {
		t.Errorf("got\n%s", m.Text)
	}
}

// S17: every letter can be checked without a click: who sends it, the number, and where to type it.
func TestEveryLetterTellsHowToCheckThatItIsReal(t *testing.T) {
	for _, kind := range notice.Kinds() {
		for _, lang := range []string{"ja", "en"} {
			m := write(t, letter(kind, lang))
			for _, part := range []string{m.Text, m.HTML} {
				names := map[string][]string{"ja": {"もみじメール", "もみじ株式会社"}, "en": {"Momiji Mail", "Momiji K.K."}}[lang]
				for _, s := range append(names, "7K2-4M9-QX", "https://recover.momiji.example/check") {
					if !strings.Contains(part, s) {
						t.Errorf("%s %s lacks %q", kind, lang, s)
					}
				}
			}
			if strings.Contains(m.HTML, `href="https://recover.momiji.example/check"`) {
				t.Errorf("%s %s: the page for checking a letter must not be a link in the letter", kind, lang)
			}
		}
	}
}

func TestSubjectsFitATelephonesList(t *testing.T) {
	for _, product := range []string{"", "M", "Momiji Mail", "もみじメール", strings.Repeat("とても長い名前の", 8), strings.Repeat("long name ", 12)} {
		w := writer(t)
		w.Letterhead.Product = intake.Words{"ja": product, "en": product}
		for _, kind := range notice.Kinds() {
			for _, lang := range []string{"ja", "en", ""} {
				m, err := w.Write(letter(kind, lang))
				if err != nil {
					t.Fatal(err)
				}
				if n := columns(m.Subject); n > 60 {
					t.Errorf("%s %q: %d columns: %s", kind, lang, n, m.Subject)
				}
				if strings.HasSuffix(string(kind), "code") && !strings.Contains(m.Subject, "482913") {
					t.Errorf("%s %q: no code in the subject %s", kind, lang, m.Subject)
				}
			}
		}
	}
}

// columns counts wide what isn't ASCII: an upper bound of what the package itself counts.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0x7e {
			n++
		}
	}
	return n
}

func TestALetterWithoutAKnownLanguageSaysBothJapaneseFirst(t *testing.T) {
	for _, kind := range notice.Kinds() {
		both, ja, en := write(t, letter(kind, "")), write(t, letter(kind, "ja")), write(t, letter(kind, "en"))
		if !strings.HasPrefix(both.Text, ja.Text) || !strings.HasSuffix(both.Text, en.Text) {
			t.Errorf("%s: not Japanese, then English:\n%s", kind, both.Text)
		}
	}
}

func TestTheSameLetterIsAlwaysTheSameMessage(t *testing.T) {
	for _, kind := range notice.Kinds() {
		if a, b := write(t, letter(kind, "")), write(t, letter(kind, "")); a != b {
			t.Errorf("%s differs from itself", kind)
		}
	}
}

func TestALetterLackingAValueIsNotWritten(t *testing.T) {
	w := writer(t)
	for _, kind := range notice.Kinds() {
		for _, name := range kind.Needs() {
			l := letter(kind, "ja")
			delete(l.Data, name)
			if _, err := w.Write(l); err == nil {
				t.Errorf("%s was written without %s", kind, name)
			}
		}
		least := map[string]string{}
		for _, name := range kind.Needs() {
			least[name] = everything()[name]
		}
		l := letter(kind, "ja")
		l.Data = least
		if _, err := w.Write(l); err != nil {
			t.Errorf("%s with all it needs: %v", kind, err)
		}
	}
	if _, err := w.Write(letter("no_such_kind", "ja")); err == nil {
		t.Error("an unknown kind was written")
	}
}

func TestWritingChangesNothingOfTheLetter(t *testing.T) {
	for _, kind := range notice.Kinds() {
		l := letter(kind, "")
		before := maps.Clone(l.Data)
		write(t, l)
		if !maps.Equal(before, l.Data) {
			t.Errorf("%s changed its values", kind)
		}
	}
}

func TestAnOperatorOfOneLanguageIsNamedInBoth(t *testing.T) {
	w := writer(t)
	w.Letterhead.Product, w.Letterhead.Operator = intake.Words{"en": "Momiji Mail"}, intake.Words{"ja": "もみじ株式会社"}
	m, err := w.Write(letter(notice.Received, ""))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(m.Text, "Momiji Mail") < 2 || strings.Count(m.Text, "もみじ株式会社") != 2 {
		t.Errorf("got\n%s", m.Text)
	}
}
