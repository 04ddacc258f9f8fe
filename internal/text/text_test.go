package text_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"okaeri/internal/text"
)

func load(t testing.TB) *text.Catalogue {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	c := load(t)
	for _, key := range c.Keys(text.Japanese) {
		if !c.Has(text.English, key) {
			t.Errorf("%s: has no English", key)
		}
	}
	for _, key := range c.Keys(text.English) {
		if !c.Has(text.Japanese, key) {
			t.Errorf("%s: has no Japanese", key)
			continue
		}
		ja, en := c.Placeholders(text.Japanese, key), c.Placeholders(text.English, key)
		if !slices.Equal(ja, en) {
			t.Errorf("%s: placeholders differ: ja %v, en %v", key, ja, en)
		}
	}
}

// said returns a sentence with each placeholder filled by a neutral sign.
func said(c *text.Catalogue, lang, key string) string {
	args := map[string]string{}
	for _, name := range c.Placeholders(lang, key) {
		args[name] = "1"
	}
	return c.T(lang, key, args)
}

func TestNoSentenceIsEmptyOrLeftUntranslated(t *testing.T) {
	c := load(t)
	for _, lang := range text.Languages() {
		for _, key := range c.Keys(lang) {
			s := said(c, lang, key)
			if strings.TrimSpace(s) == "" {
				t.Errorf("%s %s: empty", lang, key)
			}
			if s != strings.TrimSpace(s) {
				t.Errorf("%s %s: blank at an end: %q", lang, key, s)
			}
			if lang == text.English && hasJapanese(s) && !strings.HasPrefix(key, "shell.language.") {
				t.Errorf("%s: Japanese in the English: %s", key, s)
			}
		}
	}
}

func hasJapanese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || strings.ContainsRune("、。「」（）", r)
	})
}

var (
	bannedEn = regexp.MustCompile(`(?i)\b(please|sorry|valid|invalid|forbidden|you forgot|oops)\b`)
	bannedJa = regexp.MustCompile(`不正|無効|エラーが発生しました|必須項目です|お忘れです`)
)

// People who read these sentences are locked out and anxious: none of them is scolded (ux.md 0.6).
func TestNoSentenceScolds(t *testing.T) {
	c := load(t)
	for _, key := range c.Keys(text.English) {
		if strings.HasPrefix(key, "cli.") {
			continue // said to operators, about files and flags
		}
		if s := said(c, text.English, key); bannedEn.MatchString(s) {
			t.Errorf("%s: %s", key, s)
		}
		if s := said(c, text.Japanese, key); bannedJa.MatchString(s) {
			t.Errorf("%s: %s", key, s)
		}
	}
}

// Plain Japanese keeps its sentences short (ux.md item 42): 60 characters on the applicant's pages.
func TestJapaneseSentencesOfPagesAreShort(t *testing.T) {
	c := load(t)
	for _, key := range c.Keys(text.Japanese) {
		if !strings.HasPrefix(key, "apply.") && !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "page.") {
			continue
		}
		for s := range strings.SplitSeq(said(c, text.Japanese, key), "。") {
			if n := len([]rune(s)); n > 60 {
				t.Errorf("%s: %d characters: %s", key, n, s)
			}
		}
	}
}

func TestAnUnknownKeyShowsItself(t *testing.T) {
	if got := load(t).T(text.English, "no.such.key", nil); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestMomentsAreSaidAsPeopleSayThem(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	at := time.Date(2026, 7, 3, 5, 20, 0, 0, time.UTC)
	for lang, want := range map[string]string{
		"ja": "7月3日(金) 14:20",
		"en": "Friday 3 July, 14:20 JST",
	} {
		if got := text.Moment(lang, at, tokyo); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	// A minute that has begun is said as the whole one: nothing is promised for a time that has passed.
	if got := text.Moment("ja", at.Add(time.Millisecond), tokyo); got != "7月3日(金) 14:21" {
		t.Errorf("a minute begun: %q", got)
	}
}

func TestALanguageWeDoNotSpeakIsAnsweredInEnglish(t *testing.T) {
	for wish, want := range map[string]string{"ja": "ja", "ja-JP": "ja", "en-GB": "en", "fr": "en", "": "en", "jam": "en"} {
		if got := text.Spoken(wish); got != want {
			t.Errorf("%q: %s, want %s", wish, got, want)
		}
	}
}

func BenchmarkPlainSentence(b *testing.B) {
	c := load(b)
	key := c.Keys("ja")[0]
	for b.Loop() {
		c.T("ja", key, nil)
	}
}

func Example() {
	c, err := text.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.T("en", "error.code.wrong", map[string]string{"N": "1"}))
	fmt.Println(c.T("en", "error.code.wrong", map[string]string{"N": "3"}))
	// Output:
	// The code does not match. Enter the 6 numbers in the email (1 try left)
	// The code does not match. Enter the 6 numbers in the email (3 tries left)
}
