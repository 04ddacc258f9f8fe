package recovery_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

var tokyo = time.FixedZone("JST", 9*3600)

// meter counts on the stage's own store.
func (s *stage) meter() *recovery.Meter {
	return &recovery.Meter{Store: s.store, Keys: s.r.Keys, Questionnaire: s.r.Questionnaire, Zone: tokyo, Now: s.now}
}

var boss = recovery.Actor{Login: "boss", Roles: []string{recovery.RoleOperator}}

func figuresOf(t *testing.T, m *recovery.Meter, a recovery.Actor) *recovery.Figures {
	t.Helper()
	return must(m.Figures(t.Context(), a))(t)
}

// decided saves a case on which somebody voted: taken so long before, against what the machine suggested, and in the state that it came to.
func (s *stage) decided(n int, by string, at time.Time, took time.Duration, grant bool, machine decision.Outcome, state recovery.State, door string) {
	s.t.Helper()
	id := fmt.Sprintf("%032x", n+1)
	c := &recovery.Case{
		ID: id, Ref: fmt.Sprintf("VOT-%03d", n), State: recovery.Reviewing, Created: at, Submitted: at, Due: at.Add(24 * time.Hour), HighBar: true,
		AccountKey: []byte("account " + id), ContactKey: []byte("contact " + id),
		Private: recovery.Private{Assessment: &decision.Assessment{Verdict: machine, HoldHours: 72}},
	}
	if strings.HasPrefix(by, "odd") {
		c.ContactKey = []byte("one and the same")
	}
	entry := func(door string, at time.Time) audit.Entry {
		return audit.Entry{At: at, Case: id, Door: door, Actor: "staff:" + by}
	}
	check(s.t, s.store.Create(s.t.Context(), &recovery.Step{Case: c, Entries: []audit.Entry{entry(door, at.Add(-took))}}))
	check(s.t, s.store.Update(s.t.Context(), id, func(step *recovery.Step) error {
		step.Case.State = state
		step.Case.Private.Votes = []recovery.Vote{{By: by, At: at, Grant: grant, Reason: "evidence_sufficient", Words: "-"}}
		step.Entries = append(step.Entries, entry("vote", at), entry("view", at))
		return nil
	}))
}

// officeHours decides like most people do: by day, in a quarter of an hour, as the machine says where it says something.
func (s *stage) officeHours(first int, by string, cases int) {
	noon := time.Date(s.now().Year(), s.now().Month(), s.now().Day()-1, 3, 0, 0, 0, time.UTC) // 12:00 in Tokyo
	for i := range cases {
		machine := []decision.Outcome{decision.Review, decision.Decline, decision.Grant}[i%3]
		s.decided(first+i, by, noon.Add(time.Duration(i)*time.Minute), 15*time.Minute, machine == decision.Grant, machine, recovery.Declined, "claim")
	}
}

func TestH4AnOddReviewerIsFlagged(t *testing.T) {
	s := newStage(t)
	for i, by := range []string{"sato", "ito", "mori"} {
		s.officeHours(100*i, by, 24)
	}
	midnight := time.Date(s.now().Year(), s.now().Month(), s.now().Day()-1, 15, 30, 0, 0, time.UTC) // 0:30 in Tokyo
	for i := range 12 {
		state := recovery.Restored
		if i%2 == 0 {
			state = recovery.Undone
		}
		s.decided(900+i, "odd one", midnight.Add(time.Duration(i)*time.Minute), 40*time.Second, true, decision.Decline, state, "pick")
	}
	m := s.meter()
	people := figuresOf(t, m, boss).People
	if len(people) != 4 || people[3].Person != "odd one" {
		t.Fatalf("people: %+v", people)
	}
	odd := people[3]
	if diff := cmp.Diff([]string{"grants_more", "quick", "night", "repeated", "overrides", "undone", "picked"}, odd.Flags); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
	if odd.Decisions != 12 || odd.Grants != 12 || odd.Quick != 12 || odd.Night != 12 || odd.Repeated != 11 || odd.Clear != 12 || odd.Overrides != 12 ||
		odd.Undone != 6 || odd.Taken != 12 || odd.Picked != 12 || odd.Viewed != 12 || odd.Minutes < .6 || odd.Minutes > .7 {
		t.Errorf("counted: %+v", odd)
	}
	for _, w := range people[:3] {
		if len(w.Flags) > 0 || w.Decisions != 24 || w.Grants != 8 || w.Overrides != 0 || w.Clear != 16 || w.Minutes != 15 || w.Night+w.Quick+w.Repeated+w.Undone+w.Picked != 0 {
			t.Errorf("an ordinary person: %+v", w)
		}
	}
	// How somebody works is shown to somebody else, even where that person may see the page.
	self := figuresOf(t, m, recovery.Actor{Login: "Odd  One", Roles: []string{recovery.RoleSenior}}).People
	if diff := cmp.Diff(recovery.WorkerFigures{Person: "odd one", Hidden: true}, self[3], cmp.AllowUnexported(recovery.WorkerFigures{})); diff != "" {
		t.Errorf("one's own row (-want +got):\n%s", diff)
	}
	if len(self[0].Person) == 0 || self[0].Decisions != 24 {
		t.Error("the others' rows are gone")
	}
	if totals := must(m.Totals(t.Context()))(t); totals.People != nil {
		t.Error("a program may read how people work")
	}
}

// Nobody is odd alone, nor for a few cases, nor for what all do.
func TestH4ChanceIsNoFlag(t *testing.T) {
	s := newStage(t)
	s.officeHours(0, "sato", 24)
	s.officeHours(100, "ito", 24)
	for i := range 6 { // too few to say anything
		s.decided(200+i, "odd mori", s.now().Add(-time.Duration(i)*time.Hour), time.Second, true, decision.Decline, recovery.Undone, "pick")
	}
	for _, w := range figuresOf(t, s.meter(), boss).People {
		if len(w.Flags) > 0 {
			t.Errorf("%s is flagged: %v", w.Person, w.Flags)
		}
	}
}

func TestOnlyThoseWhoMaySeeFigures(t *testing.T) {
	m := newStage(t).meter()
	for role, may := range map[string]bool{
		recovery.RoleOperator: true, recovery.RoleAdmin: true, recovery.RoleAuditor: true, recovery.RoleSenior: true, recovery.RoleReviewer: false, "": false,
	} {
		_, err := m.Figures(t.Context(), recovery.Actor{Login: "somebody", Roles: []string{role}})
		var refused *recovery.Refused
		if may != (err == nil) || !may && (!errors.As(err, &refused) || refused.Code != "role") {
			t.Errorf("%q: %v", role, err)
		}
	}
	if _, err := m.Figures(t.Context(), recovery.Actor{Roles: []string{recovery.RoleAdmin}}); err == nil {
		t.Error("nobody may see figures")
	}
}

func TestTheFormIsCountedPageByPage(t *testing.T) {
	s := newStage(t)
	m := s.meter()
	count := func(name, label string, n int) {
		for range n {
			m.Count(name, label)
		}
	}
	count(recovery.CountReached, "who", 9)
	count(recovery.CountAnswered, "who", 7)
	count(recovery.CountReached, "q-mail", 3)
	count(recovery.CountAnswered, "q-mail", 2)
	count(recovery.CountReached, "send", 2)
	count(recovery.CountAnswered, "send", 1)
	for i, code := range []string{"birth.month_missing", "birth.missing", "birth.future", "birth.impossible"} {
		count(recovery.CountError, "birth "+code, 4-i)
	}
	count(recovery.CountReached, "a page that the questionnaire has no more", 5)
	count(recovery.CountAsked, "", 9)
	count(recovery.CountPassed, "pow", 6)
	count(recovery.CountPassed, "none", 2)
	count(recovery.CountFailed, "captcha", 1)
	for i := range 40 {
		took := 900 * time.Millisecond
		if i >= 38 {
			took = 25 * time.Second
		}
		m.Took("pow", took)
	}
	m.Took("pow", time.Hour)
	f := figuresOf(t, m, boss)
	page := map[string]recovery.PageFigures{}
	var order []string
	for _, p := range f.Form {
		page[p.Page] = p
		order = append(order, p.Page)
	}
	if order[0] != "who" || order[len(order)-1] != "send" || len(order) < 12 || !slices.Contains(order, "purchases") || slices.ContainsFunc(order, func(p string) bool { return strings.Contains(p, "no more") }) {
		t.Errorf("the pages: %v", order)
	}
	if p := page["who"]; p.Reached != 9 || p.Answered != 7 || page["q-mail"].Reached != 3 || page["q-mail"].Product["en"] == "" || page["send"].Answered != 1 {
		t.Errorf("counted: %+v", page)
	}
	want := []recovery.ErrorFigures{{Code: "birth.month_missing", N: 4}, {Code: "birth.missing", N: 3}, {Code: "birth.future", N: 2}}
	if diff := cmp.Diff(want, page[string(intake.PageBirth)].Errors); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	robot := recovery.RobotFigures{Asked: 9, Passed: map[string]int64{"pow": 6}, Failed: map[string]int64{"captcha": 1}, None: 2, Took: map[string]int{"pow": 30}}
	if diff := cmp.Diff(robot, f.Robot); diff != "" {
		t.Errorf("robot (-want +got):\n%s", diff)
	}
}

func TestWhatCouldNotBeSavedIsCountedLater(t *testing.T) {
	s := newStage(t)
	m := s.meter()
	m.Count(recovery.CountAsked, "")
	m.Letter(recovery.Letter{Kind: "received", To: "a@example.jp"}, nil, false)
	m.Store = away{}
	if m.Flush(t.Context()) == nil {
		t.Fatal("a store that is away saved something")
	}
	m.Count(recovery.CountAsked, "")
	m.Letter(recovery.Letter{Kind: "received", To: "b@example.jp"}, errors.New("busy"), false)
	m.Store = s.store
	f := figuresOf(t, m, boss)
	if f.Robot.Asked != 2 || len(f.Letters) != 1 || f.Letters[0] != (recovery.DomainFigures{Sent: 1, Deferred: 1}) {
		t.Errorf("%+v %+v", f.Robot, f.Letters)
	}
	var none *recovery.Meter
	none.Count(recovery.CountAsked, "") // a house without a meter counts nothing
	none.Letter(recovery.Letter{}, nil, false)
}
