package report

import (
	"fmt"

	"okaeri/internal/simulate"
)

// aim is a figure that was promised before it was measured.
type aim struct {
	Key      string // of the catalogue, under simulate.aim.
	Wanted   string
	Measured string
	Met      bool
}

// aims hold the report against engine.md §8.4, one by one.
func aims(r *simulate.Report) []aim {
	var out []aim
	add := func(key, wanted, measured string, met bool) { out = append(out, aim{key, wanted, measured, met}) }
	scopes := map[string]simulate.ScopeResult{}
	for _, s := range r.Scopes {
		scopes[s.Scope] = s
	}
	near, far := scopes["T0–T1"], scopes["T0–T3"]
	auto := atRate(near.Plain, .001).Owners
	add("near", "≥ 85%", share(auto), auto.Value >= .85)
	lead := auto.Value - pointsOf(r, "T0–T1")
	add("lead", "≥ 25", fmt.Sprintf("%+.1f", lead*100), lead >= .25)
	held := atRate(far.Held, .001).Owners
	add("far", "≥ 50%", share(held), held.Value >= .5)
	for _, x := range r.Review {
		if want := map[float64]float64{.15: .65, .30: .75}[x.Seen]; want > 0 {
			key := fmt.Sprintf("review_%.0f", x.Seen*100)
			add(key, fmt.Sprintf("≥ %.0f%%", want*100), share(x.Owners), x.Owners.Value >= want)
		}
	}
	out = append(out, campaignAims(r)...)
	add("ceiling_near", "≥ 95%", fmt.Sprintf("%.1f%%", near.Share*100), near.Share >= .95)
	add("ceiling_far", "≥ 95%", fmt.Sprintf("%.1f%%", far.Share*100), far.Share >= .95)
	for _, t := range r.Tiers[:min(4, len(r.Tiers))] {
		c := t.Calibration
		add("calibration_"+t.Tier, "≤ .02 / ≤ .25", fmt.Sprintf("%.3f / %.3f", c.ECE, c.Cllr), c.ECE <= .02 && c.Cllr <= .25)
	}
	worst := 0.0
	for _, m := range r.Misread {
		worst = max(worst, m.Factor)
	}
	add("misread", "≤ ×3", fmt.Sprintf("×%.1f", worst), worst <= 3)
	gap := 0.0
	for _, g := range r.Groups {
		gap = min(gap, g.Gap)
	}
	add("groups", "≥ -10", fmt.Sprintf("%+.1f", gap*100), gap >= -.10)
	return out
}

// campaignAims are those about five attempts and about readers of the mailbox.
func campaignAims(r *simulate.Report) []aim {
	total, gain, leak := 0.0, 0.0, 0.0
	for _, c := range r.Campaigns[:min(4, len(r.Campaigns))] {
		total, gain, leak = max(total, c.Restored.Value), max(gain, c.Gain), max(leak, c.Leakage)
	}
	out := []aim{
		{"campaign", "≤ 0.1%", digits(total), total <= .001},
		{"gain", "< 10%", fmt.Sprintf("%+.1f%%", gain*100), gain < .10},
		{"leakage", "≤ 2.58", fmt.Sprintf("%.2f", leak), leak <= 2.585},
	}
	for _, v := range r.Verdicts {
		if v.Who == "insider_mailbox" {
			out = append(out, aim{"insider", "≤ 0.1%", share(v.Restored), v.Restored.Value <= .001})
		}
	}
	return append(out, insiderAims(r.Insider)...)
}

// insiderAims hold the policy that asks just as much against readers of the mailbox as keeps them to the aim, with what it leaves of the
// owners.
func insiderAims(lines []simulate.InsiderLine) []aim {
	before := 0.0
	for _, l := range lines {
		if l.Shipped {
			before = l.Owners.Value
		}
	}
	for _, l := range lines {
		if l.Restored.Value <= .001 {
			return []aim{{"insider_asked", "≤ 0.1%", fmt.Sprintf("%s; %s / %s", digits(l.Restored.Value), short(l.Owners), digits(before)), true}}
		}
	}
	return nil
}

// pointsOf is the owners' share of the fixed points in a scope.
func pointsOf(r *simulate.Report, scope string) float64 {
	for _, b := range r.Baselines {
		if b.Name == "points" {
			return b.Scopes[scope].Owners.Value
		}
	}
	return 0
}
