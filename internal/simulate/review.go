package simulate

import "okaeri/internal/simulate/measure"

// What reviewers are assumed to do with a case that waits for them. They see match and no match, ask back, and may ask for proof;
// nobody has published how well that works, so the report says these two figures beside every result.
const (
	reviewersPass  = .90 // of the owners they see
	reviewersCatch = .95 // of the adversaries
	attackersShare = .10 // of all applications (engine.md §2.10)
)

// reviewResults lets people see the applications that come next below the line, as many as they can. Two chances are in the interval of the
// owners let in: which owners were drawn, and where adversaries put the line. How many people see is fixed, so that they let as many more in
// wherever the line lies, while owners are left whom they don't see: at either end of the line people look down from there. For the same
// reason the owners' chance is that of those granted without people (wider than needed where people see everybody who is left). Not in it:
// what is assumed (whom people pass and catch, how many applications are adversaries'), the luck of each look, and who of the adversaries
// is shown, a fortieth of all applications for each tier.
func reviewResults(c *cases, vetoes *[Classes]float64) []ReviewResult {
	s := scope(Phisher)
	x, open := scoresOf(c, s, s.score), scoresOf(c, s, s.open)
	top := x.line(aim, s, vetoes)
	alone := x.owners.Share(top.at)
	var out []ReviewResult
	for _, seen := range []float64{.05, .10, .15, .20, .25, .30, .40, .50} {
		letIn := func(auto float64) int {
			granted := x.owners.AtLeast(auto)
			return granted + int(reviewersPass*float64(open.owners.AtLeast(reviewLine(x, open, s, auto, seen))-granted))
		}
		line := reviewLine(x, open, s, top.at, seen)
		r := ReviewResult{Scope: scopeWords[s], Seen: seen, Owners: measure.ShareOf(letIn(top.at), alone.Of), Auto: top.reached(x.owners), Caught: reviewersCatch}
		r.Owners.Low, r.Owners.High = r.Owners.Value-(alone.Value-alone.Low), r.Owners.Value+(alone.High-alone.Value)
		r.Owners = r.Owners.Strayed(float64(letIn(top.high))/float64(alone.Of), float64(letIn(top.low))/float64(alone.Of))
		for t := Tier(0); t <= Tier(s); t++ {
			for strategy := range strategies {
				passed, shown := x.attackers[t][strategy].Share(top.at), open.attackers[t][strategy].Share(line)
				if len(x.attackers[t][strategy]) == 0 || strategy != Natural && shown.Low <= open.attackers[t][Natural].Share(line).Value {
					continue // not ahead, or by chance alone
				}
				r.Attackers = max(r.Attackers, (passed.Value+max(shown.Value-passed.Value, 0)*(1-reviewersCatch))*(1-vetoes[t]))
			}
		}
		out = append(out, r)
	}
	return out
}

// reviewLine is the line down to which people can look at every application that was not granted.
func reviewLine(x, open *scored, s scope, auto, seen float64) float64 {
	share := func(line float64) float64 {
		shown := open.owners.Rate(line) - x.owners.Rate(auto)
		total := (1 - attackersShare) * shown
		for t := Tier(0); t <= Tier(s); t++ {
			more := open.attackers[t][Natural].Rate(line) - x.attackers[t][Natural].Rate(auto)
			total += attackersShare / float64(s+1) * more
		}
		return total
	}
	low, high := -60., 60.
	for range 50 {
		if mid := (low + high) / 2; share(mid) > seen {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
