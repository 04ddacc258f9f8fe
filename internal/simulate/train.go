package simulate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
	"okaeri/internal/simulate/measure"
)

// Train sets parameters on the training family: it lets people apply there, moves the rows of base to what was seen, and gives the
// result a version. What it writes has seen nothing of the test family. Rows that would break a property of the judgement, as a handful of people
// may teach, are brought back towards base, and their items returned.
func Train(p Plan, base *learn.File, version string, clock func() time.Time) (*learn.File, []evidence.Item, error) {
	p.Family, p.Plain = Training, true
	e := Simulate(p, clock)
	trained, err := base.Clone()
	if err != nil {
		return nil, nil, err
	}
	trained.Learn(e.learned(), Training.Memory[0])
	trained.SetVersion(version)
	tempered, err := trained.Temper(base)
	return trained, tempered, err
}

// learned is what a run teaches about owners and adversaries: how owners come out, and what adversaries know. The silent strategy
// tells the latter, since whoever files only what was found out reaches a level by knowing, not by luck. It brings no device of its own into the
// account beforehand, as others do, so that it tells nothing of devices.
func (e *Experiment) learned() *learn.Evidence {
	seen := learn.NewEvidence(Tiers())
	items := evidence.Items()
	add := func(to map[evidence.Item]learn.Seen, records []record) {
		for n := range records {
			for i, l := range records[n].levels {
				if l == absent || !records[n].set {
					continue
				}
				place := len(evidence.Levels(items[i]))
				if l != missed {
					place = int(l.plain()) - 1
				}
				learn.Add(to, items[i], place, 1)
			}
		}
	}
	add(seen.Owner, e.cases.owners)
	for t := range Tier(Classes) {
		add(seen.Known[t.String()], e.cases.attackers[t][Silent])
		delete(seen.Known[t.String()], evidence.Device)
	}
	return seen
}

// sharesTold are the shares of adversaries that a table of quantiles tells the bits for.
var sharesTold = []float64{.2, .1, .05, .02, .01, .005, .002, .001, .0005, .0002, .0001, .00005}

// Quantiles makes the judgement's table of how many bits adversaries reach, for every scope, from the training family: at the upper
// 95 % limit, of the worst tier in its best strategy. The table is bound to the parameters by their hash (engine.md §2.10).
func Quantiles(p Plan, parameters score.Parameters, clock func() time.Time) ([]byte, error) {
	p.Family, p.Plain, p.Rooms.Parameters = Training, true, parameters
	e := Simulate(p, clock)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Made by `okaeri simulate --quantiles`: bits that so small a share of the worst class's applications reaches, in its best strategy.\n"+
		"# %d adversaries of each class on the training family, seed %d. Bound to the parameters by their hash; other parameters\n"+
		"# fall back to Markov's inequality. bits: all applications; familiar and other: those from places known before the baseline and\n"+
		"# from others, as shares of all.\n", p.Attackers, p.Seed)
	fmt.Fprintf(&b, "parameters: %s\nscopes:\n", parameters.Hash())
	for s := scope(Breached); s <= scope(Insider); s++ {
		told := e.sharesTold()
		fmt.Fprintf(&b, "  - classes: [%s]\n    shares: [%s]\n", strings.Join(Tiers()[:s+1], ", "), list(told, "%g"))
		for _, l := range ledgers {
			fmt.Fprintf(&b, "    %s: [%s]\n", l.name, list(e.quantiles(s, told, l.holds), "%.2f"))
		}
	}
	return b.Bytes(), nil
}

// ledgers are which applications a line of the table counts: all, and those from places known before the baseline or from others. All
// are shares of everybody of a tier, since each files from one place or the other.
var ledgers = []struct {
	name  string
	holds func(*record) bool
}{
	{"bits", func(*record) bool { return true }},
	{"familiar", (*record).familiar},
	{"other", func(r *record) bool { return !r.familiar() }},
}

// nothing is what an application scores in the ledger that it is not of: less than any.
const nothing = -40.

// sharesTold are the shares that so many adversaries can tell.
func (e *Experiment) sharesTold() []float64 {
	return slices.DeleteFunc(slices.Clone(sharesTold), func(share float64) bool { return !measure.Tells(e.Plan.Attackers, share) })
}

// quantiles lists the bits of one scope that so small shares reach, of those whom a ledger holds.
func (e *Experiment) quantiles(s scope, shares []float64, holds func(*record) bool) []float64 {
	x := scoresOf(&e.cases, s, func(r *record) float64 {
		if !holds(r) {
			return nothing
		}
		return max(s.open(r), nothing)
	})
	reached := make([]float64, len(shares))
	for i, share := range shares {
		reached[i] = nothing
		for t := Tier(0); t <= Tier(s); t++ {
			for _, strategy := range []Strategy{Natural, Guessing, Silent, Withholding, Mailing} {
				reached[i] = max(reached[i], x.attackers[t][strategy].SafeThreshold(share))
			}
		}
	}
	return reached
}

func list(values []float64, format string) string {
	var words []string
	for _, v := range values {
		words = append(words, fmt.Sprintf(format, v))
	}
	return strings.Join(words, ", ")
}
