package evidence

// Answers to one question. People may give several, in one application or over several attempts; each different wrong one makes a
// right one worth less, and after a few the question is closed: twenty variations gain no more than the first three (C9).
const mostWrong = 3

// closed says that too many different answers were wrong for a right one to mean anything.
func closed(wrong int) bool { return wrong >= mostWrong }

// graded collects the readings of answers to one item, by level.
type graded struct {
	item  Item
	best  int // best attainable level
	ways  []Way
	guess [MaxLevels]Probability
	wrong int
	since int64
	top   int // best level reached
	asked bool
	// common: an answer was right that so many others could give that it counts as a blank.
	common bool
	// answered: right was whom, or under which subject, the owner only answered; it counts as a blank too.
	answered bool
}

func newGraded(item Item, best int) *graded {
	return &graded{item: item, best: best, top: len(levels[item])}
}

// hit notes an answer of a level.
func (g *graded) hit(level int, way Way, since int64) {
	g.asked = true
	way.Level = level
	g.ways = append(g.ways, way)
	switch {
	case level < g.top:
		g.top, g.since = level, since
	case level == g.top:
		g.since = earlier(g.since, since) // whatever the order of the answers
	}
}

// earlier is the earlier of two times that are known; 0 is none.
func earlier(a, b int64) int64 {
	if a <= 0 || b > 0 && b < a {
		return b
	}
	return a
}

// miss notes a wrong answer.
func (g *graded) miss() { g.asked, g.wrong = true, g.wrong+1 }

// finding closes the question.
func (g *graded) finding(kind string) Finding {
	f := Finding{Item: g.item, Kind: kind, Best: g.best, Guess: g.guess, Level: Blank}
	if g.asked {
		f.Level = Wrong
	}
	if g.common {
		f.Level = TooCommon
	}
	if g.answered {
		f.Level = Answered
	}
	if len(g.ways) == 0 || closed(g.wrong) {
		return f
	}
	for i := range g.ways {
		g.ways[i].Guesses = max(g.ways[i].Guesses, 1+g.wrong)
	}
	f.Ways, f.Level, f.Since = g.ways, levels[g.item][g.top], instant(g.since)
	return f
}
