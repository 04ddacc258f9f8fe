package recovery_test

import (
	"fmt"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// V10: a refusal that comes late is no proof of an account, since people also look at some that nobody has.
func TestV10SomeApplicationsForNobodysAccountsGoToPeople(t *testing.T) {
	s := newStage(t, func(p *recovery.Parts) { p.Policy.Ghosts = .5 })
	ask := func(account string, i int) *recovery.Case {
		return s.apply(application{
			account: account, contact: fmt.Sprintf("%d@example.org", i), visitor: from(fmt.Sprintf("198.51.100.%d", i)), answers: guesses(),
		})
	}
	var waiting *recovery.Case
	for i := range 40 {
		if c := ask(fmt.Sprintf("nobody%d@momiji.example", i), i); c.State == recovery.Reviewing {
			waiting = c
			break
		}
	}
	if waiting == nil {
		t.Fatal("of 40 accounts that nobody has, none went to people")
	}
	if again := ask(waiting.Private.Account, 100); again.State != recovery.Reviewing {
		t.Errorf("asked again, the same account is %s: many tries would tell", again.State)
	}
	refused(t, s.decide(waiting, s.reviewer("ken"), yes), "no_account")
	if err := s.decide(waiting, s.reviewer("ken"), no); err != nil {
		t.Fatal(err)
	}
	s.pass(time.Hour)
	if c := s.find(waiting.ID); c.State != recovery.Declined {
		t.Errorf("people refused it, and it is %s", c.State)
	}
}
