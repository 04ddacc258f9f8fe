package settings

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// Draft is what somebody proposes.
type Draft struct {
	Kind Kind
	Text string
	Why  string
}

// compare says what a draft would change. Errors: *BadFile, *Unclear.
func (s *Settings) compare(now rules, d Draft) (rules, []Change, error) {
	if len(d.Text) > mostText {
		return rules{}, nil, &Unclear{"text_long"}
	}
	if strings.TrimSpace(d.Text) == "" {
		return rules{}, nil, &Unclear{"text_missing"}
	}
	then, err := s.read(d.Kind, d.Text)
	if err != nil {
		return then, nil, err
	}
	var changes []Change
	if d.Kind == Policy {
		changes, err = ComparePolicies(now.policy, then.policy)
	} else {
		changes, err = CompareFiles([]byte(now.text), []byte(d.Text))
	}
	if err == nil && (len(changes) == 0 || then.digest == now.digest) {
		err = &Unclear{"same"}
	}
	return then, changes, err
}

// Propose puts a changed file before the administrators and begins its dry run. One of a kind waits at a time. Errors: *BadFile, *Unclear,
// *recovery.Refused, *recovery.TooSoon.
func (s *Settings) Propose(ctx context.Context, a recovery.Actor, d Draft) (*Proposal, error) {
	if err := runs(a); err != nil {
		return nil, err
	}
	if err := words(d.Why, "why_missing"); err != nil {
		return nil, err
	}
	now, err := s.inForce(ctx, d.Kind)
	if err != nil {
		return nil, err
	}
	_, changes, err := s.compare(now, d)
	if err != nil {
		return nil, err
	}
	if err := s.pace(ctx, "rules-propose", a); err != nil {
		return nil, err
	}
	p := &Proposal{
		ID: staff.NewID()[:12], Kind: d.Kind, Text: d.Text, Why: strings.TrimSpace(d.Why), At: s.Now().UTC(), Base: now.digest, Was: now.name(),
		Changes: changes, Loosens: loosens(changes), State: Waiting,
	}
	err = s.Store.SettingsUpdate(ctx, func(step *Step) error {
		me, err := s.worker(step, a)
		if err != nil {
			return err
		}
		s.lapse(step)
		if waiting(step, d.Kind) != nil {
			return &recovery.Refused{Code: "rules_waiting"}
		}
		p.By = s.hand(a, me)
		step.Waiting = append(step.Waiting, p)
		step.Entries = append(step.Entries, s.entry(a, "propose", p))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if p.Loosens {
		s.tellHeads(ctx, TellProposed, p.By.Login)
	}
	return p, s.Store.BeginTrial(ctx, p.ID, s.Now().UTC())
}

// Withdraw takes a proposal of one's own back. Errors: *recovery.Refused, ErrNotFound.
func (s *Settings) Withdraw(ctx context.Context, a recovery.Actor, id string) error {
	return s.end(ctx, a, id, func(step *Step, p *Proposal, me *staff.Person) error {
		if p.By.Person != me.ID {
			return &recovery.Refused{Code: "rules_not_yours"}
		}
		s.close(step, a, me, p, Withdrawn, "withdraw")
		return nil
	})
}

// Reject ends somebody else's proposal, with a reason. Errors: *Unclear, *recovery.Refused, ErrNotFound.
func (s *Settings) Reject(ctx context.Context, a recovery.Actor, id, why string) error {
	if err := words(why, "words_missing"); err != nil {
		return err
	}
	return s.end(ctx, a, id, func(step *Step, p *Proposal, me *staff.Person) error {
		switch {
		case !me.Is(staff.Admin):
			return &recovery.Refused{Code: "rules_admin"}
		case p.By.Person == me.ID:
			return &recovery.Refused{Code: "rules_own"}
		}
		p.Words = strings.TrimSpace(why)
		s.close(step, a, me, p, Rejected, "reject")
		return nil
	})
}

// end runs a step of somebody on a waiting proposal.
func (s *Settings) end(ctx context.Context, a recovery.Actor, id string, f func(*Step, *Proposal, *staff.Person) error) error {
	if err := runs(a); err != nil {
		return err
	}
	return s.Store.SettingsUpdate(ctx, func(step *Step) error {
		me, err := s.worker(step, a)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(step.Waiting, func(p *Proposal) bool { return p.ID == id })
		if i < 0 {
			return &recovery.Refused{Code: "rules_over"}
		}
		return f(step, step.Waiting[i], me)
	})
}

func (s *Settings) close(step *Step, a recovery.Actor, me *staff.Person, p *Proposal, state State, what string) {
	h := s.hand(a, me)
	p.State, p.Ended = state, &h
	step.Entries = append(step.Entries, s.entry(a, what, p))
}

// lapse ends proposals that nobody decided in time.
func (s *Settings) lapse(step *Step) {
	for _, p := range step.Waiting {
		if p.State == Waiting && s.Now().Sub(p.At) > proposalLife {
			p.State = Lapsed
			e := s.entry(recovery.Actor{}, "lapse", p)
			e.Actor = "clock"
			step.Entries = append(step.Entries, e)
		}
	}
}

func waiting(step *Step, kind Kind) *Proposal {
	for _, p := range step.Waiting {
		if p.Kind == kind && p.State == Waiting {
			return p
		}
	}
	return nil
}

// runs refuses whoever neither runs the server nor administers it, before anything is looked up.
func runs(a recovery.Actor) error {
	if !a.Is(staff.Operator, staff.Admin) {
		return &recovery.Refused{Code: "role"}
	}
	return nil
}

// worker is the actor as they are inside the transaction: a role taken away a moment ago is gone.
func (s *Settings) worker(step *Step, a recovery.Actor) (*staff.Person, error) {
	login, err := staff.NormalLogin(a.Login)
	if err != nil {
		return nil, &recovery.Refused{Code: "role"}
	}
	for _, p := range step.People {
		if p.Login == login && p.Active() && p.Is(staff.Operator, staff.Admin) {
			return p, nil
		}
	}
	return nil, &recovery.Refused{Code: "role"}
}

func (s *Settings) hand(a recovery.Actor, me *staff.Person) Hand {
	return Hand{Person: me.ID, Login: me.Login, Via: a.Via, Writer: a.Writer, At: s.Now().UTC()}
}

// pace takes one act from the hour's share of a person.
func (s *Settings) pace(ctx context.Context, what string, a recovery.Actor) error {
	ok, retry, err := s.Limiter.Allow(ctx, what+" "+a.Login, 20, time.Hour)
	if err == nil && !ok {
		err = &recovery.TooSoon{Until: retry}
	}
	return err
}

// words checks a reason.
func words(said, missing string) error {
	said = strings.TrimSpace(said)
	switch {
	case said == "":
		return &Unclear{missing}
	case utf8.RuneCountInString(said) > mostWords, strings.ContainsFunc(said, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' }):
		return &Unclear{"words_long"}
	}
	return nil
}

// entry is the audit line of one step of a proposal: what it changes and no file.
func (s *Settings) entry(a recovery.Actor, what string, p *Proposal) audit.Entry {
	direction := string(Tightens)
	if p.Loosens {
		direction = string(Loosens)
	}
	detail := map[string]string{
		"what": what, "kind": string(p.Kind), "proposal": p.ID, "direction": direction, "changes": said(p.Changes), "was": p.Was, "via": a.Via,
	}
	if a.Writer != "" && a.Writer != a.Login {
		detail["writer"] = a.Writer
	}
	for key, value := range detail {
		if value == "" {
			delete(detail, key)
		}
	}
	return audit.Entry{At: s.Now().UTC(), Door: "rules", Actor: "staff:" + a.Login, Detail: detail}
}

// saidMost bounds what an audit entry says of changes, in bytes.
const saidMost = 1000

func said(changes []Change) string {
	var b strings.Builder
	for i, c := range changes {
		one := c.Key + ": " + c.Before + " -> " + c.After + "; "
		if b.Len()+len(one) > saidMost {
			b.WriteString("and " + count(len(changes)-i) + " more")
			break
		}
		b.WriteString(one)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// tellHeads writes to everybody who runs or administers the server. What happened stands whether or not the letters arrive.
func (s *Settings) tellHeads(ctx context.Context, what, login string) {
	if s.Teller == nil {
		return
	}
	all, err := s.Store.Staff(ctx)
	if err != nil {
		return
	}
	var to []string
	for _, p := range all {
		if p.Active() && p.Mail != "" && p.Is(staff.Operator, staff.Admin) {
			to = append(to, p.Mail)
		}
	}
	if len(to) > 0 {
		_ = s.Teller.Tell(ctx, what, to, login, s.Now()) // the teller has logged it
	}
}
