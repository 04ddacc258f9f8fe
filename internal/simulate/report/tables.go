package report

import (
	"fmt"
	"io"
	"text/tabwriter"

	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
	"okaeri/internal/text"
)

// Tables writes what stands behind the aims for a terminal: every scope, other ways to decide, groups of owners, the policy's own verdicts,
// campaigns, and what stopping readers of the mailbox costs.
func Tables(w io.Writer, r *simulate.Report, c *text.Catalogue, lang string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	say := func(key string) string { return c.T(lang, "simulate."+key, nil) }
	row := func(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) } //nolint:errcheck // Flush tells
	// Tables are quoted without what stood before them.
	if r.Run.Development() {
		row("\n%s", whose(r.Run, c, lang))
	}
	row("\n%s\t0.1%%\t%s\t%s\t%s\t%s\t%s\t%s", say("scopes.scope"), say("scopes.held"), say("scopes.told"), say("scopes.ruled"), say("scopes.ceiling"), say("scopes.share"), say("scopes.worst"))
	for _, s := range r.Scopes {
		a := atRate(s.Plain, .001)
		told := toldOf(s, share)
		row("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s, %s", s.Scope, share(a.Owners), share(atRate(s.Held, .001).Owners), told, short(atRate(s.Ruled, .001).Owners), short(atRate(s.Ceiling, .001).Owners),
			ratioFigure(ofCeiling(s)).line(), say("tier."+a.Worst), say("strategy."+a.Strategy))
	}
	row("\n%s\tT0–T1\tT0–T2\tT0–T3\tT0–T4", say("baselines.name"))
	for _, b := range r.Baselines {
		if !b.Fixed {
			row("%s\t%s\t%s\t%s\t%s", say("baseline."+b.Name), short(b.Scopes["T0–T1"].Owners), short(b.Scopes["T0–T2"].Owners),
				short(b.Scopes["T0–T3"].Owners), short(b.Scopes["T0–T4"].Owners))
		}
	}
	row("\n%s\t%s\tT0\tT1\tT2\tT3\tT4", say("baselines.name"), say("tier.owner"))
	for _, b := range r.Baselines {
		if b.Fixed {
			rates := b.Rates
			row("%s\t%s\t%s\t%s\t%s\t%s\t%s", say("baseline."+b.Name), short(rates["owner"]), short(rates["stranger"]), short(rates["breached"]),
				short(rates["acquaintance"]), short(rates["phisher"]), short(rates["insider_mailbox"]))
		}
	}
	row("\n%s\t%s\tT0–T3\t%s\tT0–T1", say("groups.group"), say("groups.cases"), say("groups.gap"))
	for _, g := range r.Groups {
		row("%s\t%s\t%s\t%s\t%s", say("group."+g.Name), number(g.Owners.Of), share(g.Owners), gapFigure(gapOf(g)).line(), short(g.T1))
	}
	policyTables(row, r, say)
	return t.Flush()
}

// toldOf writes the owners' share where only those stop a hold who are told elsewhere. It counts the strategies that every adversary tried, and
// so says nothing where another sets the line.
func toldOf[T ~string](s simulate.ScopeResult, write func(measure.Share) T) T {
	if s.Told.Of == 0 || !simulate.TriedByAll(atRate(s.Held, rare).Strategy) {
		return "–"
	}
	return write(s.Told)
}

// policyTables are those about the policy as it ships.
func policyTables(row func(string, ...any), r *simulate.Report, say func(string) string) {
	way := func(strategy string) string { // an owner has none
		if strategy == "" {
			return ""
		}
		return say("strategy." + strategy)
	}
	row("\n%s\t%s\t%s\t%s\t%s\t%s", say("verdicts.who"), say("verdict.grant"), say("verdict.review"), say("verdict.decline"), say("verdicts.restored"), say("strategies.strategy"))
	for _, v := range r.Verdicts {
		row("%s\t%s\t%s\t%s\t%s\t%s", say("tier."+v.Who), share(v.Grant), short(v.Review), short(v.Decline), share(v.Restored), way(v.Strategy))
	}
	row("\n%s\t%s\t%s\t%s\t%s\t(* %s)", say("insider.least"), say("insider.owners"), say("insider.readers"), say("verdicts.restored"), say("strategies.strategy"), say("insider.shipped"))
	for _, l := range r.Insider {
		mark := ""
		if l.Shipped {
			mark = " *"
		}
		row("%g%s\t%s\t%s\t%s\t%s", l.Least, mark, share(l.Owners), share(l.Readers), share(l.Restored), way(l.Strategy))
	}
	row("\n%s\t%s\t%s\t%s\t%s", say("campaigns.title"), say("campaigns.adaptive"), say("campaigns.building"), say("verdicts.restored"), say("campaigns.leakage"))
	campaign := func(who string, c simulate.Campaign) {
		row("%s\t%s\t%s\t%s\t%.2f", who, share(c.Adaptive), short(c.Building), share(c.Restored), c.Leakage)
	}
	for _, c := range r.Campaigns {
		campaign(say("tier."+c.Tier), c)
	}
	if c := r.Kept; c != nil {
		campaign(fmt.Sprintf("%s, insider.least %g", say("tier."+c.Tier), c.Least), *c)
	}
	row("\n%s\tECE\tCllr\t%s\t%s", say("calibration.title"), say("calibration.least"), say("calibration.mapped"))
	for _, t := range r.Tiers {
		row("%s\t%.3f\t%.3f\t%.3f\t%.3f / %.3f", say("tier."+t.Tier), t.Calibration.ECE, t.Calibration.Cllr, t.Calibration.CllrMin, t.Mapped.ECE, t.Mapped.Cllr)
	}
}
