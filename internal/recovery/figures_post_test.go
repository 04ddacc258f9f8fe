package recovery_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// away is a store that can't be reached.
type away struct{ recovery.FigureStore }

func (away) AddFigures(context.Context, []recovery.Count, []recovery.Post) error {
	return errors.New("away")
}

func TestDomainsOfFewPeopleAreNotNamed(t *testing.T) {
	s := newStage(t)
	m := s.meter()
	send := func(kind, domain string, people, letters int, err error, permanent bool) {
		for i := range letters {
			m.Letter(recovery.Letter{Kind: kind, To: fmt.Sprintf("person%d@%s", i%people, domain)}, err, permanent)
		}
	}
	busy := errors.New("busy")
	send("code", "DoCoMo.example", 12, 20, nil, false)
	send("received", "docomo.example", 12, 3, busy, false)
	send("declined", "docomo.example", 12, 2, busy, true)
	send("code", "suzuki-hanako.example", 2, 40, nil, false) // many letters, and almost nobody
	send("code", "rare.example", 1, 1, busy, true)
	send("notice_submitted", "docomo.example", 40, 57, nil, false)
	send("notice_submitted", "docomo.example", 40, 3, busy, true)
	send("notice_submitted", "suzuki-hanako.example", 2, 60, nil, false)
	today := figuresOf(t, m, boss)
	want := []recovery.DomainFigures{{Domain: "docomo.example", Sent: 20, Deferred: 3, Refused: 2}, {Sent: 40, Refused: 1}}
	if diff := cmp.Diff(want, today.Letters); diff != "" {
		t.Errorf("letters to applicants (-want +got):\n%s", diff)
	}
	if today.Owners != nil {
		t.Errorf("letters to owners of today are told: %v", today.Owners)
	}
	s.pass(25 * time.Hour)
	if diff := cmp.Diff([]recovery.ChannelFigures{{Domain: "docomo.example", Delivered: 95}, {Delivered: 100}}, figuresOf(t, m, boss).Owners); diff != "" {
		t.Errorf("letters to owners (-want +got):\n%s", diff)
	}
}

// Somebody files an application for an account and watches the numbers: they are the same whether or not the account exists, as long as
// nothing is told to the applicant that differs.
func TestFiguresDoNotTellThatAnAccountExists(t *testing.T) {
	seen := map[string]*recovery.Figures{}
	for name, account := range map[string]string{"existing": owner, "nobody's": "no-such-person@momiji.example"} {
		s := newStage(t)
		s.hold(hanako("a-1"))
		m := s.meter()
		s.r.Delivered = func(l recovery.Letter, err error, permanent bool) { m.Letter(l, err, permanent) }
		a := hanakos()
		a.account, a.answers, a.passwords = account, nil, nil
		c := s.apply(a)
		if exists := c.AccountID != ""; exists != (account == owner) || c.Verdict != decision.Decline {
			t.Fatalf("%s: %q, %s", name, c.AccountID, c.Verdict)
		}
		s.pass(time.Hour)
		s.work()
		seen[name] = figuresOf(t, m, boss)
		told := len(s.mailTo(owner)) + len(s.mailTo(backup))
		if told > 0 != (account == owner) {
			t.Errorf("%s: the owner got %d letters", name, told)
		}
	}
	if seen["existing"].Letters[0].Sent == 0 || seen["existing"].Verdict.N != 1 {
		t.Error("the application itself is not counted")
	}
	if diff := cmp.Diff(seen["nobody's"], seen["existing"]); diff != "" {
		t.Errorf("the figures differ (-nobody's +existing):\n%s", diff)
	}
}

func TestVerdictsAndEndsStandOnTheirDays(t *testing.T) {
	s := newStage(t)
	m := s.meter()
	s.officeHours(0, "sato", 3) // reviewed, and without an entry that would be a verdict
	a := hanakos()
	a.answers, a.passwords = nil, nil
	s.apply(a)
	s.pass(20 * time.Minute)
	s.work()
	began := s.now()
	f := figuresOf(t, m, boss)
	today, week := f.Days[len(f.Days)-1], f.Weeks[len(f.Weeks)-1]
	if len(f.Days) != 30 || len(f.Weeks) != 12 || today.Day != began.In(tokyo).Format(time.DateOnly) {
		t.Errorf("%d days until %s, %d weeks until %s", len(f.Days), today.Day, len(f.Weeks), week.Week)
	}
	if today.N != 1 || today.P95 != f.Verdict.P50 || today.P50 <= 0 || today.P50 > 20*60 || today.Late != 0 || week.Declined != 1 || week.Granted != 0 {
		t.Errorf("%+v %+v", today, week)
	}
	monday := must(time.Parse(time.DateOnly, week.Week))(t)
	if monday.Weekday() != time.Monday || began.Sub(monday) > 8*24*time.Hour {
		t.Errorf("the week begins on %v", monday)
	}
	if f.Standing.Cases[recovery.Declined] != 4 || f.Standing.Open != 0 {
		t.Errorf("standing: %+v", f.Standing)
	}
	s.apply(a)
	if again := figuresOf(t, m, boss); again.Standing.Open != 0 {
		t.Error("a second reading within a moment asked the database again")
	}
	s.pass(16 * time.Second)
	if later := figuresOf(t, m, boss); later.Standing.Open != 1 {
		t.Errorf("standing later: %+v", later.Standing)
	}
}

func TestQuantilesAreOfTheNearestRank(t *testing.T) {
	list := func(n int) []time.Duration {
		out := make([]time.Duration, n)
		for i := range out {
			out[i] = time.Duration(i + 1)
		}
		return out
	}
	for _, c := range []struct {
		n     int
		share float64
		want  time.Duration
	}{{0, .5, 0}, {1, .5, 1}, {1, .95, 1}, {2, .5, 1}, {4, .5, 2}, {5, .5, 3}, {20, .95, 19}, {100, .95, 95}, {100, .5, 50}} {
		if got := recovery.Quantile(list(c.n), c.share); got != c.want {
			t.Errorf("%v of %d: %d, want %d", c.share, c.n, got, c.want)
		}
	}
}
