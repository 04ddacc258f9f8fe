package evidence

import "math/bits"

// The population's kinds of values, beside those that are kinds of facts.
const (
	keyFamily   = "family"
	keyGiven    = "given"
	keyPostal5  = "postal_5"
	keyPostal3  = "postal_3"
	keyProducts = "products"
	keyDomain   = "mail_domain"
	keyCreated  = "created"
	keyLast4    = "last4"
	keyNet      = "network"
	keyArea     = "area"
)

// What is assumed of a value's share before the population has spoken, and how many accounts that assumption is worth. A file of three
// accounts must not make every birth date a third of mankind's.
const assumedWeight = 100

// assumed shares (engine.md §2.2 and §9).
var (
	assumedFamily    = perMillion(2040)
	assumedGiven     = perMillion(4000)
	assumedBirth     = perMillion(46)
	assumedPostal    = perMillion(100)
	assumedPostal5   = perMillion(300)
	assumedPostal3   = perMillion(1000)
	assumedCity      = perMillion(5000)
	assumedRegion    = perMillion(42000)
	assumedCountry   = perMillion(500000)
	assumedRecipient = perMillion(200)
	assumedDomain    = perMillion(1000)
	assumedSubject   = perMillion(88)
	assumedFolder    = perMillion(5000)
	assumedBook      = perMillion(500)
	assumedProduct   = perMillion(300000)
	assumedProducts  = perMillion(150000)
	assumedCreated   = perMillion(6000)
	assumedLast4     = perMillion(100)
	assumedItem      = perMillion(10000)
	assumedCustom    = perMillion(10000)
	assumedNet       = perMillion(100)
	assumedArea      = perMillion(3000)
)

// smallestShare is the floor of engine.md §2.2: nothing is rarer than one in a million.
var smallestShare = perMillion(1)

func perMillion(n uint64) Probability { return Probability((n<<32 + 999_999) / 1_000_000) }

// shares asks a population how common values are.
type shares struct{ population Population }

// of is the share of other accounts that hold the value: the account itself is left out, so that being in the population does not
// make its own values common.
func (s shares) of(kind, value string, assumed Probability) Probability {
	if value == "" {
		return 0
	}
	size, holders := int64(0), int64(0)
	if s.population != nil {
		size, holders = s.population.Size(), s.population.Holders(Key{kind, value})
	}
	others := uint64(max(size-1, 0))
	holding := min(uint64(max(holders-1, 0)), others)
	high, low := bits.Mul64(holding, uint64(Certain))
	low, carry := bits.Add64(low, assumedWeight*uint64(assumed), 0)
	quotient, _ := bits.Div64(high+carry, low, others+assumedWeight)
	return min(max(Probability(quotient), smallestShare), Certain)
}

// everybodys says that so many other accounts hold the value that naming it tells nobody apart. Where people choose which of many
// values to name, owners name such a one no oftener than strangers do: one in a hundred accounts, and more than a handful of people.
func (s shares) everybodys(kind, value string, assumed Probability) bool {
	const handful = 3
	return s.population != nil && s.population.Holders(Key{kind, value}) > handful && s.of(kind, value, assumed) > perMillion(10000)
}

// both is the chance of two independent things.
func both(a, b Probability) Probability {
	high, low := bits.Mul64(uint64(a), uint64(b))
	return Probability(high<<32 | low>>32)
}

// either bounds the chance of one thing or another.
func either(a, b Probability) Probability { return min(a+b, Certain) }

// times is n·p, at most certain.
func times(n int, p Probability) Probability {
	if n <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(n), uint64(p))
	if high != 0 || low > uint64(Certain) {
		return Certain
	}
	return Probability(low)
}

// choices bounds the number of ways to choose n of k, as a whole number.
func choices(k, n int) int {
	result := 1
	for i := range n {
		result = result * (k - i) / (i + 1)
	}
	return max(result, 1)
}
