package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/chart"
	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
)

// The small pictures that stand in tables.

func bar(label string, parts []chart.Part) template.HTML {
	return chart.Bar(chart.Frame{Title: label}, parts)
}

func span(label string, low, high, mark float64, class string) template.HTML {
	return chart.Span(chart.Frame{Title: label}, low, high, mark, class)
}

func (p painter) verdicts(v simulate.VerdictResult) template.HTML {
	label := fmt.Sprintf("%s: %s / %s / %s", p.plain("simulate.tier."+v.Who), short(v.Grant), short(v.Review), short(v.Decline))
	return bar(label, []chart.Part{{Class: "grant", Share: v.Grant.Value}, {Class: "review", Share: v.Review.Value}, {Class: "decline", Share: v.Decline.Value}})
}

// holds draws the lengths of holds, the shortest first and lightest, with a key below.
func (p painter) holds(v simulate.VerdictResult) template.HTML {
	var hours []int
	total := 0
	for h, n := range v.Holds {
		if hour, err := strconv.Atoi(h); err == nil {
			hours, total = append(hours, hour), total+n
		}
	}
	slices.Sort(hours)
	var parts []chart.Part
	var key strings.Builder
	for i, h := range hours {
		class := "h" + strconv.Itoa(min(i, 5))
		s := measure.ShareOf(v.Holds[strconv.Itoa(h)], total)
		parts = append(parts, chart.Part{Class: class, Share: s.Value})
		fmt.Fprintf(&key, `<li><i class="%s"></i>%s %s</li>`, class, p.say("simulate.verdicts.hours", "Hours", h), shareCell(s))
	}
	return bar(p.plain("simulate.verdicts.holds"), parts) + template.HTML(`<ul class="key">`+key.String()+`</ul>`) //nolint:gosec // made of escaped words
}

func (p painter) interval(g simulate.Group) template.HTML {
	return span(p.plain("simulate.group."+g.Name)+": "+share(g.Owners), g.Owners.Low, g.Owners.High, g.Owners.Value, "c0")
}

// worth are the kinds of evidence, those first that most owners need.
func (p painter) worth() []simulate.Worth {
	return slices.SortedStableFunc(slices.Values(p.report.Worth), func(a, b simulate.Worth) int { return cmp.Compare(b.Lost, a.Lost) })
}

// lost draws the owners that are lost without a kind of evidence; the longest bar is that of the kind that most need.
func (p painter) lost(w simulate.Worth) template.HTML {
	most := max(p.worth()[0].Lost, .001)
	return bar(fmt.Sprintf("%s: %+.1f", p.plain("simulate.item."+w.Item), w.Lost*100), []chart.Part{{Class: "c0", Share: max(w.Lost, 0) / most}})
}

// tornado are the rows whose change moves most, first.
func (p painter) tornado() []simulate.Sensitivity {
	return slices.SortedStableFunc(slices.Values(p.report.Tornado), func(a, b simulate.Sensitivity) int {
		return cmp.Compare(math.Abs(b.Swing), math.Abs(a.Swing))
	})
}

// unbent is the owners' share that the rows of the tornado move, as the panel has it.
func (p painter) unbent() float64 {
	for _, w := range p.report.Worth {
		return w.Without + w.Lost
	}
	return 0
}

// reach is how far the pictures of the tornado go to either side: whole half points, and all that any row moves.
func (p painter) reach() float64 {
	most := 0.0
	for _, s := range p.report.Tornado {
		for _, a := range []simulate.At{s.Half, s.Twice} {
			most = max(most, math.Abs(a.Owners.Value-p.unbent()))
		}
	}
	return max(math.Ceil(most*200-1e-9)/200, .005)
}

// swing draws a row of the tornado around what the panel has unbent.
func (p painter) swing(s simulate.Sensitivity) template.HTML {
	low, high := s.Half.Owners.Value, s.Twice.Owners.Value
	at := func(v float64) float64 { return .5 + (v-p.unbent())/p.reach()/2 }
	label := fmt.Sprintf("%s, %s: %s, %s", p.plain("simulate.item."+s.Item), p.plain("simulate.side."+s.Side), short(s.Half.Owners), short(s.Twice.Owners))
	return span(label, at(min(low, high)), at(max(low, high)), .5, "c1")
}

// noise says how well each figure of the tornado is known, and whether any row moves more than that.
func (p painter) noise() template.HTML {
	rows := p.tornado()
	if len(rows) == 0 {
		return ""
	}
	o := rows[0].Half.Owners
	known := (o.High - o.Low) / 2
	said := p.say("simulate.tornado.noise", "Owners", number(o.Of), "Points", fmt.Sprintf("%.1f", known*100))
	if math.Abs(rows[0].Swing) <= known {
		said += " " + p.say("simulate.tornado.within")
	}
	return said
}

// why says what holds a group back that lies more than five points below all, where it is known.
func (p painter) why(g simulate.Group) template.HTML {
	key := "simulate.group_why." + g.Name
	if g.Gap > -.05 || !p.catalogue.Has("en", key) {
		return ""
	}
	return p.say(key)
}
