package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// residence is what an account holds of where somebody lives, at one time or formerly.
type residence struct{ postals, cities, regions, countries []*held[string] }

// claimedPlaces are the different answers about an address, normalised.
type claimedPlaces struct{ postals, cities, regions, countries []string }

// select takes the values that a test wants.
func (c *comparison) residence(want func(*held[string]) bool) residence {
	pick := func(list []held[string]) []*held[string] {
		var picked []*held[string]
		for i := range list {
			if want(&list[i]) {
				picked = append(picked, &list[i])
			}
		}
		return picked
	}
	return residence{pick(c.d.postals), pick(c.d.cities), pick(c.d.regions), pick(c.d.countries)}
}

// places lists what was claimed. A postal code names its prefecture too, and a Japanese prefecture its country.
func (c *comparison) places() claimedPlaces {
	p := claimedPlaces{
		postals: c.different(intake.KindPostalCode, intake.Postal), cities: c.different(intake.KindCity, intake.City),
		regions: c.different(intake.KindRegion, intake.Region), countries: c.different(intake.KindCountry, intake.Country),
	}
	return p
}

// different lists the different answers of a kind.
func (c *comparison) different(kind string, normal func(string) string) []string {
	var all []string
	for _, v := range c.claims(kind) {
		for _, text := range v.All() {
			if value := normal(text); value != "" && !slices.Contains(all, value) {
				all = append(all, value)
			}
		}
	}
	return all
}

// impliedRegions are the prefectures of Japanese postal codes, and of cities that tell theirs by name.
func (p *claimedPlaces) impliedRegions() []string {
	var regions []string
	for _, postal := range p.postals {
		regions = append(regions, intake.PrefecturesOf(postal)...)
	}
	for _, city := range p.cities {
		if region := intake.Region(city); strings.HasPrefix(region, "JP-") {
			regions = append(regions, region)
		}
	}
	return regions
}

// deepest is the level that the claims reach in a residence, and since when it was held.
func (r *residence) deepest(p *claimedPlaces) (level int, since int64) {
	level = len(levels[Address])
	reach := func(l int, h *held[string]) {
		if l < level {
			level, since = l, h.from
		}
	}
	for _, h := range r.postals {
		for _, claimed := range p.postals {
			if l := comparePostal(h.value, claimed); l < len(levels[Address]) {
				reach(l, h)
			}
		}
		held := intake.PrefecturesOf(h.value)
		for _, region := range append(p.impliedRegions(), p.regions...) {
			if slices.Contains(held, region) {
				reach(Address.Index(Region), h)
			}
		}
	}
	for _, h := range r.cities {
		if slices.Contains(p.cities, h.value) {
			reach(Address.Index(Postal3), h)
		}
	}
	for _, h := range r.regions {
		if slices.Contains(p.regions, h.value) || slices.Contains(p.impliedRegions(), h.value) {
			reach(Address.Index(Region), h)
		}
	}
	for _, h := range r.countries {
		if slices.Contains(p.countries, h.value) {
			reach(Address.Index(Country), h)
		}
	}
	return level, since
}

// attainable is the best level that a residence can give.
func (r *residence) attainable() int {
	switch {
	case len(r.postals) > 0:
		return Address.Index(Exact)
	case len(r.cities) > 0:
		return Address.Index(Postal3)
	case len(r.regions) > 0:
		return Address.Index(Region)
	}
	return Address.Index(Country)
}

// addressFinding compares the address at the cutoff as one hierarchy: the deepest level reached counts, and country, prefecture
// and postal code never count apart.
func (c *comparison) addressFinding() (Finding, bool) {
	now := c.residence(func(h *held[string]) bool { return h.at(c.cutoff) })
	late := c.residence(func(h *held[string]) bool { return !h.counts(c.cutoff) })
	places := c.places()
	level, _ := now.deepest(&places)
	if after, _ := late.deepest(&places); after <= Address.Index(Region) && after < level {
		c.flagLate(true)
	}
	if now.empty() {
		return Finding{}, false
	}
	g := newGraded(Address, now.attainable())
	g.asked = places.any()
	g.guess = c.addressGuess(&now)
	past := c.residence(func(h *held[string]) bool { return h.past(c.cutoff) })
	for _, one := range places.apart() {
		c.addressWay(g, &one, &now, &past)
	}
	return g.finding(string(Address)), true
}

// addressWay reads the answers to one of the questions about an address. Each question is a way of its own, so that a right answer
// to one never makes another weigh less; within a question every different wrong answer beside a right one was a guess.
func (c *comparison) addressWay(g *graded, places *claimedPlaces, now, past *residence) {
	level, since := now.deepest(places)
	wrong := missing(places.postals, now.postals, past.postals) + missing(places.cities, now.cities, past.cities) +
		missing(places.regions, now.regions, past.regions) + missing(places.countries, now.countries, past.countries)
	if given := len(places.postals) + len(places.cities) + len(places.regions) + len(places.countries); wrong == given {
		wrong = max(0, wrong-1) // one answer that reaches this depth and is wrong below it is no second guess
	}
	if level < len(levels[Address]) && !closed(wrong) {
		g.hit(level, Way{Guess: g.guess, Guesses: 1 + wrong}, since)
	}
	// What answers that are nearly right weigh by themselves they weigh beside the right one too.
	if nearly := places.without(now, past); nearly.any() && !nearly.same(places) {
		c.addressWay(g, &nearly, now, past)
	}
}

// without leaves out the answers that are held.
func (p *claimedPlaces) without(now, past *residence) claimedPlaces {
	drop := func(claimed []string, lists ...[]*held[string]) []string {
		return slices.DeleteFunc(slices.Clone(claimed), func(value string) bool {
			return slices.ContainsFunc(slices.Concat(lists...), func(h *held[string]) bool { return h.value == value })
		})
	}
	return claimedPlaces{
		drop(p.postals, now.postals, past.postals), drop(p.cities, now.cities, past.cities), drop(p.regions, now.regions, past.regions),
		drop(p.countries, now.countries, past.countries),
	}
}

func (p *claimedPlaces) same(other *claimedPlaces) bool {
	return len(p.postals) == len(other.postals) && len(p.cities) == len(other.cities) && len(p.regions) == len(other.regions) &&
		len(p.countries) == len(other.countries)
}

// apart takes the questions apart.
func (p *claimedPlaces) apart() [4]claimedPlaces {
	return [4]claimedPlaces{{postals: p.postals}, {cities: p.cities}, {regions: p.regions}, {countries: p.countries}}
}

func (r *residence) empty() bool {
	return len(r.postals)+len(r.cities)+len(r.regions)+len(r.countries) == 0
}

func (p *claimedPlaces) any() bool {
	return len(p.postals)+len(p.cities)+len(p.regions)+len(p.countries) > 0
}

// missing counts answers that are neither held now nor formerly. Where nothing of the kind is held no answer is wrong.
func missing(claimed []string, now, past []*held[string]) int {
	if len(now) == 0 {
		return 0
	}
	n := 0
	for _, value := range claimed {
		is := func(h *held[string]) bool { return h.value == value }
		if !slices.ContainsFunc(now, is) && !slices.ContainsFunc(past, is) {
			n++
		}
	}
	return n
}

// addressGuess is how common the place is at each depth.
func (c *comparison) addressGuess(r *residence) [MaxLevels]Probability {
	var g [MaxLevels]Probability
	if len(r.postals) > 0 {
		postal := r.postals[0].value
		g[0] = c.shares.of(intake.KindPostalCode, postal, assumedPostal)
		if len(postal) >= 5 {
			g[1] = c.shares.of(keyPostal5, postal[:5], assumedPostal5)
			g[2] = c.shares.of(keyPostal3, postal[:3], assumedPostal3)
		}
	}
	if len(r.cities) > 0 {
		g[2] = max(g[2], c.shares.of(intake.KindCity, r.cities[0].value, assumedCity))
	}
	if len(r.regions) > 0 {
		g[3] = c.shares.of(intake.KindRegion, r.regions[0].value, assumedRegion)
	}
	if len(r.countries) > 0 {
		g[4] = c.shares.of(intake.KindCountry, r.countries[0].value, assumedCountry)
	}
	return g
}

// formerAddressFinding compares the same answers with addresses that had been left before the cutoff. Only what a former
// address does not share with the present one can tell somebody who knows it.
func (c *comparison) formerAddressFinding() (Finding, bool) {
	past := c.residence(func(h *held[string]) bool { return h.past(c.cutoff) })
	now := c.residence(func(h *held[string]) bool { return h.at(c.cutoff) })
	past = past.without(&now)
	if len(past.postals)+len(past.cities)+len(past.regions) == 0 {
		return Finding{}, false
	}
	best := min(past.attainable(), FormerAddress.Index(Region))
	g := newGraded(FormerAddress, best)
	places := c.places()
	guess := c.addressGuess(&past)
	guess[FormerAddress.Index(Region)+1] = 0
	g.guess = guess
	g.asked = places.any()
	for i := range past.postals {
		one := residence{postals: past.postals[i : i+1], cities: past.cities, regions: past.regions}
		c.formerAddress(g, &one, &now, &places)
	}
	if len(past.postals) == 0 {
		c.formerAddress(g, &past, &now, &places)
	}
	return g.finding(string(FormerAddress)), true
}

func (c *comparison) formerAddress(g *graded, former, now *residence, places *claimedPlaces) {
	level, since := former.deepest(places)
	if level > FormerAddress.Index(Region) {
		return
	}
	// The depth that somebody reaches who knows the present address alone.
	present := now.claimed()
	if shared, _ := former.deepest(&present); shared <= level {
		return
	}
	guess := c.addressGuess(former)
	guess[FormerAddress.Index(Region)+1] = 0
	g.hit(level, Way{Guess: guess}, since)
}

// claimed turns a residence into the answers of somebody who knows it.
func (r *residence) claimed() claimedPlaces {
	values := func(list []*held[string]) []string {
		var all []string
		for _, h := range list {
			all = append(all, h.value)
		}
		return all
	}
	return claimedPlaces{values(r.postals), values(r.cities), values(r.regions), values(r.countries)}
}

// without leaves out values that hold at present too.
func (r *residence) without(now *residence) residence {
	drop := func(list, present []*held[string]) []*held[string] {
		return slices.DeleteFunc(list, func(h *held[string]) bool {
			return slices.ContainsFunc(present, func(p *held[string]) bool { return p.value == h.value })
		})
	}
	return residence{drop(r.postals, now.postals), drop(r.cities, now.cities), drop(r.regions, now.regions), drop(r.countries, now.countries)}
}
