package recovery

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
)

// Ballot is what one person decides on a case under review.
type Ballot struct {
	By     string // who decides
	Grant  bool
	Reason string // one of Reasons
	Words  string // a sentence for the record
	Writer string // who typed it in, where that is somebody else than By
	Proof  string // one of ProofKinds: how the person's identity was proofed; needed to grant under the strict profile
}

// Reasons are the reason codes of a decision: there is no approval in free words alone (H5).
var Reasons = []string{"evidence_sufficient", "identity_proofed", "evidence_insufficient", "contradicted", "owner_objects", "campaign", "duplicate"}

// ProofKinds are the ways of proofing an identity that a person may record.
var ProofKinds = []string{"in_person", "document", "saved_code", "issued_code_stored_address"}

// Decide records one person's decision. Cases of high value, and every disputed one, need two people who agree; when two differ, a third
// decides. Nobody decides twice, nor helps and decides. Under the strict profile knowledge alone restores nothing: a grant names how
// the identity was proofed. It returns *Refused, ErrClosed or ErrNotFound.
func (r *Recovery) Decide(ctx context.Context, caseID string, b Ballot) error {
	b.By = person(b.By)
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c := s.Case
		if c.State != Reviewing {
			return ErrClosed
		}
		if err := r.admissible(c, b); err != nil {
			return err
		}
		vote := Vote{By: b.By, At: r.Now().UTC(), Grant: b.Grant, Reason: b.Reason, Words: b.Words}
		c.Private.Votes = append(c.Private.Votes, vote)
		if b.Grant && b.Proof != "" {
			s.Proofs = append(s.Proofs, &Proof{
				CaseID: c.ID, AccountKey: c.AccountKey, Purpose: ProveIdentity, Destination: c.ContactKey,
				MAC: r.Keys.MAC("identity", c.ID, b.By, b.Proof), Created: vote.At, Expires: vote.At.Add(linkLife), Proven: vote.At,
			})
		}
		s.Entries = append(s.Entries, r.entry(c, "vote", "reviewer:"+b.By, map[string]string{"reason": b.Reason, "proof": b.Proof, "writer": b.Writer}))
		if grant, done := c.outcome(); done {
			r.decided(s, grant)
		}
		return nil
	})
}

// person is one person's name in one form, so that nobody becomes two by spelling: width, case, spaces and invisible characters aside.
func person(name string) string {
	return strings.Join(strings.FieldsFunc(intake.Folded(name), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}

// admissible holds a ballot against the rules that no reviewer can lower.
func (r *Recovery) admissible(c *Case, b Ballot) error {
	switch {
	case b.By == "":
		return &Refused{"reviewer_missing"}
	case !slices.Contains(Reasons, b.Reason):
		return &Refused{"reason_unknown"}
	case strings.TrimSpace(b.Words) == "":
		return &Refused{"words_missing"}
	case b.Proof != "" && !slices.Contains(ProofKinds, b.Proof):
		return &Refused{"proof_unknown"}
	case slices.ContainsFunc(c.Private.Votes, func(v Vote) bool { return v.By == b.By }):
		return &Refused{"same_person"}
	case c.Private.Helper != nil && person(c.Private.Helper.Name) == b.By:
		return &Refused{"helper"}
	case b.Grant && c.AccountID == "":
		return &Refused{"no_account"}
	case b.Grant && r.needsIdentity(c) && b.Proof == "":
		return &Refused{"proof_missing"}
	}
	return nil
}

// needsIdentity tells whether the case restores nothing without a proofed identity.
func (r *Recovery) needsIdentity(c *Case) bool { return c.Profile == decision.Strict }

// outcome counts the votes: one person decides an ordinary case; two who agree a high one; of three, the third.
func (c *Case) outcome() (grant, done bool) {
	v := c.Private.Votes
	switch {
	case len(v) == 1 && !c.HighBar:
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

// Viewed records that somebody looked at a case (H13).
func (r *Recovery) Viewed(ctx context.Context, caseID, by string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		s.Entries = append(s.Entries, r.entry(s.Case, "view", "reviewer:"+by, nil))
		return nil
	})
}
