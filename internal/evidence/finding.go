package evidence

import "time"

// Probability is a chance in units of 2^-32. The judgement knows no floating point, so that every machine says the same.
type Probability uint64

// Certain is a chance of one.
const Certain Probability = 1 << 32

// MaxLevels bounds the matched levels of one item.
const MaxLevels = 6

// Finding says how what was claimed about one item compares with what is held of it. A finding is made for every item of which
// the account holds something that counts, answered or not; an item without a held truth is absent and has none.
type Finding struct {
	Item  Item   // row of the parameters
	Kind  string // as the documents call it; the operator's word for kinds of theirs
	Level Level  // the best level reached; Wrong or Blank when none was
	Best  int    // best level that this account's facts can give at all: better ones count with it
	// Ways lists the readings of the answers, each valid by itself; the one that weighs most counts, so that one more correct
	// answer never lowers the result. Empty when nothing matched.
	Ways []Way
	// Guess is as in Way, for the case that nothing matched.
	Guess [MaxLevels]Probability
	// Mix holds the densities of network evidence; nil for items that go by level.
	Mix *Mix
	// Burned: this item matched in an application that the owner contested. It may no longer speak for an applicant.
	Burned bool
	// Since is when the matched value began to hold, for the reviewer's sentence; zero when unknown or nothing matched.
	Since time.Time
}

// Way is one reading of the answers to one item.
type Way struct {
	Level int // index into the item's levels
	// Guess holds, for each level, the chance that somebody who knows nothing reaches it or a better one, given the values held
	// of this account. 0: not known, the parameters' own value counts.
	Guess [MaxLevels]Probability
	// Common is the larger of the shares of accounts that hold the true value and the claimed one; it makes near answers to
	// common values weigh less. 0: not known.
	Common Probability
	// Guesses is how many different answers the question was given before and with this one (at least 1). By the union bound
	// nobody's chance grows by more than that factor.
	Guesses int
}

// Mix is the density of the observed value under three sources: the user's own values, the population within the user's
// regions, and the whole population (engine.md §2.6). Only their ratios matter.
type Mix struct {
	Own, Region, World Probability
}
