package simulate

import (
	"slices"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
)

// A list comes from a mailbox of its own each time, so that nobody can hold one attempt against the next; only whoever reads a mailbox that is on
// record has a reason to write from it every time.
func TestEveryApplicationOfAListComesFromAMailboxOfItsOwn(t *testing.T) {
	reading := 0
	attackers(func(a *Adversary, _ *desk) {
		var contacts []string
		for _, app := range a.list(nil) {
			contacts = append(contacts, intake.Identifier(app.Contact))
		}
		slices.Sort(contacts)
		onRecord, different := intake.Identifier(a.channel()), len(slices.Compact(slices.Clone(contacts)))
		switch {
		case a.notes.contact == a.channel():
			reading++
			if different != 1 || contacts[0] != onRecord {
				t.Errorf("%s reads %s and files from %v", a.Tier, onRecord, contacts)
			}
		case different != attempts || slices.Contains(contacts, onRecord):
			t.Errorf("%s files from %v", a.Tier, contacts)
		}
	})
	if reading == 0 {
		t.Error("nobody reads a mailbox on record, and nothing is tried")
	}
}

// What comes from a place of the owner's and what comes from elsewhere is counted apart (docs/adr/0012): nobody uses up the owner's attempts, and
// whoever changes places has not five more, but the rest of either.
func TestAttemptsFromTheOwnersPlaceAreCountedApart(t *testing.T) {
	e := small()
	for i := range e.Plan.Owners {
		s := e.scene(i)
		d := e.Plan.Rooms.open(&s.Person.Account)
		own, foreign := NewOwner(e.Plan.Seed, s).Apply(), NewAdversary(e.Plan.Seed, s, Stranger, 0).Apply(Natural)
		if !d.dossier.Familiar(own) || d.dossier.Familiar(foreign) {
			continue
		}
		for want, from := range map[string][attempts]intake.Application{
			"12345": {foreign, foreign, foreign, foreign, foreign},
			"11223": {foreign, own, foreign, own, foreign},
			"11234": {own, foreign, foreign, foreign, foreign},
		} {
			var counts strings.Builder
			follow(d, func(n int, _ uint16) (intake.Application, func(int) decision.Assessment) {
				return from[n], func(counted int) decision.Assessment {
					counts.WriteByte(byte('0' + counted))
					return decision.Assessment{Verdict: decision.Decline}
				}
			})
			if counts.String() != want {
				t.Errorf("counted as %s, not %s", &counts, want)
			}
		}
		return
	}
	t.Error("no owner comes from a known place, and nothing is tried")
}

// From one mailbox attempts add up: whoever answers one half first and then the other passes a line that neither half does, and from a new
// mailbox each time does not.
func TestFromOneMailboxAttemptsAddUp(t *testing.T) {
	e, tried, together := small(), 0, 0
	for i := range e.Plan.Owners {
		s := e.scene(i)
		rooms := e.Plan.Rooms
		d, a := rooms.open(&s.Person.Account), NewAdversary(e.Plan.Seed, s, Stranger, 0)
		whole := NewOwner(e.Plan.Seed, s).Apply()
		var halves [attempts]intake.Application
		for n := range halves {
			halves[n] = whole
			halves[n].Contact, halves[n].Claims = "n"+strings.Repeat("x", n)+a.notes.contact, nil
			for c, claim := range whole.Claims {
				if c%2 == n%2 {
					halves[n].Claims = append(halves[n].Claims, claim)
				}
			}
		}
		half := max(d.decide(halves[0], 1, nil).Bits, d.decide(halves[1], 1, nil).Bits)
		more := d.decide(whole, 1, nil).Bits - half
		if rooms.Policy = lenient(float64(half)/1000 + .5); more < 1500 || decision.ProfileOf(s.Person.Account, rooms.Policy) == decision.Strict {
			continue
		}
		tried++
		apart, _, _ := follow(d, func(n int, _ uint16) (intake.Application, func(int) decision.Assessment) {
			return halves[n], func(counted int) decision.Assessment { return d.decide(halves[n], counted, nil) }
		})
		if apart {
			t.Errorf("owner %d passes by a half, of %d millibits", i, half)
		}
		if a.build(d, &halves) {
			together++
		}
	}
	if together < tried*3/4 || tried < e.Plan.Owners/4 {
		t.Errorf("of %d owners %d pass by halves from one mailbox", tried, together)
	}
}

// lenient is a policy that grants whoever has so many bits.
func lenient(line float64) decision.Policy {
	p := decision.DefaultPolicy()
	p.Alpha, p.Veto.Insider, p.Veto.Outsider, p.ThetaMin, p.Loss.Low, p.Loss.Ordinary = .5, .9, .9, line, .001, .001
	p.Attempts, p.Ledgers = []float64{1, 1, 1, 1, 1}, decision.Ledgers{Familiar: 1, Other: 1}
	p.Outside.Plain, p.Outside.Suspicious, p.Insider.Least, p.Insider.Unreachable = -20, -20, -20, -20
	return p
}
