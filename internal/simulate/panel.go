package simulate

import (
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
	"okaeri/internal/simulate/measure"
)

// panelRate is the rate that a panel is measured at: it is too small for one in a thousand.
const panelRate = .01

// panel is a part of a run of which the comparisons themselves are kept, so that it can be weighed again under other
// parameters, or without a kind of evidence.
type panel struct {
	rooms     *Rooms
	owners    []compared
	attackers [Classes][]compared
	vetoes    [Classes]float64
}

// compared is an application after the room of evidence.
type compared struct {
	findings   []evidence.Finding
	suspicious bool
}

// panel compares the first owners of a run and some adversaries of theirs again, each adversary with all guesses.
func (e *Experiment) panel(owners, attackers int) *panel {
	owners, attackers = min(owners, e.Plan.Owners), min(attackers, e.Plan.Attackers)
	p := &panel{rooms: &e.Plan.Rooms, owners: make([]compared, owners), vetoes: vetoesOf(e.Worlds)}
	for t := range p.attackers {
		p.attackers[t] = make([]compared, attackers)
	}
	inParallel(owners, func(i int) {
		s := e.scene(i)
		d := e.Plan.Rooms.open(&s.Person.Account)
		p.owners[i] = d.compare(NewOwner(e.Plan.Seed, s).Apply())
		for t := range Tier(Classes) {
			for n := i; n < attackers; n += owners {
				p.attackers[t][n] = d.compare(NewAdversary(e.Plan.Seed, s, t, n/owners).Apply(Guessing))
			}
		}
	})
	return p
}

// weighed scores everybody again, with the findings of one item left out ("": none).
func (p *panel) weighed(parameters score.Parameters, without evidence.Item) *cases {
	rooms := *p.rooms
	rooms.Parameters = parameters
	weigh := func(list []compared) []record {
		out := make([]record, len(list))
		inParallel(len(list), func(i int) {
			out[i] = record{set: true}
			findings := list[i].findings
			if without != "" {
				findings = leaving(findings, without)
			}
			rooms.weigh(findings, list[i].suspicious, &out[i])
		})
		return out
	}
	c := &cases{owners: weigh(p.owners)}
	for t := range Insider {
		c.attackers[t][Guessing] = weigh(p.attackers[t])
	}
	return c
}

func leaving(findings []evidence.Finding, item evidence.Item) []evidence.Finding {
	var rest []evidence.Finding
	for _, f := range findings {
		if f.Item != item {
			rest = append(rest, f)
		}
	}
	return rest
}

// at is the owners' share against the first four tiers, hold counted.
func (p *panel) at(c *cases, rate float64) At {
	s := scope(Phisher)
	a := scoresOf(c, s, s.score).at(rate, s, &p.vetoes)
	a.Threshold = finite(a.Threshold)
	return a
}

// worth measures what each kind of evidence gives: by the owners that are lost when nobody is asked for it.
func (p *panel) worth(c *cases) []Worth {
	parameters := p.rooms.Parameters
	whole := p.at(p.weighed(parameters, ""), panelRate).Owners.Value
	var out []Worth
	for i, item := range evidence.Items() {
		w := Worth{Item: string(item)}
		held, matched := 0, 0
		for n := range c.owners {
			switch c.owners[n].levels[i] {
			case absent:
			case missed:
				held++
			default:
				held, matched = held+1, matched+1
			}
		}
		if held == 0 {
			continue
		}
		w.Asked, w.Matched = float64(held)/float64(len(c.owners)), float64(matched)/float64(held)
		w.Bits = p.meanBits(parameters, item)
		w.Without = p.at(p.weighed(parameters, item), panelRate).Owners.Value
		w.Lost = whole - w.Without
		out = append(out, w)
	}
	return out
}

// meanBits is the mean share of an item in the owners' bits.
func (p *panel) meanBits(parameters score.Parameters, item evidence.Item) float64 {
	sum := 0.
	for i := range p.owners {
		o := &p.owners[i]
		result := score.Of(o.findings, parameters, score.Setting{Scope: score.Outsiders, Suspicious: o.suspicious})
		for n, bits := range result.Contributions {
			if o.findings[n].Item == item {
				sum += float64(bits) / 1000
			}
		}
	}
	return sum / float64(max(len(p.owners), 1))
}

// tornado halves and doubles the odds of each row, of owners and of what adversaries know, and looks at the owners who are let in
// when the rate is kept. Rows whose change moves nothing by a tenth of a point are left out.
func (p *panel) tornado(base *learn.File) ([]Sensitivity, error) {
	var out []Sensitivity
	for _, item := range evidence.Items() {
		for _, side := range []string{"owner", "known"} {
			s := Sensitivity{Item: string(item), Side: side}
			for factor, at := range map[float64]*At{.5: &s.Half, 2: &s.Twice} {
				f, err := base.Clone()
				if err != nil {
					return nil, err
				}
				f.Unbound()
				f.Scale(item, side == "owner", factor)
				parameters, err := f.Parameters()
				if err != nil {
					return nil, err
				}
				*at = p.at(p.weighed(parameters, ""), panelRate)
			}
			s.Swing = s.Twice.Owners.Value - s.Half.Owners.Value
			if s.Swing >= .001 || s.Swing <= -.001 {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// compare walks an application through the room of evidence only.
func (d *desk) compare(app intake.Application) compared {
	d.judged++
	c := evidence.Compare(d.dossier, app, evidence.Evidence{Passwords: d.check(&app), Population: d.rooms.Population, Memo: &d.memo})
	return compared{c.Findings, d.dossier.Suspicion(app.At).Event}
}

// groups measures each group of owners by itself.
func groups(c *cases, vetoes *[Classes]float64) []Group {
	far, near := scope(Phisher), scope(Breached)
	wide, narrow := scoresOf(c, far, far.score), scoresOf(c, near, near.score)
	l, first := wide.line(aim, far, vetoes), narrow.line(aim, near, nil)
	out := []Group{measured("all", wide.owners, nil, l, narrow.owners, first)}
	for i, name := range traitWords {
		group, others := wide.split(c, 1<<i)
		same, _ := narrow.split(c, 1<<i)
		if len(group) > 0 {
			out = append(out, measured(name, group, others, l, same, first))
		}
	}
	return out
}

// split tells owners of a trait from the others.
func (x *scored) split(c *cases, t trait) (group, others measure.Scores) {
	for i, n := range x.whose.owners {
		if c.owners[n].traits&t == t {
			group = append(group, x.owners[i])
		} else {
			others = append(others, x.owners[i])
		}
	}
	return group, others
}

// measured counts a group at the lines. The interval of its gap to all owners holds two chances: that of the owners, in the group and in the
// rest, at the line as it fell; and the line's, which moves the group and all together: what the gap is at either end of it. How
// many owners belong to the group is taken as it is, and so is that the worst of many groups is the one that is looked at.
func measured(name string, group, others measure.Scores, l line, narrow measure.Scores, first line) Group {
	gap := func(at float64) measure.Figure { return measure.PartToWhole(group.Share(at), others.Share(at)) }
	low, high := gap(l.low).Value, gap(l.high).Value
	g := gap(l.at).Strayed(min(low, high), max(low, high))
	return Group{Name: name, Owners: l.reached(group), T1: first.reached(narrow), Gap: g.Value, GapLow: g.Low, GapHigh: g.High}
}
