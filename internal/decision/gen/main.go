// Command gen makes quantiles.yaml: how many bits adversaries reach under the shipped parameters, by simulation on the level of
// findings. Adversaries draw each item's level from their row, pushed up or down by one latent trait of a person (standard
// deviation 0.8 on the logit scale, engine.md §8.2), and answer everything, which no adversary can better. Several shapes of accounts are
// tried and the worst is kept. Run it with `go generate ./internal/decision` after every change of the parameters.
package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

const (
	people = 200_000
	spread = 0.8
	seed   = 20261122
)

// shares for which the table has a line.
var shares = []float64{.2, .1, .05, .02, .01, .005, .002, .001, .0005, .0002, .0001, .00005}

// scopes that have a table.
var scopes = [][]score.Class{
	{score.Stranger, score.Breached},
	{score.Stranger, score.Breached, score.Acquaintance},
	{score.Stranger, score.Breached, score.Acquaintance, score.Phisher},
	{score.Stranger, score.Breached, score.Acquaintance, score.Phisher, score.InsiderMailbox},
}

// rare items are held of few accounts.
var rare = []evidence.Item{evidence.Custom, evidence.Purchase, evidence.FormerName, evidence.FormerAddress}

// shapes are accounts by what they lack.
var shapes = map[string][]evidence.Item{
	"everything":     nil,
	"ordinary":       rare,
	"no channel":     append([]evidence.Item{evidence.Channel}, rare...),
	"little is held": append([]evidence.Item{evidence.Recipients, evidence.Subjects, evidence.Folders, evidence.AddressBook, evidence.Card, evidence.Created}, rare...),
}

func main() {
	p := score.Default()
	worst := make([][]float64, len(scopes))
	for i := range worst {
		worst[i] = slices.Repeat([]float64{-99}, len(shares))
	}
	for name, lacking := range shapes {
		for class := range score.Classes() {
			drawn := simulate(p, score.Class(class), lacking)
			for i, scope := range scopes {
				if slices.Contains(scope, score.Class(class)) {
					raise(worst[i], bitsIn(drawn, scope))
				}
			}
			fmt.Fprintln(os.Stderr, name, score.Class(class))
		}
	}
	if err := os.WriteFile("quantiles.yaml", []byte(table(p, worst)), 0o644); err != nil { //nolint:gosec // a source file
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// simulate lets many adversaries of a class apply, and keeps what each scored against every class.
func simulate(p score.Parameters, class score.Class, lacking []evidence.Item) []score.Result {
	results := make([]score.Result, people)
	var rows []row
	for _, item := range evidence.Items() {
		if !slices.Contains(lacking, item) {
			rows = append(rows, row{item, p.AdversaryChances(class, item), p.Remembered(item)})
		}
	}
	var running sync.WaitGroup
	width := runtime.GOMAXPROCS(0)
	for part := range width {
		running.Go(func() {
			for i := part; i < people; i += width {
				r := rand.New(rand.NewPCG(seed+uint64(class), uint64(i)))
				results[i] = score.Of(findings(r, rows), p, score.Setting{Scope: score.Outsiders})
			}
		})
	}
	running.Wait()
	return results
}

// row is what an adversary makes of an item.
type row struct {
	item       evidence.Item
	chances    []float64
	remembered bool
}

// findings draws one adversary's application.
func findings(r *rand.Rand, rows []row) []evidence.Finding {
	trait := spread * r.NormFloat64()
	var list []evidence.Finding
	for _, row := range rows {
		chances := row.chances
		if row.remembered {
			chances = shifted(chances, trait)
		}
		f := evidence.Finding{Item: row.item, Kind: string(row.item)}
		if level := draw(r, chances); level < len(chances) {
			f.Ways = []evidence.Way{{Level: level, Guesses: 1}}
		}
		list = append(list, f)
	}
	return list
}

// shifted moves the best level on the logit scale; the others keep their proportions.
func shifted(chances []float64, trait float64) []float64 {
	odds := chances[0] / (1 - chances[0]) * math.Exp(trait)
	best := odds / (1 + odds)
	moved := []float64{best}
	for _, c := range chances[1:] {
		moved = append(moved, c*(1-best)/(1-chances[0]))
	}
	return moved
}

func draw(r *rand.Rand, chances []float64) int {
	x := r.Float64()
	for level, c := range chances {
		if x -= c; x < 0 {
			return level
		}
	}
	return len(chances)
}

// bitsIn is what each scored against a scope.
func bitsIn(results []score.Result, scope []score.Class) []float64 {
	bits := make([]float64, len(results))
	for i := range results {
		least := results[i].ByClass[scope[0]]
		for _, c := range scope {
			least = min(least, results[i].ByClass[c])
		}
		bits[i] = float64(least) / 1000
	}
	sort.Float64s(bits)
	return bits
}

// raise lifts a table to the upper 95 % confidence limit of another's quantiles: so many rank places higher that the true quantile
// is below in 39 of 40 cases (normal approximation of the binomial).
func raise(worst, sorted []float64) {
	n := float64(len(sorted))
	for i, share := range shares {
		rank := n*(1-share) + 1.96*math.Sqrt(n*share*(1-share))
		worst[i] = max(worst[i], sorted[min(int(rank), len(sorted)-1)])
	}
}

// table is the file.
func table(p score.Parameters, worst [][]float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Made by internal/decision/gen: bits that so small a share of the worst class's applications reaches. %d adversaries of each\n"+
		"# class and shape of account, seed %d. Bound to the parameters by their hash; other parameters fall back to Markov's inequality.\n", people, seed)
	fmt.Fprintf(&b, "parameters: %s\nscopes:\n", p.Hash())
	for i, scope := range scopes {
		var names []string
		for _, c := range scope {
			names = append(names, c.String())
		}
		fmt.Fprintf(&b, "  - classes: [%s]\n    shares: [%s]\n    bits:   [%s]\n", strings.Join(names, ", "), list(shares, "%g"), list(worst[i], "%.2f"))
	}
	return b.String()
}

func list(values []float64, format string) string {
	var words []string
	for _, v := range values {
		words = append(words, fmt.Sprintf(format, v))
	}
	return strings.Join(words, ", ")
}
