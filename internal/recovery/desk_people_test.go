package recovery_test

import (
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// A desk with two reviewers and one senior settles whatever it is given, in whatever order they come, and never without the senior.
func TestOneSeniorAndTwoReviewersSettleWhatIsEscalated(t *testing.T) {
	yes := recovery.Ballot{Grant: true, Reason: "identity_proofed", Words: "Came with a passport.", Proof: "document"}
	escalate := func(s *stage, c *recovery.Case, login string) {
		check(t, s.r.Claim(t.Context(), s.reviewer(login), c.Ref))
		check(t, s.r.Escalate(t.Context(), s.reviewer(login), c.Ref, "I am not sure."))
	}
	for name, walk := range map[string]func(*stage, *recovery.Case){
		"handed up at once, then they agree": func(s *stage, c *recovery.Case) {
			escalate(s, c, "sato")
			refused(t, s.r.Claim(t.Context(), s.reviewer("suzuki"), c.Ref), "senior_only")
			check(t, s.decide(c, s.senior("ito"), no))
			check(t, s.decide(c, s.reviewer("suzuki"), no))
		},
		"handed up at once, then they differ": func(s *stage, c *recovery.Case) {
			escalate(s, c, "sato")
			check(t, s.decide(c, s.senior("ito"), no))
			check(t, s.decide(c, s.reviewer("suzuki"), yes))
			check(t, s.decide(c, s.reviewer("sato"), no))
		},
		"handed up by the second, and the senior differs from the first": func(s *stage, c *recovery.Case) {
			check(t, s.decide(c, s.reviewer("sato"), yes))
			escalate(s, c, "suzuki")
			check(t, s.decide(c, s.senior("ito"), no))
			refused(t, s.decide(c, s.reviewer("sato"), no), "same_person")
			check(t, s.decide(c, s.reviewer("suzuki"), no))
		},
		"two reviewers differ": func(s *stage, c *recovery.Case) {
			check(t, s.decide(c, s.reviewer("sato"), yes))
			check(t, s.decide(c, s.reviewer("suzuki"), no))
			check(t, s.decide(c, s.senior("ito"), no))
		},
	} {
		s := newStage(t)
		c := reviewed(t, s, high)
		walk(s, c)
		s.pass(time.Hour)
		if got := s.find(c.ID).State; got != recovery.Declined {
			t.Errorf("%s: state %s", name, got)
		}
	}
}

// A helper is kept from the case however their name was typed.
func TestWhoHelpedIsKeptOutHoweverTheNameIsWritten(t *testing.T) {
	s := newStage(t)
	for typed, kept := range map[string]bool{
		"森 葵": true, "森　葵": true, "森葵": true, "森・葵": true, "葵 森": true, "葵森": true, "Aoi": true, "AOI": true, "森 茜": false, "青井": false,
		"森葵さん": true, "森 葵 (店員)": true, "店の葵 森": true, "Naoi": false, "森": false,
	} {
		c := reviewed(t, s, high)
		if err := s.r.Store.Update(t.Context(), c.ID, func(step *recovery.Step) error {
			step.Case.Private.Helper = &recovery.Helper{Name: typed}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		aoi := s.reviewer("aoi")
		aoi.Name = "森 葵"
		if err := s.r.Claim(t.Context(), aoi, c.Ref); (err != nil) != kept {
			t.Errorf("helped by %q: %v", typed, err)
		}
		s = newStage(t)
	}
}
