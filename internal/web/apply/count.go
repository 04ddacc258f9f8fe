package apply

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// Counts hears what people meet on the form: a page, a code, a lane of the robot check. It never hears what they type, who they are or which
// account they name. recovery.Meter is one.
type Counts interface {
	Count(name, label string)
	Took(lane string, took time.Duration)
}

// uncounted is a form whose operator counts nothing.
type uncounted struct{}

func (uncounted) Count(string, string)       {}
func (uncounted) Took(string, time.Duration) {}

// countShown counts what a page of the form shows for the first time: the first page to somebody who has no draft yet, and the robot check.
func (t *turn) countShown(page intake.Page, v *askView) {
	switch {
	case len(v.Faults) > 0:
	case page == intake.PageWho && t.kase == nil:
		t.a.counts.Count(recovery.CountReached, string(page))
	case page == intake.PageAccount && v.Robot != nil && !v.Robot.Passed:
		t.a.counts.Count(recovery.CountAsked, "")
	}
}

// countAnswered counts a page that was not complete before, and the page that it leads to. Each draft counts once.
func (t *turn) countAnswered(p *posted, was bool) {
	if was {
		return
	}
	t.a.counts.Count(recovery.CountAnswered, string(p.page))
	next, _, _ := strings.Cut(strings.TrimPrefix(t.after(p.page, p.change), "/recover/"), "?")
	if !t.answered(intake.Page(next)) {
		t.a.counts.Count(recovery.CountReached, next)
	}
}

// complete tells whether a page was answered and nothing on it needed another look. A page that did is kept all the same.
func (t *turn) complete(page intake.Page) bool {
	switch {
	case !t.answered(page):
		return false
	case page == intake.PageAccount && t.a.robot.Policy != RobotOff && t.session(keyLane) == "":
		return false
	}
	return page == intake.PageCode || len(t.check(page, t.answers())) == 0
}

// countErrors counts what a page says needs another look.
func (t *turn) countErrors(p *posted) {
	said := func(code string) { t.a.counts.Count(recovery.CountError, string(p.page)+" "+code) }
	for _, h := range p.found {
		said(cardCode(p.page, h))
	}
	if p.page == intake.PageCode {
		return
	}
	for _, problem := range t.check(p.page, p.all) {
		said(problem.Code)
	}
}

// takeLane keeps which lane of the robot check was taken.
func (t *turn) takeLane(lane string) {
	t.keep(keyLane, lane)
	t.a.counts.Count(recovery.CountPassed, lane)
}

// countWork counts how long the browser says that it worked on a proof. It may say what it likes: nothing hangs on it.
func (t *turn) countWork(payload string) {
	var s powSolution
	if data, err := base64.StdEncoding.DecodeString(payload); err == nil && json.Unmarshal(data, &s) == nil && s.Took >= 0 {
		t.a.counts.Took(lanePow, time.Duration(min(s.Took, challengeLife.Milliseconds()))*time.Millisecond)
	}
}
