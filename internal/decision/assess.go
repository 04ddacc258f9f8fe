package decision

import (
	"slices"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// Case is everything that a judgement is made of.
type Case struct {
	Dossier     *evidence.Dossier
	Application intake.Application
	Passwords   evidence.PasswordCheck
	Population  evidence.Population
	Kinds       []evidence.CustomKind // the operator's own kinds
	Attempt     int                   // counted application of this account and ledger within a year, from 1
	Familiar    bool                  // the ledger: filed from a place known before the baseline
	Earlier     []Earlier             // former attempts at this account, the oldest first, whoever made them
	Reachable   int                   // mailboxes that a notice to the owner goes to, the account's own among them
	Elsewhere   int                   // those of them that were verified before the baseline and are not the account's own
	Campaign    bool                  // the same answers or contact are tried on many accounts
	Compromised bool                  // a trusted signal says that the account is in other hands
	Memo        *evidence.Memo        // findings made before of the same dossier; nil: none are kept
}

// Assess judges a case. It is a function of its arguments alone: no clock, no chance, nothing kept.
func Assess(c Case, parameters score.Parameters, policy Policy) Assessment {
	if c.Dossier == nil {
		return Ghost(c.Application, policy)
	}
	application, passwords := together(c)
	comparison := evidence.Compare(c.Dossier, application, evidence.Evidence{Passwords: passwords, Population: c.Population, Kinds: c.Kinds, Memo: c.Memo})
	takeBack(c, comparison.Findings)
	contested := burn(c, comparison.Findings)
	j := judgement{
		c: &c, policy: &policy, suspicion: c.Dossier.Suspicion(c.Application.At), findings: comparison.Findings,
		late: comparison.Late, contested: contested,
	}
	j.scope = j.scopeOf()
	j.result = score.Of(j.findings, parameters, score.Setting{Scope: j.scope, Suspicious: j.suspicion.Event})
	return j.assessment(parameters)
}

// judgement is one case being judged.
type judgement struct {
	c         *Case
	policy    *Policy
	suspicion evidence.Suspicion
	findings  []evidence.Finding
	late      bool
	contested bool
	scope     score.Scope
	result    score.Result
}

// scopeOf is the set of classes to beat. What an applicant says may add one, never take one away.
func (j *judgement) scopeOf() score.Scope {
	var scope score.Scope
	for _, word := range j.policy.Scope {
		if class, ok := score.ClassOf(word); ok {
			scope = scope.With(class)
		}
	}
	if j.suspicion.Event || j.c.Dossier.Account().Worth == evidence.High ||
		j.policy.Insider.Hijacked && j.c.Application.Situation == intake.Hijacked ||
		j.policy.Insider.Foreign && j.suspicion.Stranger {
		scope = scope.With(score.InsiderMailbox)
	}
	return scope
}

// assessment decides and writes everything down.
func (j *judgement) assessment(parameters score.Parameters) Assessment {
	account := j.c.Dossier.Account()
	profile := ProfileOf(account, *j.policy)
	grant, decline := j.policy.thresholds(setting{
		scope: j.scope, worth: account.Worth, attempt: max(j.c.Attempt, 1), familiar: j.c.Familiar,
		reachable: j.c.Reachable, recent: j.suspicion.Recent,
	}, j.policy.quantilesFor(parameters))
	flags := j.flags(profile)
	outcome := j.outcome(grant, decline, flags)
	id := account.ID
	a := Assessment{
		ID: j.c.Application.ID, AccountID: &id, Verdict: outcome, Bits: Bits(j.result.Bits), Engine: parameters.Engine(),
		Threshold: Threshold{Bits(grant), Bits(decline)}, Findings: j.explained(), Profile: profile,
		Against: j.result.Against.String(), Scope: words(j.scope), Outside: Bits(j.result.Outside), Attempt: max(j.c.Attempt, 1),
		Flags: flags, Baseline: writable(j.c.Dossier.Baseline(j.c.Application.At)), Advice: Advice(j.c.Application, j.c.Passwords, j.c.Earlier),
	}
	by := j.result.ByClass
	a.ByClass = ByClass{Bits(by[0]), Bits(by[1]), Bits(by[2]), Bits(by[3]), Bits(by[4])}
	if outcome != Decline {
		a.HoldHours = j.hold(grant)
	}
	return a
}

// outcome is the verdict: what would be granted but may not goes to people.
func (j *judgement) outcome(grant, decline score.Millibits, flags []Flag) Outcome {
	switch {
	case j.result.Bits < decline:
		return Decline
	case j.result.Bits < grant || stopped(flags):
		return Review
	}
	return Grant
}

// stopped says whether a flag takes the right to pass away.
func stopped(flags []Flag) bool {
	for _, f := range []Flag{FlagOutside, FlagInsider, FlagStrict, FlagCampaign, FlagCompromised, FlagContested, FlagNothing} {
		if slices.Contains(flags, f) {
			return true
		}
	}
	return false
}

// answered says that at least one answer agrees with what is held. A device, a network and a second mailbox may all be in the hands of
// whoever lives in the house, and the warning would reach that very person.
func (j *judgement) answered() bool {
	return slices.ContainsFunc(j.findings, func(f evidence.Finding) bool {
		return len(f.Ways) > 0 && f.Item != evidence.Device && f.Item != evidence.Network && f.Item != evidence.Channel
	})
}

// flags lists what a reviewer must know, in a fixed order.
func (j *judgement) flags(profile Profile) []Flag {
	least := j.policy.Outside.Plain
	if j.suspicion.Event {
		least = j.policy.Outside.Suspicious
	}
	var flags []Flag
	for _, f := range []struct {
		flag Flag
		is   bool
	}{
		{FlagLate, j.late},
		{FlagSuspicious, j.suspicion.Event},
		{FlagStranger, j.suspicion.Stranger},
		{FlagRecent, j.suspicion.Recent},
		{FlagOutside, j.result.Outside < millibits(least)},
		{FlagInsider, j.result.ByClass[score.InsiderMailbox] < millibits(j.policy.Insider.Asks(j.c.Elsewhere))},
		{FlagStrict, profile == Strict},
		{FlagCampaign, j.c.Campaign},
		{FlagCompromised, j.c.Compromised || compromised(j.c.Dossier.Account())},
		{FlagContested, j.contested},
		{FlagNothing, !j.answered()},
		{FlagUnreachable, j.c.Reachable == 0},
	} {
		if f.is {
			flags = append(flags, f.flag)
		}
	}
	return flags
}

// compromised reads the directory's own word: an account that was locked because it is in other hands, not because of a
// mere suspicion, is never given back by evidence alone.
func compromised(a evidence.Account) bool {
	return a.Locked != nil && slices.Contains([]string{"compromised", "hijacked", "account_takeover", "owner_report", "stolen"}, a.Locked.Reason)
}

// explained lists the findings with their shares of the bits.
func (j *judgement) explained() []Finding {
	list := make([]Finding, len(j.findings))
	for i := range j.findings {
		f := &j.findings[i]
		list[i] = Finding{Kind: f.Kind, Level: f.Level, Bits: Bits(j.result.Contributions[i])}
		if f.Kind != string(f.Item) {
			list[i].Item = f.Item
		}
		if !f.Since.IsZero() {
			list[i].Since = f.Since.Format("2006-01")
		}
	}
	return list
}

func words(scope score.Scope) []string {
	var list []string
	for i, word := range score.Classes() {
		if scope.Has(score.Class(i)) {
			list = append(list, word)
		}
	}
	return list
}

// Ghost is the judgement of an application that names nobody's account.
func Ghost(application intake.Application, policy Policy) Assessment {
	return Assessment{
		ID: application.ID, Verdict: Decline, Findings: []Finding{}, Engine: score.Default().Engine(), Profile: ghostProfile(policy),
		Attempt: 1, Advice: Advice(application, evidence.PasswordCheck{}, nil),
	}
}

func ghostProfile(p Policy) Profile {
	if p.Profile == AllStrict {
		return Strict
	}
	return Evidence
}

// writable is a time that a line of JSON can hold, or none: an application may claim to be made in the year 0.
func writable(t time.Time) time.Time {
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
