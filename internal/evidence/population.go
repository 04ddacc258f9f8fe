package evidence

// Key is a normalised value as the population is counted by: how many accounts hold it.
type Key struct{ Kind, Value string }

// Population tells how common values are. Implementations: Counts in memory, keyed hashes in the database.
type Population interface {
	// Size is the number of accounts.
	Size() int64
	// Holders is the number of accounts that hold the value; 0 when nobody does or nobody knows.
	Holders(Key) int64
}

// Counts is a population counted in memory. The zero value is not ready: use NewCounts. It is not safe for writing from
// several goroutines; reading is.
type Counts struct {
	size    int64
	holders map[uint64]int32
}

// NewCounts is an empty population.
func NewCounts() *Counts { return &Counts{holders: map[uint64]int32{}} }

// Add counts one account's distinct keys, as FactKeys gives them.
func (c *Counts) Add(keys []Key) {
	c.size++
	for _, k := range keys {
		c.holders[k.hash()]++
	}
}

// Set writes one value's count, for frequencies that come from elsewhere.
func (c *Counts) Set(k Key, holders int64) { c.holders[k.hash()] = int32(min(holders, 1<<30)) }

// Grow adds accounts that are counted elsewhere.
func (c *Counts) Grow(accounts int64) { c.size += accounts }

// Size is the number of accounts counted.
func (c *Counts) Size() int64 { return c.size }

// Holders is the number of accounts that hold the value.
func (c *Counts) Holders(k Key) int64 { return int64(c.holders[k.hash()]) }

// Merge adds another population's counts.
func (c *Counts) Merge(other *Counts) {
	c.size += other.size
	for k, n := range other.holders {
		c.holders[k] += n
	}
}

// hash names a key in eight bytes (FNV-1a, 64 bits): millions of values are counted, and two that share a name only make each
// other look more common, which errs towards the owner's safety.
func (k Key) hash() uint64 {
	h := hashText(hashSeed, k.Kind)
	return hashText((h^0x1f)*hashPrime, k.Value)
}

const (
	hashSeed  uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

// hashText continues an FNV-1a hash.
func hashText(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}
