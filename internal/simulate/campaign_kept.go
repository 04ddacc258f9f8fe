package simulate

import "okaeri/internal/decision"

// Kept is the line that asks just so much of readers of the mailbox as keeps their first applications to the aim, or else the hardest that was
// tried; nothing of no lines.
func Kept(lines []InsiderLine) (kept InsiderLine) {
	for _, kept = range lines {
		if kept.Restored.Value <= aim {
			break
		}
	}
	return kept
}

// keptCampaign lets readers of the mailbox make their campaigns once more, where a grant always asks what the kept line asks: it is five
// applications that a policy has to stand, and the line is known only when all first ones have been judged. Nil where the policy of the run asks
// just that.
func (e *Experiment) keptCampaign(lines []InsiderLine, vetoes *[Classes]float64) *Campaign {
	line := Kept(lines)
	if line.Shipped || len(lines) == 0 {
		return nil
	}
	policy := e.Plan.Rooms.Policy
	policy.Insider.Least = line.Least
	c := campaignResults(&[Classes][]series{Insider: e.readersCampaigns(policy)}, vetoes)[Insider]
	c.Least = line.Least
	return &c
}

// readersCampaigns lets the readers of the mailbox who made a campaign make it once more, under a policy. They are the same adversaries who know the
// same, and may write it differently.
func (e *Experiment) readersCampaigns(policy decision.Policy) []series {
	rooms, made := e.Plan.Rooms, make([]series, e.Plan.Attackers)
	rooms.Policy = policy
	inParallel(e.Plan.Owners, func(i int) {
		var d *desk
		var s *Scene
		for n := i; n < e.Plan.Attackers; n += e.Plan.Owners {
			if !chosen(n, campaigning) {
				continue
			}
			if d == nil {
				s = e.scene(i)
				d = rooms.open(&s.Person.Account)
			}
			made[n] = NewAdversary(e.Plan.Seed, s, Insider, n/e.Plan.Owners).campaign(d)
		}
	})
	return made
}
