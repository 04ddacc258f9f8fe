package report

import "okaeri/internal/simulate/measure"

// verdict is what can be said of an aim, as a word of the catalogue under simulate.aims.
type verdict string

const (
	met      verdict = "met"
	missed   verdict = "missed"
	byChance verdict = "chance" // the interval holds the aim: another seed could say the other
	tooFew   verdict = "few"    // the cases could not have shown it, whatever they are
	open     verdict = "open"   // no aim was set
)

// atLeast holds a figure against an aim that it should reach.
func atLeast(tells bool, f measure.Figure, aim float64) verdict {
	return judged(tells, f.Value >= aim, f, aim)
}

// atMost holds a figure against an aim that it should not pass.
func atMost(tells bool, f measure.Figure, aim float64) verdict {
	return judged(tells, f.Value <= aim, f, aim)
}

func judged(tells, is bool, f measure.Figure, aim float64) verdict {
	if tells && f.Low < aim && aim < f.High {
		return byChance
	}
	return settled(tells, is)
}

// settled judges a figure that has no interval.
func settled(tells, is bool) verdict {
	switch {
	case !tells:
		return tooFew
	case is:
		return met
	}
	return missed
}

// rare is the rate that adversaries are kept to.
const rare = .001

// rareEnough holds a rate of adversaries that was counted itself, and not at a line, against an aim: few cases tell that it is passed by far,
// but not that it is kept.
func rareEnough(s measure.Share, aim float64) verdict {
	return atMost(measure.Tells(s.Of, rare) || s.Low > aim, s.Figure(), aim)
}

// tellsRatio says whether the line rests on so many adversaries that its neighbours lie close: where it rests on a few, two ways to decide
// have lines that stray each by itself, their ratio is luck, and so is how far it seems to stray.
func tellsRatio(adversaries int) bool { return float64(adversaries)*rare >= 30 }

// tellsECE says whether each of the fifteen bins of a reliability curve has the cases to show a share of 2 %.
func tellsECE(owners, adversaries int) bool { return measure.Tells(min(owners, adversaries)/15, .02) }

// tellsGain says whether a tenth more than so many hits would be more than a few cases.
func tellsGain(hits int) bool { return hits >= 100 }
