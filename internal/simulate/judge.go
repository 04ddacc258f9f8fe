package simulate

import (
	"slices"
	"strings"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// Rooms are what applications are judged by: the very rooms that a real one walks through, with these parameters and this policy.
type Rooms struct {
	Parameters score.Parameters
	Policy     decision.Policy
	Population evidence.Population
}

// Built are the rooms as they ship.
func Built() Rooms { return Rooms{Parameters: score.Default(), Policy: decision.DefaultPolicy()} }

// desk is an account with everything that judging applications for it needs again and again. Comparing old passwords is the
// dear part, and adversaries of one account try the same ones, so that what a list of them came to is remembered.
type desk struct {
	rooms     *Rooms
	dossier   *evidence.Dossier
	passwords []evidence.Fact
	checked   map[string]evidence.PasswordCheck
	memo      evidence.Memo
	judged    int
}

func (r *Rooms) open(a *evidence.Account) *desk {
	var hashes []evidence.Fact
	for _, f := range a.Facts {
		if f.Kind == "password" {
			hashes = append(hashes, f)
		}
	}
	return &desk{rooms: r, dossier: evidence.NewDossier(*a), passwords: hashes, checked: map[string]evidence.PasswordCheck{}}
}

// check compares the old passwords of an application.
func (d *desk) check(app *intake.Application) evidence.PasswordCheck {
	var typed []string
	for _, c := range app.Claims {
		if c.Kind == intake.KindPastPassword {
			typed = append(typed, c.Value.All()...)
		}
	}
	key := strings.Join(typed, "\x00")
	check, ok := d.checked[key]
	if !ok {
		check = evidence.CheckPasswords(typed, d.passwords)
		d.checked[key] = check
	}
	return check
}

// weigh compares and scores an application, for every scope, and decides nothing.
func (d *desk) weigh(app intake.Application) record {
	d.judged++
	compared := evidence.Compare(d.dossier, app, evidence.Evidence{Passwords: d.check(&app), Population: d.rooms.Population, Memo: &d.memo})
	r := recordOf(compared.Findings)
	d.rooms.weigh(compared.Findings, d.dossier.Suspicion(app.At).Event, &r)
	_, elsewhere := d.dossier.Reachable(app)
	r.alone = elsewhere == 0
	r.unwarned = r.alone || elsewhere == 1 && r.at(evidence.Channel) == 1
	return r
}

// judge weighs a first application and, if the whole is asked for, decides it.
func (d *desk) judge(app intake.Application, whole bool) record {
	r := d.weigh(app)
	if whole {
		verdict := d.decide(app, 1, nil)
		r.note(&verdict)
	}
	return r
}

// weigh scores findings for every scope.
func (r *Rooms) weigh(findings []evidence.Finding, suspicious bool, into *record) {
	least := r.Policy.Outside.Plain
	if suspicious {
		least = r.Policy.Outside.Suspicious
	}
	setting := score.Setting{Scope: scope(Insider).classes(), Suspicious: suspicious}
	all, outside := score.Of(findings, r.Parameters, setting), score.Of(outsideOnly(findings), r.Parameters, setting)
	for t := range into.bits {
		into.bits[t] = float32(all.ByClass[t]) / 1000
		into.outside[t] = float32(float64(outside.ByClass[t])/1000 - least)
		if t > 0 { // a scope is all tiers up to one
			into.outside[t] = min(into.outside[t], into.outside[t-1])
		}
	}
}

// outsideOnly leaves what nobody can read inside the account. Weighing it alone gives for every tier what the judgement calls
// Outside for a scope, at the cost of one more weighing instead of one for each scope.
func outsideOnly(findings []evidence.Finding) []evidence.Finding {
	out := make([]evidence.Finding, 0, len(findings))
	for i := range findings {
		switch findings[i].Item {
		case evidence.Passwords, evidence.FormerName, evidence.FormerAddress, evidence.Device, evidence.Network, evidence.Channel:
			out = append(out, findings[i])
		}
	}
	return out
}

// classes are the scope as the judgement knows it.
func (s scope) classes() score.Scope {
	var all score.Scope
	for c := score.Class(0); c <= score.Class(s); c++ {
		all = all.With(c)
	}
	return all
}

// decide walks an application through all rooms, as a first attempt or one of several.
func (d *desk) decide(app intake.Application, attempt int, earlier []decision.Earlier) decision.Assessment {
	d.judged++
	reachable, elsewhere := d.dossier.Reachable(app)
	return decision.Assess(decision.Case{
		Dossier: d.dossier, Application: app, Passwords: d.check(&app), Population: d.rooms.Population, Attempt: attempt,
		Familiar: d.dossier.Familiar(app), Earlier: earlier, Reachable: reachable, Elsewhere: elsewhere, Memo: &d.memo,
	}, d.rooms.Parameters, d.rooms.Policy)
}

// note writes a verdict into a record.
func (r *record) note(a *decision.Assessment) {
	r.verdict = map[decision.Outcome]verdict{decision.Grant: granted, decision.Review: reviewed, decision.Decline: declined}[a.Verdict]
	for bit, flag := range ruleWords {
		if a.Bits >= a.Threshold.Grant && slices.Contains(a.Flags, flag) {
			r.stopped |= 1 << bit
		}
	}
	r.judged = true
	r.hold, r.against = int16(a.HoldHours), int8(slices.Index(tierWords[:], a.Against))
}

// recordOf notes how every item came out.
func recordOf(findings []evidence.Finding) record {
	r := record{set: true}
	for i := range findings {
		r.level(&findings[i])
	}
	return r
}

// level notes how an item came out.
func (r *record) level(f *evidence.Finding) {
	i := f.Item.Order()
	if i >= itemCount {
		return
	}
	at := f.Item.Index(f.Level)
	if at >= len(evidence.Levels(f.Item)) {
		r.levels[i] = missed
		return
	}
	r.levels[i] = level(at + 1)
	for _, way := range f.Ways {
		if way.Level == at && way.Guess[at] > evidence.Certain/1000 {
			r.levels[i] |= common
		}
	}
}
