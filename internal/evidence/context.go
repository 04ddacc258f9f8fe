package evidence

import "okaeri/internal/intake"

// Shares of the parts in the back-off mixtures of Freeman et al. (NDSS 2016), in thousandths: a whole value that was never
// seen may still share its network, its browser or its system.
const (
	shareIP, shareNet, shareArea                   = 600, 300, 100
	shareAgent, shareBrowser, shareSystem, rarebit = 539, 268, 188, 5
	fewSignIns                                     = 10 // with fewer, levels say all there is to say
)

// leastAgentShare keeps a browser's word small (at most a bit and a half) however rare it is: it is a text that anybody can send,
// and phishing pages record it.
var leastAgentShare = perMillion(200000)

// deviceFinding compares the device: its signed id if it has one that is known, and else its browser and system.
func (c *comparison) deviceFinding(s *seenPlace) (Finding, bool) {
	if s.all == 0 {
		return Finding{}, false
	}
	f := Finding{Item: Device, Kind: string(Device), Level: Wrong}
	w := c.context
	switch {
	case s.device > 0 && s.recent:
		f.Level, f.Ways, f.Mix = Recent, []Way{{Level: Device.Index(Recent)}}, c.agentMix(s, &w)
	case s.device > 0:
		f.Level, f.Ways = Known, []Way{{Level: Device.Index(Known)}}
	case c.application.Context.Device == "" && w.agent == "":
		f.Level = Blank
	case s.browser > 0 || s.agent > 0:
		f.Level, f.Mix = SameBrowser, c.agentMix(s, &w)
	}
	return f, true
}

// agentMix gives the densities of the user agent: under the user's own sign-ins, with back-off to browser and system, and in the
// population.
func (c *comparison) agentMix(s *seenPlace, w *words) *Mix {
	world := max(c.shares.of(keyAgent, w.agent, assumedAgent), leastAgentShare)
	browser := max(c.shares.of(keyBrowser, w.browser, assumedBrowser), world)
	system := max(c.shares.of(keySystem, w.system, assumedSystem), world)
	own := scaledShare(shareAgent, s.agent, s.all, Certain) +
		scaledShare(shareBrowser, s.browser, s.all, divide(world, browser)) +
		scaledShare(shareSystem, s.system, s.all, divide(world, system)) +
		scaledShare(rarebit, 1, s.all+1, world)
	return &Mix{Own: own, Region: own, World: world}
}

// networkFinding compares the network. Without a table of places a region is the surrounding block of addresses.
func (c *comparison) networkFinding(s *seenPlace) (Finding, bool) {
	if s.all == 0 {
		return Finding{}, false
	}
	f := Finding{Item: Network, Kind: string(Network), Level: Wrong}
	w := c.context
	if w.net == "" {
		f.Level = Blank
		return f, true
	}
	level := Network.Index(Wrong)
	switch {
	case s.ip > 0 || s.net > 0:
		f.Level, level = Known, Network.Index(Known)
	case s.area > 0:
		f.Level, level = KnownArea, Network.Index(KnownArea)
	}
	if s.all >= fewSignIns {
		f.Mix = c.networkMix(s, &w)
		return f, true
	}
	if level < Network.Index(Wrong) {
		f.Ways = []Way{{Level: level}}
	}
	return f, true
}

// networkMix gives the densities of the network under the user's own sign-ins, in the population of the user's areas, and in the
// whole population.
func (c *comparison) networkMix(s *seenPlace, w *words) *Mix {
	world := c.shares.of(keyNet, w.net, assumedNet)
	area := max(c.shares.of(keyArea, w.area, assumedArea), world)
	within := divide(world, area) // share of this network among people of the area
	own := scaledShare(shareIP, s.ip, s.all, Certain) + scaledShare(shareNet, s.net, s.all, Certain) +
		scaledShare(shareArea, s.area, s.all, within) + scaledShare(rarebit, 1, s.all+1, world)
	region := Probability(0)
	if s.area > 0 {
		region = within
	}
	return &Mix{Own: own, Region: region, World: world}
}

// scaledShare is thousandths·(count/all)·p.
func scaledShare(thousandths, count, all int, p Probability) Probability {
	if count == 0 {
		return 0
	}
	return both(Probability(uint64(thousandths)*uint64(count)<<32/(1000*uint64(all))), p)
}

// divide is a/b for a ≤ b.
func divide(a, b Probability) Probability {
	if b == 0 || a >= b {
		return Certain
	}
	return Probability(uint64(a) << 31 / uint64(b) << 1)
}

// channelFinding says whether the applicant's contact is a channel that had been verified before the baseline. Its
// being reachable is proven by the code before anything is judged; an address that is new weighs nothing at all (C4).
func (c *comparison) channelFinding() (Finding, bool) {
	f := Finding{Item: Channel, Kind: string(Channel), Level: Wrong}
	contact := intake.Identifier(c.application.Contact)
	names := c.d.mailNames()
	found := false
	for _, held := range c.d.account.Contacts {
		from := c.d.created
		if !held.From.IsZero() {
			from = held.From.Unix()
		}
		if !held.Verified || names[recipientForm(held.Value)] || held.Until != nil && held.Until.Unix() <= c.cutoff.time {
			continue
		}
		same := contact != "" && intake.Identifier(held.Value) == contact
		if from >= c.cutoff.time {
			c.flagLate(same)
			continue
		}
		found = true
		if same {
			f.Level, f.Ways, f.Since = Passed, []Way{{Level: 0}}, instant(from)
		}
	}
	return f, found
}
