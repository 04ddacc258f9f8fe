package desk

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
)

// hall is an office behind a real listener, whose people come in by sessions of the real story.
type hall struct {
	*office
	base   string
	client *http.Client
}

func newHall(t *testing.T, engine string) *hall {
	t.Helper()
	h := &hall{client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	h.office = newOffice(t, "https://recover.momiji.example", func(o *office) {
		o.real = true
		if engine == "postgres" {
			o.database = testenv.PostgresAs(t, storetest.SetUp)
		}
	})
	server := httptest.NewServer(h.h)
	t.Cleanup(server.Close)
	h.base = server.URL
	for _, login := range []string{"sato", "suzuki", "yamada"} {
		h.employ(login, staff.Reviewer)
	}
	return h
}

// employ makes a person of the staff who can come in, past every rule.
func (o *office) employ(login string, roles ...string) *staff.Person {
	o.t.Helper()
	o.hire(login, roles...)
	p := o.people[login].Person
	p.ID, p.Issuer, p.Subject, p.Created = staff.NewID(), "https://login.example", login, o.now()
	check(o.t, o.story.Store.StaffUpdate(o.t.Context(), func(s *staff.Step) error {
		s.People = append(s.People, p)
		return nil
	}))
	return p
}

// signIn begins a session of somebody who has just been proven.
func (h *hall) signIn(logins ...string) {
	h.t.Helper()
	for _, login := range logins {
		p := must(h.story.Find(h.t.Context(), login))(h.t)
		h.tokens[login] = must(h.story.Enter(h.t.Context(), p.ID, "passkey", h.now(), "Go-http-client/1.1"))(h.t)
	}
}

// asks is one request of a person; a form makes it a post. It returns what they read.
func (h *hall) asks(login, path string, form url.Values) (status int, said string) {
	h.t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r := must(http.NewRequestWithContext(h.t.Context(), method, h.base+path, strings.NewReader(body)))(h.t)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: h.tokens[login]})
	res := must(h.client.Do(r))(h.t)
	defer res.Body.Close() //nolint:errcheck // read whole
	return res.StatusCode, html.UnescapeString(string(must(io.ReadAll(res.Body))(h.t)))
}

// stands is a case as it is.
func (h *hall) stands(ref string) *recovery.Case {
	h.t.Helper()
	return must(h.db.ByRef(h.t.Context(), ref))(h.t)
}

var notMe = regexp.MustCompile(`/not-me/([A-Z2-7]+)`)

// ownerSays lets the owner of account i press "this was not me" in the letter that they got about their case.
func (h *hall) ownerSays(ref string) {
	h.t.Helper()
	h.work()
	h.mu.Lock()
	var tokens []string
	for _, l := range h.post {
		if m := notMe.FindStringSubmatch(l.m.Text); m != nil {
			tokens = append(tokens, m[1])
		}
	}
	h.mu.Unlock()
	for _, token := range tokens {
		if v, err := h.r.ContestView(h.t.Context(), token); err == nil && v.Ref == ref {
			check(h.t, h.r.Contest(h.t.Context(), token, recovery.Visitor{}))
			return
		}
	}
	h.t.Fatalf("the owner was not told of %s in %d letters", ref, len(tokens))
}

// What nobody may do at the desk, at its pages: real requests with real sessions, on both databases. The command line refuses the same
// (TestTheCommandLineRefusesWhatThePagesRefuse), and so does the API (TestTwoDifferentPeopleDecideByTheirOwnTokens,
// TestWhoHasAPartInACaseDecidesNothingByToken, TestAClaimThatRanOutAndAContestStopATokenToo, TestOfTwoWhoDecideAtOnceOneIsRefused).
func TestThePagesRefuseWhoMayNotDecide(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			h := newHall(t, engine)
			h.desksOf(8)
			h.signIn("sato", "suzuki", "yamada")
			type try struct {
				who, what string
				form      url.Values
				status    int
				said      string
			}
			for _, c := range []struct {
				name, ref string
				before    func(at string)
				tries     []try
			}{
				{"the same person twice", strictRef, func(at string) {
					h.asks("sato", at+"/claim", url.Values{})
					h.asks("sato", at+"/decide", ballotOf("decline"))
				}, []try{
					{"sato", "/claim", url.Values{}, http.StatusForbidden, "You have decided on this case already"},
					{"sato", "/decide", ballotOf("decline"), http.StatusForbidden, "You have decided on this case already"},
					{"sato", "/decide", ballotOf("grant"), http.StatusForbidden, "You have decided on this case already"},
				}},
				{"the helper as reviewer", "7K2-400-06", nil, []try{
					{"yamada", "", nil, http.StatusForbidden, "You helped with this application"},
					{"yamada", "/claim", url.Values{}, http.StatusForbidden, "You helped with this application"},
					{"yamada", "/decide", ballotOf("decline"), http.StatusForbidden, "You helped with this application"},
					{"yamada", "/note", url.Values{"words": {"x"}}, http.StatusForbidden, "You helped with this application"},
				}},
				{"an expired claim", "7K2-400-03", func(at string) {
					h.asks("suzuki", at+"/claim", url.Values{})
					h.pass(61 * time.Minute)
					h.signIn("sato", "suzuki", "yamada") // an hour of rest ends sessions too
				}, []try{
					{"suzuki", "/decide", ballotOf("decline"), http.StatusForbidden, "60 minutes with this case are over"},
					{"suzuki", "/reveal", url.Values{"kind": {"name"}, "reason": {"unclear_match"}}, http.StatusForbidden, "60 minutes with this case are over"},
				}},
				{"the owner's word during the review", "7K2-400-04", func(at string) {
					h.asks("suzuki", at+"/claim", url.Values{})
					h.ownerSays("7K2-400-04")
				}, []try{
					{"suzuki", "/decide", ballotOf("grant"), http.StatusConflict, ""},
					{"suzuki", "/decide", ballotOf("decline"), http.StatusConflict, ""},
					{"suzuki", "/claim", url.Values{}, http.StatusConflict, ""},
				}},
			} {
				at := "/desk/cases/" + c.ref
				if c.before != nil {
					c.before(at)
				}
				votes, state := len(h.stands(c.ref).Private.Votes), h.stands(c.ref).State
				for _, try := range c.tries {
					if status, said := h.asks(try.who, at+try.what, try.form); status != try.status || !strings.Contains(said, try.said) {
						t.Errorf("%s: %s %s: %d, want %d and %q: %s", c.name, try.who, try.what, status, try.status, try.said, plainly(said))
					}
				}
				if after := h.stands(c.ref); len(after.Private.Votes) != votes || after.State != state {
					t.Errorf("%s: it counted: %s, %d votes", c.name, after.State, len(after.Private.Votes))
				}
			}
			h.race("7K2-400-05")
		})
	}
}

// race lets two people take and decide one case at once: one of them holds it, and one vote counts, whatever they send.
func (h *hall) race(ref string) {
	h.t.Helper()
	at := "/desk/cases/" + ref
	both := func(what string, form url.Values, times int) (went int64) {
		var n atomic.Int64
		var all sync.WaitGroup
		for _, login := range []string{"sato", "suzuki"} {
			for range times {
				all.Go(func() {
					if status, _ := h.asks(login, at+what, form); status == http.StatusSeeOther {
						n.Add(1)
					}
				})
			}
		}
		all.Wait()
		return n.Load()
	}
	if n := both("/claim", url.Values{}, 1); n != 1 {
		h.t.Errorf("%d of two took one case", n)
	}
	if n, votes := both("/decide", ballotOf("decline"), 4), h.stands(ref).Private.Votes; n != 1 || len(votes) != 1 {
		h.t.Errorf("%d of eight decisions went through, and %d votes count", n, len(votes))
	}
}
