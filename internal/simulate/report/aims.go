package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
)

// aim is a figure that was promised before it was measured.
type aim struct {
	Key      string // of the catalogue, under simulate.aim.
	Bits     string // fills its sentence, where it has a place for it
	Wanted   string
	Measured []figure
	Verdict  verdict
}

// figure is a number with its interval, if it has one.
type figure struct{ Value, Between string }

func counted(s measure.Share) figure { return figure{short(s), between(s)} }

// known is a figure with the interval that the report has of it. Both ends are nothing in reports that had none.
func known(value, low, high float64) measure.Figure {
	if low == 0 && high == 0 {
		return measure.Figure{Value: value, Low: value, High: value}
	}
	return measure.Figure{Value: value, Low: low, High: high}
}

func bare(format string, args ...any) figure { return figure{Value: fmt.Sprintf(format, args...)} }

// line is a figure in a line, for a terminal.
func (f figure) line() string {
	if f.Between == "" {
		return f.Value
	}
	return f.Value + " (" + f.Between + ")"
}

// cell writes the interval under the figure, so that a column is no wider than either.
func (f figure) cell() template.HTML {
	if f.Between == "" {
		return template.HTML(f.Value) //nolint:gosec // digits
	}
	return template.HTML(f.Value + " <small>" + f.Between + "</small>") //nolint:gosec // digits
}

// line is what was measured, for a terminal.
func (a aim) line() string {
	var out []string
	for _, f := range a.Measured {
		out = append(out, f.line())
	}
	return strings.Join(out, "; ")
}

// aims hold the report against engine.md §8.4, one by one.
func aims(r *simulate.Report) []aim {
	var out []aim
	add := func(key, wanted string, is verdict, measured ...figure) {
		out = append(out, aim{Key: key, Wanted: wanted, Verdict: is, Measured: measured})
	}
	scopes := map[string]simulate.ScopeResult{}
	for _, s := range r.Scopes {
		scopes[s.Scope] = s
	}
	near, far, all := scopes["T0–T1"], scopes["T0–T3"], scopes["T0–T4"]
	tells := measure.Tells(r.Run.Attackers, rare)
	auto := atRate(near.Plain, rare).Owners
	add("near", "≥ 85%", atLeast(tells, auto.Figure(), .85), counted(auto))
	lead := measure.Difference(auto, pointsOf(r, "T0–T1"))
	add("lead", "≥ 25", atLeast(tells, lead, .25), gapFigure(lead))
	held := atRate(far.Held, rare).Owners
	add("far", "≥ 50%", atLeast(tells, held.Figure(), .5), counted(held))
	for _, x := range r.Review {
		if want := map[float64]float64{.15: .65, .30: .75}[x.Seen]; want > 0 {
			add(fmt.Sprintf("review_%.0f", x.Seen*100), fmt.Sprintf("≥ %.0f%%", want*100), atLeast(tells, x.Owners.Figure(), want), counted(x.Owners))
		}
	}
	out = append(out, campaignAims(r)...)
	add("ceiling_near", "≥ 95%", atLeast(tellsRatio(r.Run.Attackers), ofCeiling(near), .95), ratioFigure(ofCeiling(near)))
	add("ceiling_far", "≥ 95%", atLeast(tellsRatio(r.Run.Attackers), ofCeiling(far), .95), ratioFigure(ofCeiling(far)))
	add("ceiling_all", "–", open, ratioFigure(ofCeiling(all)))
	for _, t := range r.Tiers[:min(4, len(r.Tiers))] {
		c := t.Calibration
		add("calibration_"+t.Tier, "≤ .02 / ≤ .25", settled(tellsECE(r.Run.Owners, r.Run.Attackers), c.ECE <= .02 && c.Cllr <= .25), bare("%.3f / %.3f", c.ECE, c.Cllr))
	}
	var worst simulate.Misjudged
	for _, m := range r.Misread {
		if m.Factor >= worst.Factor {
			worst = m
		}
	}
	add("misread", "≤ ×3", atMost(measure.Tells(worst.Realised.Of, rare), worst.Realised.Figure(), 3*rare),
		figure{fmt.Sprintf("×%.1f", worst.Factor), fmt.Sprintf("%.1f–%.1f", worst.Realised.Low/rare, worst.Realised.High/rare)})
	gap, is := worstGap(tells, r.Groups)
	add("groups", "≥ -10", is, gapFigure(gap))
	return out
}

// ofCeiling is the share of a scope's ceiling.
func ofCeiling(s simulate.ScopeResult) measure.Figure { return known(s.Share, s.ShareLow, s.ShareHigh) }

func ratioFigure(f measure.Figure) figure {
	if f.Low == f.High {
		return bare("%.1f%%", f.Value*100)
	}
	return figure{fmt.Sprintf("%.1f%%", f.Value*100), fmt.Sprintf("%.1f–%.1f", f.Low*100, f.High*100)}
}

// worstGap is the group that says most against the aim: of those that miss it the one farthest below all owners, or else of those whose
// interval holds it, or else of all.
func worstGap(tells bool, groups []simulate.Group) (worst measure.Figure, is verdict) {
	is = atLeast(tells, worst, -.10)
	graver := []verdict{met, byChance, missed}
	for _, g := range groups {
		gap := gapOf(g)
		here := atLeast(tells, gap, -.10)
		if d := slices.Index(graver, here) - slices.Index(graver, is); d > 0 || d == 0 && gap.Value < worst.Value {
			worst, is = gap, here
		}
	}
	return worst, is
}

func gapOf(g simulate.Group) measure.Figure { return known(g.Gap, g.GapLow, g.GapHigh) }

func gapFigure(d measure.Figure) figure {
	if d.Low == d.High {
		return bare("%+.1f", d.Value*100)
	}
	return figure{fmt.Sprintf("%+.1f", d.Value*100), fmt.Sprintf("%+.1f…%+.1f", d.Low*100, d.High*100)}
}

// campaignAims are those about five attempts and about readers of the mailbox.
func campaignAims(r *simulate.Report) []aim {
	var total, gain simulate.Campaign
	leak := 0.0
	for i, c := range r.Campaigns[:min(4, len(r.Campaigns))] {
		leak = max(leak, c.Leakage)
		if i == 0 || c.Restored.Value > total.Restored.Value {
			total = c
		}
		if i == 0 || c.Gain > gain.Gain || c.Gain == gain.Gain && c.FixedLow.Hits > gain.FixedLow.Hits {
			gain = c
		}
	}
	out := []aim{
		{Key: "campaign", Wanted: "≤ 0.1%", Measured: []figure{counted(total.Restored)}, Verdict: rareEnough(total.Restored, rare)},
		{Key: "gain", Wanted: "< 10%", Measured: []figure{bare("%+.1f%%", gain.Gain*100)}, Verdict: settled(tellsGain(gain.FixedLow.Hits), gain.Gain < .10)},
		{Key: "leakage", Wanted: "≤ 2.58", Measured: []figure{bare("%.2f", leak)}, Verdict: settled(true, leak <= 2.585)},
	}
	for _, v := range r.Verdicts {
		if v.Who == "insider_mailbox" {
			out = append(out, aim{Key: "insider", Wanted: "≤ 0.1%", Measured: []figure{counted(v.Restored)}, Verdict: rareEnough(v.Restored, rare)})
		}
	}
	return append(out, insiderAims(r.Insider)...)
}

// insiderAims hold the policy that asks just as much against readers of the mailbox as keeps them to the aim, or else the hardest that was
// tried, with what it leaves of the owners.
func insiderAims(lines []simulate.InsiderLine) []aim {
	if len(lines) == 0 {
		return nil
	}
	before, asked := 0.0, simulate.Kept(lines)
	for _, l := range lines {
		if l.Shipped {
			before = l.Owners.Value
		}
	}
	return []aim{{
		Key: "insider_asked", Bits: fmt.Sprintf("%g", asked.Least), Wanted: "≤ 0.1%",
		Measured: []figure{counted(asked.Restored), bare("%s / %s", short(asked.Owners), digits(before))},
		Verdict:  rareEnough(asked.Restored, rare),
	}}
}

// pointsOf is the owners' share of the fixed points in a scope.
func pointsOf(r *simulate.Report, scope string) measure.Share {
	for _, b := range r.Baselines {
		if b.Name == "points" {
			return b.Scopes[scope].Owners
		}
	}
	return measure.Share{}
}
