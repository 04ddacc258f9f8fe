package decision

import "okaeri/internal/evidence"

// Profile says what evidence can do for an account (docs/security.md; threats.md §5).
type Profile string

// The two profiles.
const (
	Evidence Profile = "evidence" // a sufficient score passes after a hold without objection
	Strict   Profile = "strict"   // evidence routes and ranks only; people with proofs decide
)

// ProfileOf is strict for accounts with a second factor, identity proofing or high value, and for staff; for every account where
// the policy says so.
func ProfileOf(a evidence.Account, p Policy) Profile {
	if p.Profile == AllStrict || a.MFA || a.Proofed || a.Staff || a.Worth == evidence.High {
		return Strict
	}
	return Evidence
}

// Outcome is a verdict.
type Outcome string

// The verdicts.
const (
	Grant   Outcome = "grant"   // into a hold, with notice to the owner
	Review  Outcome = "review"  // people decide
	Decline Outcome = "decline" //
)
