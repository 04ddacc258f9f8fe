package settings

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/decision"
)

// Direction says what a change does to how hard it is to get in.
type Direction string

// The directions. There is no third: what nobody can say the direction of loosens.
const (
	Loosens  Direction = "loosens"
	Tightens Direction = "tightens"
)

// Change is one key with another value.
type Change struct {
	Key       string    `json:"key"` // dotted: hold.default
	Before    string    `json:"before,omitempty"`
	After     string    `json:"after,omitempty"`
	Direction Direction `json:"direction"`
}

// loosens tells whether any of the changes does.
func loosens(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Direction != Tightens })
}

// rising are the keys of a policy of which a higher value only ever makes it harder to get in: a line to be reached is moved up, a hold
// is longer, or more is asked for before one is shortened (package decision: threshold.go, hold.go, assess.go).
var rising = []string{
	"theta_min", "margin", "wald_beta", "outside.plain", "outside.suspicious", "loss.low", "loss.ordinary", "loss.high", "attackers",
	"recent_change", "insider.least", "insider.unreachable", "hold.floor", "hold.default", "hold.shorter", "hold.unreachable", "hold.shorter_bits", "hold.floor_bits",
}

// falling are those of which a lower value does: the share of adversaries who may get in, or to people, and how many of them the owner is
// trusted to stop.
var falling = []string{"alpha", "ledgers.familiar", "ledgers.other", "veto.outsider", "veto.insider", "reviewed"}

// ComparePolicies says which keys differ between two policies, and which way each change goes. Each direction holds whatever the other
// keys are, so that many changes which all tighten tighten together. Of "ghosts" neither way is plainly the safer one: less shows
// sooner that an account does not exist, more brings strangers' applications before people.
func ComparePolicies(before, after decision.Policy) ([]Change, error) {
	was, err := leaves(before)
	if err != nil {
		return nil, err
	}
	is, err := leaves(after)
	if err != nil {
		return nil, err
	}
	changes := compare(was, is)
	for i := range changes {
		changes[i].Direction = directionOf(changes[i].Key, before, after, was, is)
	}
	return changes, nil
}

// directionOf is the direction of one changed key.
func directionOf(key string, before, after decision.Policy, was, is map[string]string) Direction {
	up, ok := rose(was[key], is[key])
	tightens := false
	switch {
	case slices.Contains(rising, key):
		tightens = ok && up
	case slices.Contains(falling, key):
		tightens = ok && !up
	case key == "profile":
		tightens = after.Profile == decision.AllStrict
	case key == "scope":
		tightens = holdsAll(after.Scope, before.Scope) && (insiderStricter(before, after) || !slices.Contains(after.Scope, insider))
	case key == "attempts":
		tightens = nowhereMore(after.Attempts, before.Attempts)
	case key == "insider.hijacked", key == "insider.foreign":
		tightens = is[key] == "true" && insiderStricter(before, after)
	}
	if tightens {
		return Tightens
	}
	return Loosens
}

// insider is the class that has a share of its own in what owners are trusted to stop.
const insider = "insider_mailbox"

// insiderStricter tells whether having that class to beat can't widen the share of adversaries who may enter a hold.
func insiderStricter(policies ...decision.Policy) bool {
	return !slices.ContainsFunc(policies, func(p decision.Policy) bool { return p.Veto.Insider > p.Veto.Outsider })
}

func holdsAll(all, of []string) bool {
	return !slices.ContainsFunc(of, func(one string) bool { return !slices.Contains(all, one) })
}

// nowhereMore tells whether no attempt has a larger share than before, also none that had none.
func nowhereMore(shares, than []float64) bool {
	for i, share := range shares {
		if i >= len(than) || share > than[i] {
			return false
		}
	}
	return true
}

func rose(before, after string) (up, ok bool) {
	a, err := strconv.ParseFloat(before, 64)
	if err != nil {
		return false, false
	}
	b, err := strconv.ParseFloat(after, 64)
	return b > a, err == nil && a != b
}

// CompareFiles says which keys differ between two files of YAML. All of it counts as loosening.
func CompareFiles(before, after []byte) ([]Change, error) {
	var was, is any
	if err := yaml.Unmarshal(before, &was); err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(after, &is); err != nil {
		return nil, err
	}
	a, b := map[string]string{}, map[string]string{}
	flatten("", was, a)
	flatten("", is, b)
	changes := compare(a, b)
	for i := range changes {
		changes[i].Direction = Loosens
	}
	return changes, nil
}

// compare lists the keys with different values, sorted.
func compare(was, is map[string]string) []Change {
	keys := map[string]bool{}
	for key := range was {
		keys[key] = true
	}
	for key := range is {
		keys[key] = true
	}
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if was[key] != is[key] {
			changes = append(changes, Change{Key: key, Before: was[key], After: is[key]})
		}
	}
	return changes
}

// leaves are the values of a policy by their dotted keys, as its file writes them.
func leaves(p decision.Policy) (map[string]string, error) {
	text, err := yaml.Marshal(p)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	out := map[string]string{}
	flatten("", tree, out)
	return out, nil
}

// flatten writes a tree's leaves. A list of plain values is one leaf.
func flatten(key string, node any, out map[string]string) {
	switch node := node.(type) {
	case map[string]any:
		for name, child := range node {
			flatten(strings.TrimPrefix(key+"."+name, "."), child, out)
		}
	case []any:
		if plain(node) {
			words := make([]string, len(node))
			for i, one := range node {
				words[i] = fmt.Sprint(one)
			}
			out[key] = strings.Join(words, ", ")
			return
		}
		for i, child := range node {
			flatten(key+"."+strconv.Itoa(i+1), child, out)
		}
	default:
		out[key] = fmt.Sprint(node)
	}
}

func plain(list []any) bool {
	return !slices.ContainsFunc(list, func(one any) bool {
		switch one.(type) {
		case map[string]any, []any:
			return true
		}
		return false
	})
}
