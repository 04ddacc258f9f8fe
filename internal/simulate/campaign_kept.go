package simulate

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
	rooms, made := e.Plan.Rooms, [Classes][]series{Insider: make([]series, e.Plan.Attackers)}
	rooms.Policy.Insider.Least = line.Least
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
			made[Insider][n] = NewAdversary(e.Plan.Seed, s, Insider, n/e.Plan.Owners).campaign(d)
		}
	})
	c := campaignResults(&made, vetoes)[Insider]
	c.Least = line.Least
	return &c
}
