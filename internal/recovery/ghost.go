package recovery

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
)

// ghost is the judgement of an account that nobody has. What the applicant is advised to add comes from what was left blank, so it is
// the same as for an account that somebody has. The rest says nothing of the decoy and is as long as what was made of it: who looks at the
// status page, or takes the application back, would see a shorter case by its time.
func (r *Recovery) ghost(c *Case, decoy judged, p past) judged {
	app := r.application(c)
	a := decision.Ghost(app, r.Policy)
	a.Engine = r.Parameters.Engine()
	a.Advice = decision.Advice(app, c.Private.Passwords, p.earlier)
	for _, f := range decoy.assessment.Findings {
		a.Findings = append(a.Findings, decision.Finding{Kind: f.Kind, Item: f.Item, Level: evidence.Blank})
	}
	if r.drawn(c) {
		a.Verdict = decision.Review
	}
	a.Scope, a.Against, a.Baseline = decoy.assessment.Scope, decoy.assessment.Against, decoy.baseline
	j := judged{assessment: a, attempt: max(decoy.attempt, 1), padding: strings.Repeat("-", max(0, long(decoy.assessment)-long(a)))}
	if decoy.account != nil {
		j.shadows = len(channels(decoy.account, c))
	}
	return j
}

// long is how many bytes an assessment takes where it is kept.
func long(a decision.Assessment) int {
	text, _ := json.Marshal(a) // it can be written: a case keeps it
	return len(text)
}

// drawn tells whether applications for this account go to people although nobody has it. If none did, whoever waits for people would know
// that the account exists. The account decides, by a keyed hash, so that asking again tells nothing more.
func (r *Recovery) drawn(c *Case) bool {
	n := binary.BigEndian.Uint64(r.Keys.MAC("ghost", string(c.AccountKey)))
	return float64(n) < r.Policy.Ghosts*math.MaxUint64
}

// shadow gives a ghost the rows that the links to an owner would be, with secrets that nobody has been told.
func (r *Recovery) shadow(s *Step, n int) {
	for range n {
		r.newLink(s, ProveContest, r.contactKey(rand.Text()), false, r.Now().Add(linkLife))
	}
}
