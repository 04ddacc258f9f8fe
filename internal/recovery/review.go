package recovery

import (
	"context"
	"slices"
	"strings"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Ballot is what one person decides on a case under review.
type Ballot struct {
	Grant  bool
	Reason string // one of Reasons
	Words  string // a sentence for the record
	Proof  string // one of ProofKinds: how the person's identity was proofed; needed to grant under the strict profile
}

// Reasons are the reason codes of a decision: there is no approval in free words alone (H5).
var Reasons = append(append([]string(nil), GrantReasons...), DeclineReasons...)

// GrantReasons are the reasons to give access back, DeclineReasons those not to.
var (
	GrantReasons   = []string{"evidence_sufficient", "identity_proofed"}
	DeclineReasons = []string{"evidence_insufficient", "contradicted", "owner_objects", "campaign", "duplicate"}
)

// ProofKinds are the ways of proofing an identity that a person may record: what they saw themselves. A code is nothing that anybody at the
// desk can have seen without asking for it (H8), so that none is here.
var ProofKinds = []string{"in_person", "document"}

// mostWords bounds a sentence for the record.
const mostWords = 2000

// Decide records one person's decision on a case that they hold. Who may decide, and how many have to agree, is the same at every door
// (H2): People says how many. When two differ, a third settles it, and a senior is among the three. Under the strict profile knowledge alone restores nothing: a grant
// names how the identity was proofed. It returns *Refused, *TooSoon, ErrClosed or ErrNotFound.
func (r *Recovery) Decide(ctx context.Context, a Actor, ref string, b Ballot) error {
	if err := r.admissible(a, b); err != nil {
		return err
	}
	if err := r.pace(ctx, a); err != nil {
		return err
	}
	r, err := r.inForce(ctx)
	if err != nil {
		return err
	}
	return r.work(ctx, ref, a, func(s *Step) error {
		c := s.Case
		if err := r.grantable(c, b); err != nil {
			return err
		}
		vote := Vote{By: person(a.Login), At: r.Now().UTC(), Grant: b.Grant, Reason: b.Reason, Words: b.Words, Proof: b.Proof, Senior: a.Is(RoleSenior)}
		c.Private.Votes = append(c.Private.Votes, vote)
		if vote.Senior && c.Desk.Senior { // the senior's word is heard; whoever handed the case up may add their own
			c.Desk.Senior, c.Desk.Passed = false, nil
		}
		c.Desk.Claim = Claim{}
		if b.Grant && b.Proof != "" {
			s.Proofs = append(s.Proofs, &Proof{
				CaseID: c.ID, AccountKey: c.AccountKey, Purpose: ProveIdentity, Destination: c.ContactKey,
				MAC: r.Keys.MAC("identity", c.ID, vote.By, b.Proof), Created: vote.At, Expires: vote.At.Add(linkLife), Proven: vote.At,
			})
		}
		r.record(s, "vote", a, map[string]string{"reason": b.Reason, "proof": b.Proof})
		switch grant, done := c.outcome(); {
		case done:
			r.decided(s, grant)
		case len(c.Private.Votes) == 2:
			c.Desk.Senior, c.Desk.Passed = !c.seniorVoted(), nil
			r.record(s, "differ", a, nil)
		}
		return nil
	})
}

// admissible holds a ballot against the rules that need no case.
func (r *Recovery) admissible(a Actor, b Ballot) error {
	if err := a.known(RoleReviewer, RoleSenior); err != nil {
		return err
	}
	life := strongToDecide
	if b.Grant {
		life = strongToGrant
	}
	if err := a.strong(r.Now(), life); err != nil {
		return err
	}
	reasons := DeclineReasons
	if b.Grant {
		reasons = GrantReasons
	}
	switch {
	case !slices.Contains(reasons, b.Reason):
		return &Refused{"reason_unknown"}
	case b.Proof != "" && !slices.Contains(ProofKinds, b.Proof):
		return &Refused{"proof_unknown"}
	case b.Grant && b.Reason == "identity_proofed" && b.Proof == "":
		return &Refused{"proof_missing"}
	}
	return sentence(b.Words)
}

// Minimum is one thing that a grant of people needs.
type Minimum struct {
	Code string // no_objection, two_kinds, identity, two_people
	Met  bool
}

// Minima are what a grant needs beside a person's opinion; proofed says that an identity is proofed with it. Evidence of two
// independent kinds, and no objection, or else a proofed identity; under the strict profile the proofed identity always.
func (c *Case) Minima(proofed bool) []Minimum {
	m := []Minimum{{"no_objection", !c.Disputed || proofed}, {"two_kinds", c.matchedKinds() >= 2 || proofed}}
	if c.Profile == decision.Strict {
		m = append(m, Minimum{"identity", proofed})
	}
	return m
}

// matchedKinds counts the kinds of evidence of which something matched; what the applicant does not answer (place and device) counts once,
// and only where it is the known one.
func (c *Case) matchedKinds() int {
	if c.Private.Assessment == nil {
		return 0
	}
	kinds, place := 0, 0
	for _, f := range c.Private.Assessment.Findings {
		switch mark := MarkOf(f); {
		case mark != Exact && mark != Near:
		case f.Kind != string(evidence.Device) && f.Kind != string(evidence.Network):
			kinds++
		case mark == Exact:
			place = 1
		}
	}
	return kinds + place
}

// grantable holds a ballot against what its case needs.
func (r *Recovery) grantable(c *Case, b Ballot) error {
	if !b.Grant {
		return nil
	}
	if c.AccountID == "" {
		return &Refused{"no_account"}
	}
	if r.needsIdentity(c) && b.Proof == "" {
		return &Refused{"proof_missing"}
	}
	for _, m := range c.Minima(b.Proof != "") {
		if !m.Met {
			return &Refused{"minimum_" + m.Code}
		}
	}
	return nil
}

// needsIdentity tells whether the case restores nothing without a proofed identity.
func (r *Recovery) needsIdentity(c *Case) bool { return c.Profile == decision.Strict }

// seniorVoted tells whether a senior is among those who decided in this round. Then anybody may be the third: a desk with one senior must
// not be left with a case that nobody may settle.
func (c *Case) seniorVoted() bool {
	return slices.ContainsFunc(c.Private.Votes, func(v Vote) bool { return v.Senior })
}

// outcome counts the votes: as many people as the case needs who agree; of three, the third, since then two agree. One of the three is a
// senior.
func (c *Case) outcome() (grant, done bool) {
	v := c.Private.Votes
	switch {
	case len(v) == 1 && c.People() == 1:
		return v[0].Grant, true
	case len(v) == 2 && v[0].Grant == v[1].Grant:
		return v[0].Grant, true
	case len(v) >= 3:
		return v[2].Grant, true
	}
	return false, false
}

// decided turns the people's decision into a verdict that leaves at the next mark, like the machine's. A grant of people waits at
// least as long as the policy's default hold.
func (r *Recovery) decided(s *Step, grant bool) {
	c := s.Case
	c.Verdict = decision.Decline
	if grant {
		c.Verdict = decision.Grant
		c.Private.Assessment.HoldHours = max(c.Private.Assessment.HoldHours, r.Policy.Hold.Default)
	}
	s.Entries = append(s.Entries, r.entry(c, "decide", "people", map[string]string{"verdict": string(c.Verdict)}))
	r.schedule(s)
}

// Escalate hands the case to the seniors, with a note why. A senior has nobody to hand it to: there may be no other. It returns *Refused,
// ErrClosed or ErrNotFound.
func (r *Recovery) Escalate(ctx context.Context, a Actor, ref, words string) error {
	if a.Is(RoleSenior) {
		return &Refused{"senior_yourself"}
	}
	if err := sentence(words); err != nil {
		return err
	}
	return r.work(ctx, ref, a, func(s *Step) error {
		c := s.Case
		c.Desk.Senior, c.Desk.Claim = true, Claim{}
		c.Desk.Passed = append(c.Desk.Passed, person(a.Login))
		c.Private.Notes = append(c.Private.Notes, Note{By: person(a.Login), At: r.Now().UTC(), Words: words})
		r.record(s, "escalate", a, nil)
		return nil
	})
}

// sentence refuses a sentence that is missing, too long, or holds a full card number (S10).
func sentence(words string) error {
	switch {
	case strings.TrimSpace(words) == "":
		return &Refused{"words_missing"}
	case len(words) > mostWords:
		return &Refused{"words_long"}
	case intake.HasFullCard(words):
		return &Refused{"words_card"}
	}
	return nil
}
