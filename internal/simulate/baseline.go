package simulate

import (
	"math"

	"okaeri/internal/evidence"
)

// method is a way to decide: a number for each application, the higher the more it looks like the owner.
type method struct {
	name  string
	fixed bool // says yes or no; there is no threshold to move
	score func(*record) float64
}

// points is the fixed table that a help desk might keep on its wall (B1): three for what is hard, two for what is not, one for what is
// close. Whoever reaches the threshold gets in. It is given the channel, the device and the network like every other.
var points = map[evidence.Item]map[evidence.Level]float64{
	evidence.Name:          {evidence.Exact: 2, evidence.Equivalent: 2, evidence.Swapped: 2, evidence.Near: 1, evidence.Part: 1},
	evidence.BirthDate:     {evidence.Exact: 3, evidence.Swapped: 2, evidence.OneDigit: 1, evidence.EraOff: 1, evidence.SameDay: 1},
	evidence.Address:       {evidence.Exact: 3, evidence.Postal5: 2, evidence.Postal3: 2, evidence.Region: 1},
	evidence.Recipients:    {evidence.Five: 4, evidence.Four: 4, evidence.Three: 3, evidence.Two: 2, evidence.One: 1, evidence.Near: 1},
	evidence.Subjects:      {evidence.Three: 4, evidence.Two: 3, evidence.One: 2, evidence.Near: 1},
	evidence.Folders:       {evidence.Two: 2, evidence.One: 1},
	evidence.AddressBook:   {evidence.Two: 2, evidence.One: 1},
	evidence.Products:      {evidence.Exact: 2, evidence.Partial: 1},
	evidence.Created:       {evidence.Exact: 2, evidence.Month: 1, evidence.Year: 1},
	evidence.Card:          {evidence.Exact: 3, evidence.LastFour: 2, evidence.Partial: 1},
	evidence.Purchase:      {evidence.Exact: 2, evidence.Partial: 1},
	evidence.Passwords:     {evidence.TwoOld: 4, evidence.Older: 3, evidence.Current: 3, evidence.Variant: 2},
	evidence.FormerName:    {evidence.Exact: 2, evidence.Near: 1},
	evidence.FormerAddress: {evidence.Exact: 2, evidence.Postal5: 1, evidence.Postal3: 1},
	evidence.Device:        {evidence.Known: 3, evidence.Recent: 3},
	evidence.Network:       {evidence.Known: 2, evidence.KnownArea: 1},
	evidence.Channel:       {evidence.Passed: 5},
}

// four are the questions of k-of-n (B2).
var four = []evidence.Item{evidence.Name, evidence.BirthDate, evidence.Address, evidence.Passwords}

// simple are the methods that need no training: B1 to B4.
func simple() []method {
	return []method{
		{name: "points", score: fixedPoints},
		{name: "two_of_four", fixed: true, score: answered(2)},
		{name: "three_of_four", fixed: true, score: answered(3)},
		{name: "all_four", fixed: true, score: answered(4)},
		{name: "mailbox", fixed: true, score: func(r *record) float64 { return yes(r.at(evidence.Channel) == 1) }},
		{name: "one_question", fixed: true, score: func(r *record) float64 { return yes(r.question&1 != 0) }},
		{name: "two_questions", fixed: true, score: func(r *record) float64 { return yes(r.question == 3) }},
	}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// at is how an item came out.
func (r *record) at(i evidence.Item) level { return r.levels[i.Order()].plain() }

func fixedPoints(r *record) float64 {
	sum := 0.0
	for _, item := range evidence.Items() {
		l := r.at(item)
		if names := evidence.Levels(item); l != absent && l != missed {
			sum += points[item][names[l-1]]
		}
	}
	return sum
}

// answered says whether at least k of the four questions were answered rightly; near answers count, half addresses do not.
func answered(k int) func(*record) float64 {
	return func(r *record) float64 {
		n := 0
		for _, item := range four {
			l := r.at(item)
			if l != absent && l != missed && (item != evidence.Address || l <= 3) {
				n++
			}
		}
		return yes(n >= k)
	}
}

// linkage is Fellegi and Sunter's sum of log2(m/u) with the chances of owners and strangers only (B5), as record linkage has it.
func linkage(t *rowTables) method {
	return method{name: "linkage", score: func(r *record) float64 {
		sum := 0.0
		for i, l := range r.levels {
			if l != absent {
				sum += math.Log2(t.owner(i, l) / t.other(Stranger, i, l))
			}
		}
		return sum
	}}
}
