package text_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/text"
)

func TestALengthIsSaidInTheLargestUnitThatFits(t *testing.T) {
	c := load(t)
	for d, want := range map[time.Duration][2]string{
		time.Second:      {"1秒", "1 second"},
		45 * time.Second: {"45秒", "45 seconds"},
		time.Minute:      {"1分", "1 minute"},
		10 * time.Minute: {"10分", "10 minutes"},
		90 * time.Minute: {"90分", "90 minutes"},
		time.Hour:        {"1時間", "1 hour"},
		24 * time.Hour:   {"24時間", "24 hours"}, // as people say it of a promise
		36 * time.Hour:   {"36時間", "36 hours"},
		48 * time.Hour:   {"2日", "2 days"},
		72 * time.Hour:   {"3日", "3 days"},
	} {
		for i, lang := range text.Languages() {
			if got := c.Length(lang, d); got != want[i] {
				t.Errorf("%s: %q, not %q", d, got, want[i])
			}
		}
	}
}

// spans find a length of time in a sentence. Months and days of a date are none: 1960年4月8日.
var spans = map[string]*regexp.Regexp{
	"ja": regexp.MustCompile(`[0-9０-９一二三四五六七八九十]+(か月|ヶ月|週間|時間|日|分|秒)`),
	"en": regexp.MustCompile(`(?i)\b([0-9]+|one|two|three|four|five|six|seven|ten|twelve|thirty|sixty)[ -](seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b`),
}

// ungoverned are the sentences to applicants and owners that may name a length, with why no timing, policy or limit governs it.
var ungoverned = map[string]string{
	"apply.start.time":            "how long people take to fill the form in",
	"apply.ways.locked":           "what account systems do by themselves",
	"apply.path.locked.then":      "what account systems do by themselves",
	"apply.birth.hint":            "a date",
	"apply.undo.done.off":         "how long the directory takes",
	"apply.status.restoring.lead": "how long the directory takes",
	"apply.done.soon":             "how long the directory takes",
	"shell.demo":                  "the demo is not timed by the operator",
}

// No sentence to an applicant or an owner holds a length that the operator's timing governs: it would go on promising what no longer is.
func TestNoSentenceHoldsALengthThatTimingGoverns(t *testing.T) {
	c := load(t)
	needed := map[string]bool{}
	for _, lang := range text.Languages() {
		for _, key := range c.Keys(lang) {
			room, _, _ := strings.Cut(key, ".")
			said := c.T(lang, key, map[string]string{"N": "N"})
			switch room {
			case "apply", "error", "page", "shell", "letters":
				found := spans[lang].FindString(said)
				needed[key] = needed[key] || found != ""
				if found != "" && ungoverned[key] == "" {
					t.Errorf("%s/%s says %q. Mend: fill it in from the timing (Catalogue.Length), or say here why nothing governs it.", lang, key, found)
				}
			}
		}
	}
	for key := range ungoverned {
		if !needed[key] {
			t.Errorf("%s names no length", key)
		}
	}
}
