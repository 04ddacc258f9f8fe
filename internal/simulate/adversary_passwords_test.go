package simulate

import (
	"math"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/intake"
)

// foundOut are the passwords that a tier knows of each account, by several adversaries each, in a world where nobody slips, nobody is better
// prepared than others, and dates of birth stay unknown, so that nobody makes passwords of them.
func foundOut(t Tier, accounts, each int, world func(*Knowledge), see func(s *Scene, known []string)) {
	w := plainWorld()
	w.Typing, w.Preparation = Typing{}, 0
	k := &w.Known[t]
	k.BirthExact, k.BirthClose = 0, 0
	world(k)
	for _, s := range scenes(accounts, &w) {
		for n := range each {
			var known []string
			for _, x := range NewAdversary(11, s, t, n).notes.answers {
				if x.known && x.Kind == intake.KindPastPassword {
					known = append(known, x.Value.Text)
				}
			}
			see(s, known)
		}
	}
}

// used tells whether a password is the account's, and whether it is used at other places too.
func used(s *Scene, plain string) (here, elsewhere bool) {
	for _, p := range s.Person.Passwords {
		here, elsewhere = here || p.Plain == plain, elsewhere || p.Plain == plain && p.Elsewhere
	}
	return here, elsewhere
}

func TestAPasswordThatComesAgainIsUsedWhereItWas(t *testing.T) {
	w := plainWorld()
	reused, of, again := 0, 0, 0
	for _, s := range scenes(400, &w) {
		where := map[string]bool{}
		for _, p := range s.Person.Passwords {
			before, known := where[p.Plain]
			if known && before != p.Elsewhere {
				t.Errorf("%s is used elsewhere: %v, and before: %v", p.Plain, p.Elsewhere, before)
			}
			if known {
				again++
				continue
			}
			where[p.Plain] = p.Elsewhere
			of++
			if p.Elsewhere {
				reused++
			}
		}
	}
	if share := float64(reused) / float64(of); again == 0 || math.Abs(share-usedElsewhere) > .06 {
		t.Errorf("%.2f of the passwords are used elsewhere, %d came again", share, again)
	}
}

// What other places lost is what was used there: nothing else can be known from it, however much of it somebody has.
func TestLeaksTellOnlyWhatIsUsedElsewhere(t *testing.T) {
	for _, tier := range []Tier{Stranger, Breached} {
		found, nothing := 0, 0
		foundOut(tier, 200, 1, func(k *Knowledge) { k.PasswordExact, k.PasswordClose = 1, 0 }, func(s *Scene, known []string) {
			if len(known) == 0 {
				nothing++
			}
			for _, plain := range known {
				found++
				if _, elsewhere := used(s, plain); !elsewhere {
					t.Errorf("%s: a password that is used nowhere else is known", tier)
				}
			}
		})
		if found < 60 || nothing < 60 {
			t.Errorf("%s: %d passwords are known, none of %d accounts", tier, found, nothing)
		}
	}
}

// A password of another site that is nearly the account's is one that was varied there.
func TestSistersComeFromPasswordsThatAreVaried(t *testing.T) {
	head := func(s string) string { return strings.TrimRight(s, "0123456789!") }
	for _, tier := range []Tier{Stranger, Breached} {
		seen := 0
		foundOut(tier, 200, 1, func(k *Knowledge) { k.PasswordExact, k.PasswordClose = 0, 1 }, func(s *Scene, known []string) {
			for _, sister := range known {
				seen++
				if !slices.ContainsFunc(s.Person.Passwords, func(p Password) bool { return !p.Elsewhere && head(p.Plain) == head(sister) }) {
					t.Errorf("%s: %q is like no password that is varied elsewhere", tier, sister)
				}
			}
		})
		if seen < 60 {
			t.Errorf("%s: %d sisters are known", tier, seen)
		}
	}
}

// Among all accounts as many passwords are known as the table says, of which slots the table says, although some accounts have none to know.
func TestAsManyPasswordsAreKnownAsTheTableSays(t *testing.T) {
	const accounts, each = 400, 5
	for tier := range Tier(Classes) {
		var exact, like, two float64
		foundOut(tier, accounts, each, func(*Knowledge) {}, func(s *Scene, known []string) {
			whole := 0
			for _, plain := range known {
				if here, _ := used(s, plain); here {
					whole++
				}
			}
			switch {
			case whole > 1:
				two++
				fallthrough
			case whole > 0:
				exact++
			case len(known) > 0:
				like++
			}
		})
		k := tiers[tier]
		closeBy := k.PasswordClose // what leaks hold of an account is the password or a sister, never both
		if tier > Breached {
			closeBy *= 1 - k.PasswordExact
		}
		for what, c := range map[string]struct {
			seen float64
			want Rate
		}{"known": {exact, k.PasswordExact}, "nearly known": {like, closeBy}} {
			// Two adversaries of one account are alike: either could know something of it or neither.
			p := float64(c.want)
			chance := math.Sqrt(p/(accounts*each) + 1.3*p*p/accounts)
			if share := c.seen / (accounts * each); math.Abs(share-p) > 4*chance {
				t.Errorf("%s: of %.4f of the accounts a password is %s, want %.4f within %.4f", tier, share, what, p, 4*chance)
			}
		}
		if most := float64(k.PasswordTwo) * exact; two > most+4*math.Sqrt(most+1) {
			t.Errorf("%s: two passwords are known by %v of %v, want %v at most", tier, two, exact, most)
		}
	}
}
