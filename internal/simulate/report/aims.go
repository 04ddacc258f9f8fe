package report

import (
	"fmt"
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

func bare(format string, args ...any) figure { return figure{Value: fmt.Sprintf(format, args...)} }

// line is what was measured, for a terminal.
func (a aim) line() string {
	var out []string
	for _, f := range a.Measured {
		if f.Between != "" {
			f.Value += " (" + f.Between + ")"
		}
		out = append(out, f.Value)
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
	add("near", "≥ 85%", atLeast(tells, auto, .85), counted(auto))
	lead := difference(auto, pointsOf(r, "T0–T1"))
	add("lead", "≥ 25", atLeast(tells, lead, .25), gapFigure(lead))
	held := atRate(far.Held, rare).Owners
	add("far", "≥ 50%", atLeast(tells, held, .5), counted(held))
	for _, x := range r.Review {
		if want := map[float64]float64{.15: .65, .30: .75}[x.Seen]; want > 0 {
			add(fmt.Sprintf("review_%.0f", x.Seen*100), fmt.Sprintf("≥ %.0f%%", want*100), atLeast(tells, x.Owners, want), counted(x.Owners))
		}
	}
	out = append(out, campaignAims(r)...)
	add("ceiling_near", "≥ 95%", atLeast(tellsRatio(r.Run.Attackers), ofCeiling(near), .95), bare("%.1f%%", near.Share*100))
	add("ceiling_far", "≥ 95%", atLeast(tellsRatio(r.Run.Attackers), ofCeiling(far), .95), bare("%.1f%%", far.Share*100))
	add("ceiling_all", "–", open, bare("%.1f%%", all.Share*100))
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
	add("misread", "≤ ×3", atMost(measure.Tells(worst.Realised.Of, rare), worst.Realised, 3*rare),
		figure{fmt.Sprintf("×%.1f", worst.Factor), fmt.Sprintf("%.1f–%.1f", worst.Realised.Low/rare, worst.Realised.High/rare)})
	gap := worstGap(r.Groups)
	add("groups", "≥ -10", atLeast(tells, gap, -.10), gapFigure(gap))
	return out
}

// ofCeiling is the share of a scope's ceiling with the chance in it that is there at least: that of the owners whom the ceiling grants. The
// line's is left out, since the same adversaries set both.
func ofCeiling(s simulate.ScopeResult) measure.Share {
	ours, top := atRate(s.Plain, rare).Owners, atRate(s.Ceiling, rare).Owners
	if top.Hits == 0 || ours.Hits > top.Hits {
		return measure.Share{Value: s.Share, Low: s.Share, High: s.Share}
	}
	return measure.ShareOf(ours.Hits, top.Hits)
}

// worstGap is the group that lies farthest below all owners.
func worstGap(groups []simulate.Group) (worst measure.Share) {
	for _, g := range groups {
		if g.Gap < worst.Value {
			worst = difference(g.Owners, groups[0].Owners)
		}
	}
	return worst
}

func gapFigure(d measure.Share) figure {
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
	before, asked := 0.0, lines[len(lines)-1]
	for _, l := range lines {
		if l.Shipped {
			before = l.Owners.Value
		}
	}
	for _, l := range lines {
		if l.Restored.Value <= rare {
			asked = l
			break
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
