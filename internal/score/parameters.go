package score

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/evidence"
)

//go:embed parameters.yaml
var defaultFile []byte

// Parameters are the tables of a judgement. They are made by Parse or Default, never change, and are safe for use by many
// goroutines. The zero value is not ready.
type Parameters struct{ *tables }

// tables are what a file says, in integers.
type tables struct {
	version, hash string
	memory        [memories]memory
	preparation   [classes][preparations]odds
	floorOwner    uint64
	floorOther    uint64
	itemCap       Millibits
	memoryLimit   Millibits
	groups        [groups]group
	rows          map[evidence.Item]*row
	pairs         [][2]evidence.Item
}

const (
	memories     = 3 // kinds of owner's memory
	preparations = 2 // states of an adversary's preparation
	types        = int(classes) * preparations
)

// memory is a kind of owner: the odds of the best level times odds, for a share of owners (units of 2^-32).
type memory struct {
	odds  odds
	share uint64
}

// group is a set of items that are known together.
type group struct {
	cap, suspiciousCap Millibits
	skipped            uint64 // share of owners of whom the group says nothing, in units of 2^-32
	inside             bool
}

// The groups, inner ones first.
const (
	profile = iota
	mail
	inside
	past
	context
	channel
	groups
)

var groupNames = [groups]string{"profile", "mail", "inside", "past", "context", "channel"}

// row is one item's table, in units of 2^-32, best level first.
type row struct {
	item       evidence.Item
	group      int
	mixture    bool
	possession bool
	levels     int
	owner      [evidence.MaxLevels]uint64
	guess      [evidence.MaxLevels]uint64 // cumulative
	known      [classes][evidence.MaxLevels]uint64
	// shifted[best][kind of memory] is the owner's side of a table whose levels better than best count with best.
	shifted [evidence.MaxLevels][memories]side
}

// Version is the file's own name for itself; with Hash it says which parameters made a judgement.
func (p Parameters) Version() string { return p.version }

// Hash is 16 hexadecimal digits that every number of the file has a part in, and no comment.
func (p Parameters) Hash() string { return p.hash }

// Engine names the parameters as an assessment does.
func (p Parameters) Engine() string { return p.version + "+" + p.hash }

// Default are the parameters that Okaeri ships.
func Default() Parameters { return defaults() }

var defaults = sync.OnceValue(func() Parameters {
	p, err := Parse(defaultFile)
	if err != nil {
		panic("score: the embedded parameters are broken: " + err.Error()) // held by TestShippedParametersKeepEveryProperty
	}
	return p
})

// file is the shape of parameters.yaml.
type file struct {
	Version string `yaml:"version"`
	Memory  []struct {
		Odds  number `yaml:"odds"`
		Share number `yaml:"share"`
	} `yaml:"memory"`
	Preparation map[string][]number `yaml:"preparation"`
	Floor       struct {
		Owner     number `yaml:"owner"`
		Adversary number `yaml:"adversary"`
	} `yaml:"floor"`
	ItemCap     number               `yaml:"item_cap"`
	MemoryLimit number               `yaml:"memory_limit"`
	Groups      map[string]groupFile `yaml:"groups"`
	Items       map[string]itemFile  `yaml:"items"`
	Pairs       [][]string           `yaml:"pairs"`
}

type groupFile struct {
	Cap           number  `yaml:"cap"`
	SuspiciousCap *number `yaml:"suspicious_cap"`
	Skipped       number  `yaml:"skipped"`
	Inside        bool    `yaml:"inside"`
}

type itemFile struct {
	Group      string              `yaml:"group"`
	Mixture    bool                `yaml:"mixture"`
	Possession bool                `yaml:"possession"`
	Levels     []string            `yaml:"levels"`
	Owner      []number            `yaml:"owner"`
	Guess      []number            `yaml:"guess"`
	Known      map[string][]number `yaml:"known"`
}

// Parse reads a parameter file and refuses one with unknown keys, missing items or levels, or chances that break a property of
// the judgement; the error names the item, the class and what would mend it.
func Parse(data []byte) (Parameters, error) {
	var f file
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		return Parameters{}, fmt.Errorf("parameters: %w", err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Parameters{}, errors.New("parameters: one document is expected")
	}
	t := &tables{version: f.Version, rows: map[evidence.Item]*row{}}
	for _, step := range []func(*tables) error{f.readGlobals, f.readGroups, f.readItems, f.readPairs, (*tables).check} {
		if err := step(t); err != nil {
			return Parameters{}, fmt.Errorf("parameters: %w", err)
		}
	}
	t.hash = t.fingerprint()
	return Parameters{t}, nil
}

// fingerprint hashes what the tables say, so that comments and the order of lines do not matter and every number does.
func (t *tables) fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, t.version, t.memory, t.preparation, t.floorOwner, t.floorOther, t.itemCap, t.groups)
	for _, item := range evidence.Items() {
		r := t.rows[item]
		fmt.Fprintln(h, item, r.group, r.mixture, r.possession, r.owner, r.guess, r.known)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
