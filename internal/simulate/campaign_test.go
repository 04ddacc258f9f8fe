package simulate

import (
	"slices"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
)

// attackers are adversaries of every tier against the accounts of the small run, each with the desk of the account.
func attackers(each func(a *Adversary, d *desk)) {
	e := small()
	for i := range e.Plan.Owners {
		s := e.scene(i)
		d := e.Plan.Rooms.open(&s.Person.Account)
		for tier := range Tier(Classes) {
			each(NewAdversary(e.Plan.Seed, s, tier, 0), d)
		}
	}
}

// A campaign has as many applications as the policy shares alpha among, counts each, sees of each whether people looked at it, and ends
// with a grant.
func TestACampaignHasFiveApplications(t *testing.T) {
	a, d := anyone()
	app := a.Apply(Natural)
	for says, c := range map[string]struct {
		verdict decision.Outcome
		grantAt int // 0: never
		filed   int
		seen    uint16
	}{
		"all are looked at": {decision.Review, 0, len(decision.DefaultPolicy().Attempts), 0b01_01_01_01_01},
		"all are declined":  {decision.Decline, 0, len(decision.DefaultPolicy().Attempts), 0},
		"the third passes":  {decision.Review, 3, 3, 0b10_01_01},
	} {
		filed := 0
		won, _, seen := follow(d, func(n int, _ uint16) (intake.Application, func(int) decision.Assessment) {
			if n != filed {
				t.Errorf("%s: application %d comes after %d", says, n+1, filed)
			}
			filed++
			return app, func(counted int) decision.Assessment {
				if counted != filed {
					t.Errorf("%s: application %d is counted as %d", says, filed, counted)
				}
				if filed == c.grantAt {
					return decision.Assessment{Verdict: decision.Grant}
				}
				return decision.Assessment{Verdict: c.verdict, Threshold: decision.Threshold{Grant: 100000}}
			}
		})
		if filed != c.filed || seen != c.seen || won != (c.grantAt > 0) {
			t.Errorf("%s: %d filed, %b seen, won: %v", says, filed, seen, won)
		}
	}
}

// anyone is some adversary of the small run.
func anyone() (*Adversary, *desk) {
	e := small()
	s := e.scene(0)
	return NewAdversary(e.Plan.Seed, s, Acquaintance, 0), e.Plan.Rooms.open(&s.Person.Account)
}

// What people looked at is filed again with more answers; what was declined at once is given up.
func TestACampaignAdapts(t *testing.T) {
	more := 0
	attackers(func(a *Adversary, _ *desk) {
		var lists [attempts]intake.Application
		for n := range lists {
			lists[n] = a.attempt(n)
		}
		again, changed := a.adapted(&lists, 1, 1)
		if !changed || again.Contact != lists[1].Contact || len(again.Claims) < len(lists[0].Claims) {
			t.Errorf("%s: after people looked at it, %d answers became %d", a.Tier, len(lists[0].Claims), len(again.Claims))
			return
		}
		for n, claim := range lists[0].Claims {
			if again.Claims[n].Kind != claim.Kind || again.Claims[n].Value.Text != claim.Value.Text {
				t.Errorf("%s: an answer that people looked at is given up: %s", a.Tier, claim.Kind)
			}
		}
		more += len(again.Claims) - len(lists[0].Claims)
		for says, seen := range map[string]uint16{"a decline": 0, "an older look": 1} {
			n := 1
			if seen != 0 {
				n = 2 // the first was looked at, the second declined
			}
			if _, changed := a.adapted(&lists, n, seen); changed {
				t.Errorf("%s: %s is followed up", a.Tier, says)
			}
		}
	})
	if more == 0 {
		t.Error("nobody tries anything more")
	}
}

// A campaign that saw people look files applications that stand in no list.
func TestAnAdaptiveCampaignFilesItsOwnApplications(t *testing.T) {
	looked := 0
	attackers(func(a *Adversary, d *desk) {
		before := d.judged
		s := a.campaign(d)
		if s.adaptive || s.fixed || s.building {
			return // ended early
		}
		own := 0
		for n := range attempts - 1 {
			if s.seen>>(2*n)&3 == 1 {
				own++
			}
		}
		looked += own
		if judged := d.judged - before; judged < 2*attempts+own { // the list, the same from one mailbox, and what was adapted
			t.Errorf("%s: %d applications are judged, though people looked at %d", a.Tier, judged, own)
		}
	})
	if looked == 0 {
		t.Error("people look at no campaign, and nothing is tried")
	}
}

// Only whoever holds the current password gets into an account for a moment, and only readers of the mailbox stay for weeks.
func TestOnlyThoseWhoCouldGetInPlant(t *testing.T) {
	within := map[Strategy]int{}
	attackers(func(a *Adversary, _ *desk) {
		current := a.Person.Passwords[len(a.Person.Passwords)-1].Plain
		holds := slices.ContainsFunc(a.notes.answers, func(x answer) bool {
			return x.known && x.Kind == intake.KindPastPassword && x.Value.Text == current
		})
		for strategy, could := range map[Strategy]bool{Planting: holds || a.Tier == Insider, Patient: a.Tier == Insider} {
			if a.wasInside(strategy) != could {
				t.Errorf("%s %s: inside is %v", a.Tier, strategy, !could)
			}
			if could {
				within[strategy]++
			}
		}
	})
	if within[Planting] <= within[Patient] || within[Patient] == 0 {
		t.Errorf("nobody plants: %v", within)
	}
}

// What was planted is in the account at its time, a sign-in from the adversary's own place with it, and is what the adversary answers.
func TestWhatIsPlantedIsThereAndAnswered(t *testing.T) {
	const before = 21 * 24 * time.Hour
	attackers(func(a *Adversary, _ *desk) {
		account, planted := a.plant(before)
		at := a.At.Add(-before)
		kinds := map[string]bool{}
		for _, f := range account.Facts[len(a.Person.Account.Facts):] {
			if when := max(unixOf(f.At), unixOf(f.From)); when != at.Unix() {
				t.Errorf("%s: %s was planted at another time", a.Tier, f.Kind)
			}
			kinds[f.Kind] = true
			if f.Kind == "sign_in" && (f.Value.Part("device") != a.notes.from.Device || f.Value.Part("ip") != a.notes.from.IP) {
				t.Errorf("%s: the sign-in is not the adversary's", a.Tier)
			}
		}
		for _, kind := range []string{"sign_in", "sent_mail", intake.KindMailFolder, intake.KindMailContact, intake.KindPurchase, intake.KindName} {
			if !kinds[kind] {
				t.Errorf("%s: no %s was planted", a.Tier, kind)
			}
		}
		app := a.withPlanted(planted)
		for _, kind := range []string{intake.KindMailRecipient, intake.KindMailSubject, intake.KindMailFolder, intake.KindMailContact} {
			is := func(c intake.Claim) bool { return c.Kind == kind }
			want, got := slices.IndexFunc(planted, is), slices.IndexFunc(app.Claims, is)
			if want < 0 || got < 0 || planted[want].Value.Text != app.Claims[got].Value.Text {
				t.Errorf("%s: the planted %s is not answered", a.Tier, kind)
			}
		}
	})
}

func unixOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.Unix()
}
