package simulate

import (
	"math"

	"okaeri/internal/simulate/measure"
)

// redrawn is how often a run's accounts are drawn anew; the width of an interval is then known to 1 in √(2·200), 5 in 100.
const redrawn = 200

// streamRedraw is a stream of chance that no account has.
const streamRedraw = 256 - 1

// ratioOf is the interval of the owners' share at our line to that at another way's, both kept to a rate. Both are counted on the same
// owners, and their lines on the same adversaries: what chance moves moves both. So the accounts of the run are drawn anew, with
// replacement and each with its owner and everybody who applies for it, both lines are set again, and the interval is 1.96 times the
// spread of the ratio to either side (the bootstrap over clusters: Davison and Hinkley 1997, §2.4 and §3.8). In it are the chances of
// owners, of both lines, and of who sets them; not in it is what the other way has learned, which stays as it is. Draws come from their
// number alone: the same cases give the same interval.
func ratioOf(ours, other *scored, rate float64, s scope, accounts int) (low, high float64) {
	us, them := newRedraw(ours, rate, s, accounts), newRedraw(other, rate, s, accounts)
	times := make([]int, accounts)
	var n, sum, squares float64
	for i := range redrawn {
		clear(times)
		d := throw(1, i, streamRedraw)
		for range times {
			times[d.IntN(accounts)]++
		}
		if all := them.owners(times, rate, s); all > 0 {
			ratio := float64(us.owners(times, rate, s)) / float64(all)
			n, sum, squares = n+1, sum+ratio, squares+ratio*ratio
		}
	}
	value := float64(ours.owners.AtLeast(ours.line(rate, s, nil).at)) / float64(other.owners.AtLeast(other.line(rate, s, nil).at))
	spread := 1.96 * math.Sqrt(max(squares-sum*sum/max(n, 1), 0)/max(n-1, 1))
	return max(value-spread, 0), value + spread
}

// redraw are scores of which accounts can be drawn anew.
type redraw struct {
	all       repeated
	attackers [Classes][strategies]repeated
	drawn     scored
}

func newRedraw(x *scored, rate float64, s scope, accounts int) *redraw {
	r := &redraw{all: newRepeated(x.owners, x.whose.owners, 1, accounts)}
	for t := Tier(0); t <= Tier(s); t++ {
		for strategy := range strategies {
			r.attackers[t][strategy] = newRepeated(x.attackers[t][strategy], x.whose.attackers[t][strategy], 4*rate, accounts)
		}
	}
	return r
}

// owners counts those at the line that the drawn accounts put.
func (r *redraw) owners(times []int, rate float64, s scope) int {
	for t := Tier(0); t <= Tier(s); t++ {
		for strategy := range strategies {
			r.drawn.attackers[t][strategy] = r.attackers[t][strategy].draw(times)
		}
	}
	return r.all.draw(times).AtLeast(r.drawn.line(rate, s, nil).at)
}

// repeated are scores of which those at the upper end are drawn; as many as then are left stand far below every line.
type repeated struct {
	upper   measure.Scores
	account []int32
	room    measure.Scores // as many of the least as there are scores, and behind them what was drawn
	of      int
}

func newRepeated(scores measure.Scores, places []int32, upper float64, accounts int) repeated {
	// A hundred more than the share says, so that a line is never set by one of those who are not drawn.
	most := min(int(upper*float64(len(scores)))+100, len(scores))
	r := repeated{upper: scores[len(scores)-most:], of: len(scores)}
	for _, n := range places[len(scores)-most:] {
		r.account = append(r.account, n%int32(accounts)) //nolint:gosec // no more than there are places
	}
	for range scores {
		r.room = append(r.room, math.Inf(-1))
	}
	return r
}

func (r *repeated) draw(times []int) measure.Scores {
	r.room = r.room[:r.of]
	for i, score := range r.upper {
		for range times[r.account[i]] {
			r.room = append(r.room, score)
		}
	}
	return r.room[len(r.room)-r.of:]
}
