package recovery

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// WorkerFigures is how one person works at the desk (H4). The numbers come from votes and the audit log, which nobody at the desk can edit
// without the log telling.
type WorkerFigures struct {
	Person string `json:"person"`
	Hidden bool   `json:"shown_to_somebody_else,omitempty"` // the reader's own

	Decisions int     `json:"decisions"`
	Grants    int     `json:"grants"`
	Minutes   float64 `json:"median_minutes" doc:"From taking a case to deciding it; 0 where nothing is known."`
	Quick     int     `json:"quick" doc:"Decisions within two minutes of taking the case."`
	Night     int     `json:"night" doc:"Decisions between 22:00 and 6:00 by the site's clock."`
	Repeated  int     `json:"repeated" doc:"Decisions about an account or a contact address on which this person had decided in another case."`
	Clear     int     `json:"clear" doc:"Decisions where the machine suggested something clearly."`
	Overrides int     `json:"overrides" doc:"Of them, decisions against it."`
	Undone    int     `json:"grants_contested_or_undone" doc:"Votes for a grant that the owner stopped or took back."`
	Taken     int     `json:"taken" doc:"Cases taken, assigned or chosen."`
	Picked    int     `json:"picked" doc:"Of them, chosen."`
	Viewed    int     `json:"viewed"`
	Revealed  int     `json:"revealed"`

	Flags []string `json:"flags,omitempty" doc:"What differs from the others by more than chance: grants_more, grants_less, quick, night, repeated, overrides, undone, picked."`

	timed   int // decisions of which Claimed is known
	minutes []float64
}

// What is quick, and what is night. Assumed; what counts is how a person differs from the others who work the same desk.
const (
	quickWithin          = 2 * time.Minute
	nightFrom, nightTill = 22, 6
)

// When a difference is told: as rare as this by chance, and of so many cases of the person and of the others.
const (
	oddChance            = 0.001
	oddCases, oddCompare = 8, 16
)

// people counts each person's votes and acts and holds everybody against the others.
func (m *Meter) people(votes []VoteRow, acts map[string]map[string]int) []WorkerFigures {
	by := map[string]*WorkerFigures{}
	of := func(name string) *WorkerFigures {
		if by[name] == nil {
			by[name] = &WorkerFigures{Person: name}
		}
		return by[name]
	}
	decided := map[string]string{} // person and key, and the case
	for _, v := range votes {
		w := of(v.Person)
		w.vote(v, v.At.In(m.Zone))
		again := false
		for _, key := range []string{"account " + v.Account, "contact " + v.Contact} {
			if strings.HasSuffix(key, " ") {
				continue // the case was removed
			}
			key = v.Person + " " + key
			again = again || decided[key] != "" && decided[key] != v.Case
			decided[key] = v.Case
		}
		if again {
			w.Repeated++
		}
	}
	for name, doors := range acts {
		if doors["claim"]+doors["pick"]+doors["view"] > 0 {
			w := of(name)
			w.Taken, w.Picked, w.Viewed, w.Revealed = doors["claim"]+doors["pick"], doors["pick"], doors["view"], doors["reveal"]
		}
	}
	out := make([]WorkerFigures, 0, len(by))
	for _, w := range by {
		slices.Sort(w.minutes)
		if n := len(w.minutes); n > 0 {
			w.Minutes = w.minutes[(n-1)/2]
		}
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b WorkerFigures) int {
		return cmp.Or(cmp.Compare(b.Decisions, a.Decisions), strings.Compare(a.Person, b.Person))
	})
	flag(out)
	return out
}

// vote counts one decision.
func (w *WorkerFigures) vote(v VoteRow, local time.Time) {
	w.Decisions++
	if v.Grant {
		w.Grants++
	}
	if h := local.Hour(); h >= nightFrom || h < nightTill {
		w.Night++
	}
	if !v.Claimed.IsZero() {
		took := v.At.Sub(v.Claimed)
		w.timed, w.minutes = w.timed+1, append(w.minutes, took.Minutes())
		if took < quickWithin {
			w.Quick++
		}
	}
	if v.Machine == SuggestGrant || v.Machine == SuggestDecline {
		w.Clear++
		if v.Grant != (v.Machine == SuggestGrant) {
			w.Overrides++
		}
	}
	if v.Grant && (v.State == Contested || v.State == Undone) {
		w.Undone++
	}
}

// measure is one way to be odd: some of so many.
type measure struct {
	flag string
	less bool // fewer than the others, not more
	of   func(WorkerFigures) (some, all int)
}

var measures = []measure{
	{"grants_more", false, func(w WorkerFigures) (int, int) { return w.Grants, w.Decisions }},
	{"grants_less", true, func(w WorkerFigures) (int, int) { return w.Grants, w.Decisions }},
	{"quick", false, func(w WorkerFigures) (int, int) { return w.Quick, w.timed }},
	{"night", false, func(w WorkerFigures) (int, int) { return w.Night, w.Decisions }},
	{"repeated", false, func(w WorkerFigures) (int, int) { return w.Repeated, w.Decisions }},
	{"overrides", false, func(w WorkerFigures) (int, int) { return w.Overrides, w.Clear }},
	{"undone", false, func(w WorkerFigures) (int, int) { return w.Undone, w.Grants }},
	{"picked", false, func(w WorkerFigures) (int, int) { return w.Picked, w.Taken }},
}

// flag holds each person against all others together.
func flag(people []WorkerFigures) {
	for _, m := range measures {
		some, all := 0, 0
		for _, w := range people {
			k, n := m.of(w)
			some, all = some+k, all+n
		}
		for i := range people {
			k, n := m.of(people[i])
			others, of := some-k, all-n
			if m.less {
				k, others = n-k, of-others
			}
			if n >= oddCases && of >= oddCompare && chance(k, n, others, of) < oddChance {
				people[i].Flags = append(people[i].Flags, m.flag)
			}
		}
	}
}

// chance is how likely one person has k or more of n, while the others have K of N, if all are alike: Fisher's exact test, upper tail.
func chance(k, n, others, of int) float64 {
	some, all, sum := k+others, n+of, 0.0
	for x := k; x <= min(n, some); x++ {
		if some-x <= of {
			sum += math.Exp(choose(some, x) + choose(all-some, n-x) - choose(all, n))
		}
	}
	return min(sum, 1)
}

// choose is the logarithm of the number of ways to take k of n.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	lg := func(x int) float64 {
		v, _ := math.Lgamma(float64(x + 1))
		return v
	}
	return lg(n) - lg(k) - lg(n-k)
}
