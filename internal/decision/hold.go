package decision

import "okaeri/internal/score"

// hold is the wait before access, in hours. Strong evidence shortens it where the owner can be told and would object; nothing
// brings it under the floor, and nothing shortens it where something is amiss.
func (j *judgement) hold(grant score.Millibits) int {
	h := j.policy.Hold
	floor := max(h.Floor, leastHold)
	over := j.result.Bits - grant
	amiss := j.suspicion.Event || j.suspicion.Recent || j.suspicion.Stranger || j.late
	switch {
	case j.c.Reachable == 0:
		return max(h.Unreachable, floor)
	case amiss:
		return max(h.Default, floor)
	case over >= millibits(h.FloorBits):
		return floor
	case over >= millibits(h.ShorterBits):
		return max(h.Shorter, floor)
	}
	return max(h.Default, floor)
}
