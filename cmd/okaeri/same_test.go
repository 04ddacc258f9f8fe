package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// asked is how often each form is sent for a known and for an unknown account. Other work on the machine makes single times long
// and medians uneven; where they are too far apart it is asked again, as often again, and the medians are those of all rounds: what is
// the machine's grows less, what is the server's own stays.
const (
	asked  = 500
	rounds = 4
)

// A stranger sends every form that a stranger can reach, by turns for accounts that exist and for accounts that do not: the answers are the
// same, byte for byte, and come after the same time.
func TestV10KnownAndUnknownAccountsAreTheSameBytesAtTheSameTime(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			w := newTown(t, plan{engine: engine, people: folk(hanakosRecord("a-hanako")), with: unlimited, config: func(c *Config) {
				c.Quantum = "15m"
				if engine == "postgres" {
					c.Questionnaire = withoutEvidence(t) // its pages ask the database nothing that the others don't
				}
			}})
			known, unknown := newEar(), newEar()
			apart := w.timesApart(known, unknown, 0)
			for round := 1; round < rounds && len(apart) > 0; round++ {
				apart = w.timesApart(known, unknown, round)
			}
			for form, d := range apart {
				t.Errorf("%s takes %v longer for known accounts, over %d requests each", form, d, len(known.took[form]))
			}
			for _, form := range slices.Sorted(maps.Keys(known.heard)) {
				if a, b := known.heard[form], unknown.heard[form]; !maps.Equal(a, b) {
					t.Errorf("%s is answered otherwise:\n%v\nand\n%v", form, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
				}
			}
		})
	}
}

// timesApart sends every form for accounts of both kinds and returns those whose median times are further apart than they may be.
func (w *town) timesApart(known, unknown *ear, round int) map[string]time.Duration {
	w.t.Helper()
	var flows [2][asked]*flow
	for i := range asked {
		account := crowd()[i%len(crowd())].Identifiers[0]
		local, _, _ := strings.Cut(account, "@")
		flows[0][i] = w.flow(known, account, fmt.Sprintf("known-%d-%04d@contact.example", round, i), i)
		flows[1][i] = w.flow(unknown, backwards(local)+"@momiji.example", fmt.Sprintf("ghost-%d-%04d@contact.example", round, i), i)
	}
	for _, act := range []func(*flow){(*flow).asksForCode, (*flow).reads, (*flow).sends} {
		for i := range asked {
			first := rand.IntN(2)
			act(flows[first][i])
			act(flows[1-first][i])
		}
	}
	if len(known.took) < 8 || len(known.took["POST send"]) != (round+1)*asked {
		w.t.Errorf("only %d forms were sent", len(known.took))
	}
	apart := map[string]time.Duration{}
	for form := range known.took {
		a, b := median(known.took[form]), median(unknown.took[form])
		if (a - b).Abs() > max(200*time.Microsecond, (a+b)/100) { // 2 % of their mean
			apart[form] = a - b
		}
	}
	return apart
}

// withoutEvidence is the shipped questionnaire with its questions about the account switched off.
func withoutEvidence(t testing.TB) string {
	t.Helper()
	shipped := string(must(os.ReadFile("../../internal/intake/questionnaire.yaml"))(t))
	file := filepath.Join(t.TempDir(), "questionnaire.yaml")
	check(t, os.WriteFile(file, []byte(strings.Replace(shipped, "evidence: true", "evidence: false", 1)), 0o600))
	return file
}

// unlimited lifts the limits: what is asked here is asked more often than anybody may.
func unlimited(c *changes) { c.limits = func(l *recovery.Limits) { *l = recovery.Limits{} } }

// ear keeps what was answered, without what differs for every visitor, and how long each form took.
type ear struct {
	took  map[string][]time.Duration
	heard map[string]map[string]bool
}

func newEar() *ear { return &ear{map[string][]time.Duration{}, map[string]map[string]bool{}} }

// own is what belongs to one visitor: numbers, tokens, cookies, times, and what they typed themselves.
var own = []*regexp.Regexp{
	regexp.MustCompile(`\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{2}\b`), regexp.MustCompile(`value="[A-Z2-7]{26}"`),
	regexp.MustCompile(`[\w.+-]+@(momiji\.example|contact\.example)`), regexp.MustCompile(`\d{1,2}:\d{2} JST`),
	regexp.MustCompile(`(okaeri|okaeri-device)=[^;]*`), regexp.MustCompile(`(Expires|Max-Age)=[^;]*`),
}

func (e *ear) hear(form string, r reply, timed bool) {
	if timed {
		e.took[form] = append(e.took[form], r.took)
	}
	r.header.Del("X-Request-Id")
	var b strings.Builder
	fmt.Fprintln(&b, r.status)
	_ = r.header.Write(&b)
	all := b.String() + r.body
	for _, o := range own {
		all = o.ReplaceAllString(all, "…")
	}
	if e.heard[form] == nil {
		e.heard[form] = map[string]bool{}
	}
	e.heard[form][all] = true
}

// flow is one application for one account.
type flow struct {
	*typist
	w       *town
	ear     *ear
	i       int
	contact string
	forms   map[string]url.Values
	at      string
	code    string
}

func (w *town) flow(e *ear, account, contact string, i int) *flow {
	f := &flow{w.typist(fmt.Sprintf("198.51.%d.%d", i/250, 1+i%250)), w, e, i, contact, guesses(account, contact), "/recover/who", ""}
	f.forms["contact"].Set("once", fmt.Sprint("once-", i))
	return f
}

// post sends a form and looks at the page behind it now and then.
func (f *flow) post(name string, form url.Values) {
	r := f.do(f.at, form)
	f.ear.hear("POST "+name, r, true)
	if f.at = r.to; f.at != "" && f.i%25 == 0 {
		f.ear.hear("GET "+f.at+" after "+name, f.do(f.at, nil), false)
	}
}

func (f *flow) asksForCode() {
	for _, page := range []string{"who", "account", "contact"} {
		f.post(page, f.forms[page])
	}
	f.post("wrong code", url.Values{"code": {"000000"}})
}

// reads waits for the letter with the code.
func (f *flow) reads() {
	ctx, cancel := context.WithTimeout(f.w.t.Context(), 3*time.Minute)
	defer cancel()
	code, err := f.w.code(ctx, f.contact, 0)
	check(f.w.t, err)
	f.code = code
}

// sends goes on to the end: the code, every page, the application, its status, and taking it back.
func (f *flow) sends() {
	f.post("code", url.Values{"code": {f.code}})
	for range 25 {
		switch page := strings.TrimPrefix(f.at, "/recover/"); page {
		case "sent":
			f.ear.hear("GET /status", f.do("/status", nil), true)
			f.at = "/status/withdraw"
			f.post("withdraw", url.Values{})
			return
		case "kept":
			f.at = onward.FindStringSubmatch(f.do(f.at, nil).body)[1]
		default:
			form := f.forms[page]
			if form == nil {
				form = url.Values{}
			}
			f.post(page, form)
		}
	}
	f.w.t.Fatalf("the form does not end: %s", f.at)
}

// onward is the button of a page that asks nothing.
var onward = regexp.MustCompile(`class="button" href="([^"]+)"`)

// backwards writes a name from its end: as long as the name, and nobody's.
func backwards(name string) string {
	letters := []rune(name)
	slices.Reverse(letters)
	return string(letters)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
