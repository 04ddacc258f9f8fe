package apply

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// RobotPolicy says which robot check stands on the account page (A3-R). It is a speed bump beside the rate limits, never a wall: a
// lane without script and without picture is always there, and no lane changes the evidence.
type RobotPolicy string

// The policies.
const (
	RobotOff     RobotPolicy = "off"
	RobotPow     RobotPolicy = "pow"     // proof of work after the ALTCHA protocol, done by the browser alone
	RobotCaptcha RobotPolicy = "captcha" // six digits as a picture and as sound
	RobotBoth    RobotPolicy = "both"    // proof of work, and where that does not come about the six digits
)

// The lanes that the story is told of.
const (
	laneOff     = "off"
	laneNone    = "none"
	lanePow     = "pow"
	laneCaptcha = "captcha"
)

// challengeLife is how long a challenge may be answered (at least ten minutes for the picture: ux.md A3-R).
const challengeLife = 10 * time.Minute

// defaultWork is the largest number that a proof of work may have to try: about a second for a cheap telephone.
const defaultWork = 60_000

// Robot is the robot check of a site.
type Robot struct {
	Policy RobotPolicy
	Key    []byte // signs challenges; at least 16 bytes
	Used   Ledger // keeps them single
	Work   int    // largest number to try; 0 is the default
}

// check names what a policy lacks.
func (r *Robot) check() error {
	switch r.Policy {
	case "":
		r.Policy = RobotOff
	case RobotOff, RobotPow, RobotCaptcha, RobotBoth:
	default:
		return fmt.Errorf("robot_check: %q is none of off, pow, captcha, both", r.Policy)
	}
	if r.Policy != RobotOff && (len(r.Key) < 16 || r.Used == nil) {
		return errors.New("apply: the robot check needs a key of 16 bytes and a ledger of used challenges")
	}
	if r.Work <= 0 {
		r.Work = defaultWork
	}
	return nil
}

func (r *Robot) pow() bool     { return r.Policy == RobotPow || r.Policy == RobotBoth }
func (r *Robot) captcha() bool { return r.Policy == RobotCaptcha || r.Policy == RobotBoth }

// mac is a keyed hash bound to its use.
func (r *Robot) mac(parts ...string) []byte {
	m := hmac.New(sha256.New, r.Key)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return m.Sum(nil)
}

// robotView is the check as the account page shows it.
type robotView struct {
	Passed    bool // on this draft before
	Challenge string
	Worker    string
	Captcha   string // token of picture and sound; empty: not shown
	Picture   string
	Sound     string
	Fault     string
}

// robotAnswer is what came back.
type robotAnswer struct{ lane, pow, token, digits string }

// robotView makes fresh challenges. It keeps nothing: both are signed, and count as used only when they come back.
func (t *turn) robotView() *robotView {
	r := &t.a.robot
	v := &robotView{Passed: r.Policy == RobotOff || t.passed()}
	if v.Passed {
		return v
	}
	if r.pow() {
		v.Challenge = r.challenge(t.kase.ID, t.now())
		v.Worker = t.a.shell.Asset("work.js")
	}
	if r.captcha() {
		v.Captcha = r.captchaToken(t.now())
		at := t.path("/recover/robot/" + v.Captcha)
		v.Picture, v.Sound = at+"/picture.png", at+"/sound-"+t.lang()+".wav"
		found, _ := t.hurdles("account")
		for _, h := range found {
			if h.Field == "captcha" {
				v.Fault = t.say("error." + h.Code)
			}
		}
	}
	return v
}

// passed tells whether a check was passed in this session.
func (t *turn) passed() bool { l := t.session(keyLane); return l == lanePow || l == laneCaptcha }

// readRobot takes the check's own fields out of the form.
func (t *turn) readRobot(p *posted) error {
	var errs [5]error
	a := &p.robot
	a.lane, errs[0] = t.form.One("lane")
	a.pow, errs[1] = t.form.One("altcha")
	a.token, errs[2] = t.form.One("captcha_id")
	a.digits, errs[3] = t.form.One("captcha")
	other, err := t.form.One("other")
	errs[4] = err
	p.button = named(other, "other")
	return errors.Join(errs[:]...)
}

// askRobot decides the lane. Whoever asks to go on without a check does, at once; a proof that failed for whatever reason leads to the
// next lane and loses nothing.
func (t *turn) askRobot(p *posted) error {
	r, a := &t.a.robot, p.robot
	if r.Policy == RobotOff || t.passed() {
		return nil
	}
	if a.lane == laneNone {
		t.takeLane(laneNone)
		return nil
	}
	if r.pow() && a.pow != "" {
		id, until, ok := r.solved(a.pow, t.kase.ID, t.now())
		fresh, err := t.spend(id, until, ok)
		if err != nil {
			return err
		}
		if fresh {
			t.takeLane(lanePow)
			t.countWork(a.pow)
			return nil
		}
		t.a.counts.Count(recovery.CountFailed, lanePow)
	}
	if !r.captcha() {
		t.takeLane(laneNone)
		return nil
	}
	digits, until, ok := r.digits(a.token, t.kase.ID, t.now())
	fresh, err := t.spend(a.token, until, ok && strings.TrimSpace(a.digits) != "")
	if err != nil {
		return err
	}
	if fresh && hmac.Equal([]byte(onlyDigits(a.digits)), []byte(digits)) {
		t.takeLane(laneCaptcha)
		t.a.counts.Took(laneCaptcha, t.now().Sub(until.Add(-challengeLife)))
		return nil
	}
	code := "captcha.wrong"
	if strings.TrimSpace(a.digits) == "" {
		code = "captcha.missing"
	} else {
		t.a.counts.Count(recovery.CountFailed, laneCaptcha)
	}
	p.stop(hurdle{Field: "captcha", Code: code})
	return nil
}

// spend uses a challenge up, right or wrong.
func (t *turn) spend(id string, until time.Time, ok bool) (bool, error) {
	if !ok {
		return false, nil
	}
	return t.a.robot.Used.Spent(t.ctx(), "robot:"+id, until)
}

// nonce is a fresh random number as text.
func nonce(n int) string {
	b := make([]byte, n)
	rand.Read(b) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b)
}

// binding ties a challenge to one draft without naming it.
func (r *Robot) binding(caseID string) string {
	return base64.RawURLEncoding.EncodeToString(r.mac("draft", caseID)[:6])
}
