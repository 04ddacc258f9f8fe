package simulate

import (
	"math"
	"strings"
	"sync"
)

// sharedSubjects is the chance that two mails of different people have the same subject, as measured on 14,436 business
// mails (AESLC, Zhang and Tetreault 2019: 11,831 different subjects). The grammar is tuned to it; the corpus itself has a
// licence that keeps it out of this repository.
const sharedSubjects = 8.8e-5

// How fast the lists fall off by rank.
const (
	wordZipf    = 0.5
	patternZipf = 0.3
	genericZipf = 0.5
)

// grammar makes subjects of one language: a few words that everybody writes ("reminder"), and otherwise a pattern with
// words from lists.
type grammar struct {
	share    float64 // of the words that everybody writes
	generic  table[string]
	patterns table[[]string] // pieces; the odd ones name lists
	lists    map[string]table[string]
}

var subjects = map[string]func() *grammar{
	"ja": sync.OnceValue(func() *grammar { return newGrammar(words["ja"]()) }),
	"en": sync.OnceValue(func() *grammar { return newGrammar(words["en"]()) }),
}

func newGrammar(words map[string][]string) *grammar {
	g := &grammar{lists: map[string]table[string]{}, generic: byRank(words["generic"], genericZipf)}
	for name, list := range words {
		g.lists[name] = byRank(list, wordZipf)
	}
	var patterns [][]string
	for _, p := range words["pattern"] {
		patterns = append(patterns, strings.FieldsFunc(" "+p+" ", func(r rune) bool { return r == '<' || r == '>' }))
	}
	g.patterns = byRank(patterns, patternZipf)
	g.tune()
	return g
}

// tune sets the share of generic subjects so that two subjects collide as often as measured: with the share s, the chance is
// s² × that of two generic ones + (1-s)² × that of two composed ones.
func (g *grammar) tune() {
	composed, before := 0.0, 0.0
	for i, pieces := range g.patterns.items {
		p := g.patterns.upTo[i] - before
		before = g.patterns.upTo[i]
		same := p * p
		for j := 1; j < len(pieces); j += 2 {
			same *= g.lists[pieces[j]].collision()
		}
		composed += same
	}
	generic := g.generic.collision()
	// (generic+composed) s² - 2 composed s + composed - sharedSubjects = 0
	a, b, c := generic+composed, -2*composed, composed-sharedSubjects
	g.share = (-b + math.Sqrt(b*b-4*a*c)) / (2 * a)
}

// interests are what a person writes about more than others do.
func (g *grammar) interests(d dice) []string {
	list := make([]string, 5)
	for i := range list {
		list[i] = g.lists["topic"].draw(d)
	}
	return list
}

// write makes a subject.
func (g *grammar) write(d dice, interests []string) string {
	return strings.ReplaceAll(g.compose(d, interests), "|", "")
}

// compose makes a subject with the ends of words marked, where the language does not write them.
func (g *grammar) compose(d dice, interests []string) string {
	if d.chance(g.share) {
		return g.generic.draw(d)
	}
	var b strings.Builder
	for i, piece := range g.patterns.draw(d) {
		switch {
		case i%2 == 0:
			b.WriteString(piece)
		case piece == "topic" && len(interests) > 0 && d.chance(0.6):
			b.WriteString(pick(d, interests))
		default:
			b.WriteString(g.lists[piece].draw(d))
		}
	}
	return strings.TrimSpace(b.String())
}
