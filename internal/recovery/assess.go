package recovery

import (
	"context"
	"strconv"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/notice"
)

// judged is what the rooms said of a case, gathered before the transaction that acts on it.
type judged struct {
	account    *evidence.Account // nil for a ghost
	assessment decision.Assessment
	policy     string // what the record calls the policy that it was judged by
	baseline   time.Time
	attempt    int
	familiar   bool
	tell       []telling
	shadows    int    // of a ghost: how many channels an owner would have been told on
	padding    string // of a ghost: what its judgement lacks to the length of the decoy's
}

// assess is the job that resolves the account, tells its owner, and judges. Until it has run, nobody has looked whether the
// account exists.
func (r *Recovery) assess(ctx context.Context, caseID string) error {
	if err := r.compare(ctx, caseID); err != nil {
		return err
	}
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || c.State != Submitted {
		return err
	}
	j, err := r.judge(ctx, c)
	if err != nil {
		return err
	}
	if j.account != nil {
		if j.tell, err = r.tellings(ctx, j.account, c); err != nil {
			return err
		}
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if s.Case.State == Submitted {
			r.setVerdict(s, j)
		}
		return nil
	})
}

// judge walks the rooms once. A ghost does the same work on a decoy, and what came of it is thrown away.
func (r *Recovery) judge(ctx context.Context, c *Case) (judged, error) {
	r, err := r.inForce(ctx)
	if err != nil {
		return judged{}, err
	}
	id, ghost, err := r.subject(ctx, c.Private.Account)
	if err != nil {
		return judged{}, err
	}
	if id == "" {
		j := r.ghost(c, judged{}, past{})
		j.policy = r.RulesName
		return j, nil
	}
	j, past, err := r.walk(ctx, c, id, ghost)
	if ghost && err == nil {
		j = r.ghost(c, j, past)
	}
	j.policy = r.RulesName
	return j, err
}

// walk compares, scores and decides for one account.
func (r *Recovery) walk(ctx context.Context, c *Case, accountID string, ghost bool) (judged, past, error) {
	app := r.application(c)
	dossier, err := r.Dossiers.Load(ctx, accountID)
	if err != nil {
		return judged{}, past{}, err
	}
	account := dossier.Account()
	population, err := r.Dossiers.Population(ctx, evidence.ClaimKeys(dossier, app))
	if err != nil {
		return judged{}, past{}, err
	}
	before, err := r.past(ctx, c, accountID, ghost)
	if err != nil {
		return judged{}, past{}, err
	}
	policy, err := r.policyFor(ctx, &account)
	if err != nil {
		return judged{}, past{}, err
	}
	j := judged{account: &account, baseline: dossier.Baseline(app.At), familiar: dossier.Familiar(app)}
	j.attempt = before.count(j.familiar) + 1
	reachable, elsewhere := dossier.Reachable(app)
	j.assessment = decision.Assess(decision.Case{
		Dossier: dossier, Application: app, Passwords: c.Private.Passwords, Population: population, Kinds: r.kinds,
		Attempt: j.attempt, Familiar: j.familiar, Earlier: before.earlier, Reachable: reachable, Elsewhere: elsewhere,
		Campaign: before.campaign, Compromised: before.contested,
	}, r.Parameters, policy)
	return j, before, nil
}

// setVerdict writes what was judged into the case, tells the owner and sets the next wake-up.
func (r *Recovery) setVerdict(s *Step, j judged) {
	c, a := s.Case, j.assessment
	c.Profile, c.Verdict, c.Attempt, c.Familiar, c.Baseline = a.Profile, a.Verdict, j.attempt, j.familiar, j.baseline
	c.Private.Assessment, c.Private.Advice, c.Private.Padding = &a, a.Advice, j.padding
	if j.account != nil {
		c.AccountID = j.account.ID
		c.HighBar = c.HighBar || j.account.Worth == evidence.High || a.Profile == decision.Strict
		r.tell(s, j)
	}
	r.shadow(s, j.shadows)
	detail := j.said()
	detail["attempt"] = strconv.Itoa(j.attempt)
	s.Entries = append(s.Entries, r.entry(c, "assess", "system", detail))
	if a.Verdict == decision.Review {
		c.State = Reviewing
		return
	}
	r.schedule(s)
}

// schedule sets a made verdict to be published at the next mark.
func (r *Recovery) schedule(s *Step) {
	c := s.Case
	c.State, c.Mark = Judged, r.Timing.nextMark(r.Now().UTC())
	s.Jobs = append(s.Jobs, Job{Kind: JobPublish, CaseID: c.ID, At: c.Mark})
}

// telling is one letter to one owner's channel about this application: now, or merged with others later, when the channel has
// already been told often today (V23). None is dropped silently.
type telling struct {
	contact evidence.Contact
	at      time.Time
	merged  bool
}

// tellings takes each channel's share of the notice limit.
func (r *Recovery) tellings(ctx context.Context, a *evidence.Account, c *Case) ([]telling, error) {
	all := channels(a, c)
	later, err := r.allowEach(ctx, r.Limits.Notice, "notice", r.channelKeys(all))
	if err != nil {
		return nil, err
	}
	var out []telling
	for i, contact := range all {
		t := telling{contact: contact, at: r.Now()}
		if !later[i].IsZero() {
			t.at, t.merged = later[i], true
			err := r.allow(ctx, Rate{1, r.Limits.Notice.Period}, "notice-merged", r.contactKey(contact.Value))
			if _, full := err.(*TooSoon); full { //nolint:errorlint // allow returns it unwrapped
				continue // a merged letter is waiting already, and its link stops every open case
			}
			if err != nil {
				return nil, err
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// tell writes the owner's notices of a new application.
func (r *Recovery) tell(s *Step, j judged) {
	c := s.Case
	for _, t := range j.tell {
		purpose, data := ProveContest, map[string]string{"submitted": stamp(c.Submitted), "region": c.Private.Region}
		if t.merged {
			purpose, data["count"] = ContestAll, strconv.Itoa(j.attempt)
		}
		r.tellChannel(s, j.account, t.contact, notice.NoticeSubmitted, purpose, data, t.at)
	}
}
