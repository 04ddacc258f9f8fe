package decision

import (
	"math"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// setting is what the thresholds of one case depend on.
type setting struct {
	scope     score.Scope
	worth     evidence.Worth
	attempt   int
	familiar  bool
	reachable int
	recent    bool
}

// unreachable is a threshold that nothing reaches: people decide.
const unreachable = score.Millibits(1 << 20)

// thresholds are the lines for grant and decline (engine.md §2.10). The grant line is the greatest of the least that is ever
// enough, of what the losses ask for, and of what keeps adversaries within this attempt's share of alpha. Raising the value or the
// number of the attempt never lowers it.
func (p Policy) thresholds(s setting, q Quantiles) (grant, decline score.Millibits) {
	grant = max(millibits(p.ThetaMin), p.byLoss(s.worth, s.recent))
	grant = max(grant, p.byAlpha(s, q))
	wald := millibits(math.Log2(p.Wald / (1 - p.Alpha)))
	decline = wald
	if line, ok := q.exceeded(p.Reviewed, s.scope, everybody); ok {
		decline = max(wald, line)
	}
	return grant, min(decline, grant)
}

// byLoss weighs a takeover against a lockout, and adversaries against owners among those who apply.
func (p Policy) byLoss(worth evidence.Worth, recent bool) score.Millibits {
	loss := p.Loss.Ordinary
	switch worth {
	case evidence.Low:
		loss = p.Loss.Low
	case evidence.High:
		loss = p.Loss.High
	}
	line := math.Log2(loss) + math.Log2(p.Attackers/(1-p.Attackers))
	if recent {
		line += p.Recent
	}
	return millibits(line)
}

// share is how many of the adversaries' applications may be granted at this attempt. An owner who can be reached stops most
// of those holds, so that more may enter one.
func (p Policy) share(s setting) float64 {
	if s.attempt < 1 || s.attempt > len(p.Attempts) {
		return 0
	}
	ledger := p.Ledgers.Other
	if s.familiar {
		ledger = p.Ledgers.Familiar
	}
	alpha := p.Alpha * ledger * p.Attempts[s.attempt-1]
	if s.reachable > 0 {
		veto := p.Veto.Outsider
		if s.scope.Has(score.InsiderMailbox) {
			veto = p.Veto.Insider
		}
		alpha /= 1 - veto
	}
	return min(alpha, 1)
}

// byAlpha is the line that only this attempt's share of adversaries passes. Leaving a known place never lowers it, so that nobody gains
// by hiding where they are.
func (p Policy) byAlpha(s setting, q Quantiles) score.Millibits {
	home := s
	home.familiar = true
	line := p.inLedger(home, fromHome, q)
	if !s.familiar {
		line = max(line, p.inLedger(s, fromElsewhere, q))
	}
	return line
}

// inLedger is that line among the applications of one ledger: as simulated under these parameters, with a margin, or by Markov's
// inequality where nothing was simulated.
func (p Policy) inLedger(s setting, from ledger, q Quantiles) score.Millibits {
	alpha := p.share(s)
	if alpha <= 0 {
		return unreachable
	}
	markov := millibits(-math.Log2(alpha))
	reached, ok := q.exceeded(alpha, s.scope, from)
	if !ok {
		return markov
	}
	if fewer, ok := q.exceeded(alpha, s.scope&score.Outsiders, from); ok {
		reached = max(reached, fewer) // one more adversary to beat never lowers the line
	}
	return min(markov, reached+millibits(p.Margin))
}

// millibits rounds up: thresholds err on the safe side. The last digits of a logarithm may differ between machines; a thousandth
// of a bit is coarse enough that they never show.
func millibits(bits float64) score.Millibits {
	return score.Millibits(math.Ceil(bits*1000 - 1e-6))
}
