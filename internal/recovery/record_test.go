package recovery_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// colleagues are the names of people at the desk.
type colleagues []string

func (c colleagues) Names(context.Context) ([]string, error) { return c, nil }

// H11: whoever works at the desk gets an account back by a proofed identity and by nothing else, whatever the record of the account says:
// the same application that passes by evidence goes to people, two of them, and no grant of theirs stands without a proof.
func TestH11AccountsOfTheStaffAreRecoveredByProofingOnly(t *testing.T) {
	for name, c := range map[string]struct {
		works   colleagues
		account func(*evidence.Account)
		want    decision.Profile
	}{
		"nobody's":                     {colleagues{"kato", "kato@momiji.example"}, nil, decision.Evidence},
		"whose address is a login":     {colleagues{"HANAKO@momiji.example"}, nil, decision.Strict},
		"whose address is theirs":      {colleagues{"kato", "ｈａｎａｋｏ@momiji.example"}, nil, decision.Strict},
		"whose second address is":      {colleagues{"kato", backup}, nil, decision.Strict},
		"whose record says staff":      {nil, func(a *evidence.Account) { a.Staff = true }, decision.Strict},
		"whose user name is the login": {colleagues{"hanako1"}, func(a *evidence.Account) { a.Identifiers = append(a.Identifiers, "hanako1") }, decision.Strict},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, func(p *recovery.Parts) { p.Colleagues = c.works })
			change := c.account
			if change == nil {
				change = func(*evidence.Account) {}
			}
			check(t, s.dossiers.Put(t.Context(), hanako("a-1", change)))
			held := s.apply(hanakos())
			if held.Profile != c.want {
				t.Fatalf("%s account is judged under %s: %+v", name, held.Profile, held.Private.Assessment)
			}
			if c.want == decision.Evidence {
				return
			}
			if held.State != recovery.Reviewing || held.Verdict == decision.Grant || held.People() != 2 {
				t.Fatalf("%s, %s by the machine, %d people", held.State, held.Verdict, held.People())
			}
			sato := s.reviewer("sato")
			check(t, s.r.Claim(t.Context(), sato, held.Ref))
			refused(t, s.r.Decide(t.Context(), sato, held.Ref, recovery.Ballot{Grant: true, Reason: "evidence_sufficient", Words: "Everything matches."}), "proof_missing")
		})
	}
}

// H7: nobody is called. No reason to look at an answer is a telephone call, and no number that is held, old or new, is in anything that the
// desk reads. Whoever has to be asked is asked by Okaeri, on the channels that were held before.
func TestH7TheDeskIsOfferedNoNumberToCall(t *testing.T) {
	s := newStage(t)
	const old, fresh = "+81312345678", "+819087654321"
	yesterday := s.now().Add(-24 * time.Hour)
	check(t, s.dossiers.Put(t.Context(), hanako("a-1", func(a *evidence.Account) {
		a.MFA = true
		a.Contacts = append(a.Contacts,
			evidence.Contact{Kind: "phone", Value: old, Verified: true, From: *day("2015-01-01")},
			evidence.Contact{Kind: "phone", Value: fresh, Verified: true, From: yesterday})
	})))
	held := s.apply(hanakos())
	sato := s.reviewer("sato")
	check(t, s.r.Claim(t.Context(), sato, held.Ref))
	for _, reason := range recovery.RevealReasons {
		if strings.Contains(reason, "call") {
			t.Errorf("%s is a reason to look", reason)
		}
	}
	refused(t, s.r.Reveal(t.Context(), sato, held.Ref, "contact", "call_back"), "reason_unknown")
	look := must(s.r.Open(t.Context(), sato, held.Ref))(t)
	seen := string(must(json.Marshal(look))(t))
	for _, number := range []string{old, fresh, "0312345678", "09087654321", "345678", "654321"} {
		if strings.Contains(seen, number) {
			t.Errorf("the desk reads %s", number)
		}
	}
	if len(s.mailTo(backup)) == 0 {
		t.Error("the owner was not told on a channel that was held before")
	}
}
