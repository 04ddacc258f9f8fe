package evidence

import "okaeri/internal/intake"

// Shares of the parts in the back-off mixture of Freeman et al. (NDSS 2016), in thousandths: an address that was never seen may still share
// its network.
const (
	shareIP, shareNet, shareArea, rarebit = 600, 300, 100, 5
	fewSignIns                            = 10 // with fewer, levels say all there is to say
)

// deviceFinding compares the device: its signed id if it has one that is known, and else its browser and system. Where no sign-in was recorded
// with an id, the browser is all that an owner can have.
func (c *comparison) deviceFinding(s *seenPlace) (Finding, bool) {
	if s.all == 0 {
		return Finding{}, false
	}
	f := Finding{Item: Device, Kind: string(Device), Level: Wrong}
	if s.identified == 0 {
		f.Best = Device.Index(SameBrowser)
	}
	switch {
	case s.device > 0 && s.recent:
		f.Level = Recent
	case s.device > 0:
		f.Level = Known
	case s.browser > 0:
		f.Level = SameBrowser
	case c.application.Context.Device == "" && c.context.browser == "":
		f.Level = Blank
	}
	if level := Device.Index(f.Level); level < len(levels[Device]) {
		f.Ways = []Way{{Level: level}}
	}
	return f, true
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
