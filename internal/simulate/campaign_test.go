package simulate

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/score"
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

// kindsOf lists the kinds of an application's answers, each once.
func kindsOf(app intake.Application) []string {
	var kinds []string
	for _, c := range app.Claims {
		if !slices.Contains(kinds, c.Kind) {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}

// answersOf are an application's answers to questions with one row, or with several.
func answersOf(app intake.Application, one bool) []intake.Claim {
	return slices.DeleteFunc(slices.Clone(app.Claims), func(c intake.Claim) bool { return (most[c.Kind] == 0) != one })
}

// Every application of a list holds what is known, what was planted and guesses wherever the form has room, the best ones first and then
// others, from one place.
func TestACampaignBeginsWithAllThatIsKnownAndTheBestGuesses(t *testing.T) {
	attackers(func(a *Adversary, _ *desk) {
		best := a.withPlanted(nil)
		_, planted := a.prepared(beginning)
		for _, planted := range [][]intake.Claim{nil, planted} {
			list := a.list(planted)
			if count := len(list[0].Claims); count < len(best.Claims) {
				t.Errorf("%s: the first application has %d answers, and one without a campaign %d", a.Tier, count, len(best.Claims))
			}
			for n, app := range list {
				for _, kind := range kindsOf(best) {
					before := withMore(intake.Application{}, slices.Concat(ofKind(a.Apply(Silent).Claims, kind), ofKind(planted, kind))).Claims
					all, room := ofKind(app.Claims, kind), max(most[kind], 1)
					if len(all) > room || len(before) > 0 && !reflect.DeepEqual(all[:len(before)], before) {
						t.Errorf("%s: application %d has %d answers of %s", a.Tier, n+1, len(all), kind)
					}
					if guessed := len(all) - len(before); guessed == 0 && len(all) < room && kind != intake.KindMailContact {
						t.Errorf("%s: application %d leaves room for guesses of %s", a.Tier, n+1, kind)
					}
				}
				if app.Context != best.Context {
					t.Errorf("%s: application %d comes from elsewhere", a.Tier, n+1)
				}
				if n > 0 && reflect.DeepEqual(answersOf(app, false), answersOf(list[n-1], false)) {
					t.Errorf("%s: application %d guesses what was guessed before", a.Tier, n+1)
				}
			}
		}
	})
}

// A campaign for an account that was prepared is judged by what the account holds then.
func TestACampaignIsFiledForTheAccountAsItWasMade(t *testing.T) {
	made, further := 0, 0
	attackers(func(a *Adversary, d *desk) {
		account, planted := a.prepared(beginning)
		if planted == nil {
			return
		}
		made++
		most := func(d *desk, list [attempts]intake.Application) (bits score.Millibits, low bool) {
			bits = math.MinInt32
			_, low, _ = follow(d, func(n int, _ uint16) (intake.Application, func(int) decision.Assessment) {
				return list[n], func(counted int) decision.Assessment {
					verdict := d.decide(list[n], counted, nil)
					bits = max(bits, score.Millibits(verdict.Bits))
					return verdict
				}
			})
			return bits, low
		}
		before := d.judged
		s := a.campaign(d)
		if d.judged < before+2 {
			t.Errorf("%s: what was judged for %s as it was made is not counted", a.Tier, account.ID)
		}
		bits, low := most(d.rooms.open(&account), a.list(planted))
		if s.fixedLow != low {
			t.Errorf("%s: over the easy line for %s: %v, and as it was made: %v", a.Tier, account.ID, s.fixedLow, low)
		}
		if without, _ := most(d, a.list(nil)); bits > without {
			further++
		}
	})
	if made == 0 || further == 0 {
		t.Errorf("%d accounts were prepared, and %d campaigns get further by it", made, further)
	}
}

// Where people looked at one application and another was declined, the guesses that were near stand.
func TestACampaignAdapts(t *testing.T) {
	attackers(func(a *Adversary, _ *desk) {
		lists := a.list(nil)
		for says, c := range map[string]struct {
			seen uint16
			near int
		}{
			"the first was looked at, the second declined":         {0b00_01, 0},
			"the first was declined, the second looked at":         {0b01_00, 1},
			"two were looked at, and one between them was not":     {0b01_00_01, 2},
			"one was looked at, and those before and after it not": {0b00_01_00, 1},
		} {
			n := 2
			if c.seen > 0b11_11 || says[0] == 'o' {
				n = 3
			}
			filed := lists
			app, changed := adapted(&lists, &filed, n, c.seen)
			if !changed || app.Contact != lists[n].Contact || app.Context.IP != lists[n].Context.IP {
				t.Errorf("%s: %s, and nothing is done about it", a.Tier, says)
			}
			near, kept := answersOf(lists[c.near], true), answersOf(app, true)
			if len(kept) < len(near) || !reflect.DeepEqual(kept[:len(near)], near) {
				t.Errorf("%s: %s, and its guesses are given up", a.Tier, says)
			}
			if !reflect.DeepEqual(answersOf(app, false), answersOf(lists[n], false)) {
				t.Errorf("%s: %s, and nothing else is tried", a.Tier, says)
			}
		}
	})
}

// Whoever looks at verdicts can always follow the list, and does so where they tell nothing.
func TestACampaignThatIsToldNothingFollowsTheList(t *testing.T) {
	attackers(func(a *Adversary, _ *desk) {
		lists := a.list(nil)
		for says, seen := range map[string]uint16{"all are declined": 0, "all are looked at": 0b01_01_01_01} {
			for n := range attempts {
				filed := lists
				if app, changed := adapted(&lists, &filed, n, seen&(1<<(2*n)-1)); changed || !reflect.DeepEqual(app, lists[n]) {
					t.Errorf("%s: %s, and application %d is not the list's", a.Tier, says, n+1)
				}
			}
		}
	})
}

// A campaign that is told something files applications that stand in no list.
func TestAnAdaptiveCampaignFilesItsOwnApplications(t *testing.T) {
	told := 0
	attackers(func(a *Adversary, d *desk) {
		before := d.judged
		s := a.campaign(d)
		if s.adaptive || s.fixed || s.building {
			return // ended early
		}
		own, looked, declined := 0, false, false
		for n := range attempts {
			if looked && declined {
				own++
			}
			looked, declined = looked || s.seen>>(2*n)&3 == 1, declined || s.seen>>(2*n)&3 == 0
		}
		told += own
		if judged := d.judged - before; judged < 2*attempts+own { // the list, the same from one mailbox, and what was adapted
			t.Errorf("%s: %d applications are judged, though %d verdicts told something", a.Tier, judged, own)
		}
	})
	if told == 0 {
		t.Error("no verdict tells anything, and nothing is tried")
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

// What was planted is in the account at its time, a sign-in from the adversary's own place with it, and is what the adversary answers where
// what is known leaves room.
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
			want, known, all := ofKind(planted, kind), ofKind(a.Apply(Silent).Claims, kind), ofKind(app.Claims, kind)
			if len(want) == 0 || !reflect.DeepEqual(all[:len(known)], known) {
				t.Errorf("%s: what is known of %s is not answered first", a.Tier, kind)
			}
			if len(known) < most[kind] && !reflect.DeepEqual(all[len(known)], want[0]) {
				t.Errorf("%s: the planted %s is not answered", a.Tier, kind)
			}
		}
	})
}

func ofKind(answers []intake.Claim, kind string) []intake.Claim {
	return slices.DeleteFunc(slices.Clone(answers), func(c intake.Claim) bool { return c.Kind != kind })
}

func unixOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.Unix()
}
