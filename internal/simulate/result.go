package simulate

import (
	"encoding/json"

	"okaeri/internal/simulate/measure"
)

// Report is everything that a run measured. In JSON it is a contract of the report folder: fields are added, never renamed.
type Report struct {
	Run       Run             `json:"run"`
	Scopes    []ScopeResult   `json:"scopes"`
	Tiers     []TierResult    `json:"tiers"`
	Verdicts  []VerdictResult `json:"verdicts"`
	Insider   []InsiderLine   `json:"insider"`
	Review    []ReviewResult  `json:"review"`
	Campaigns []Campaign      `json:"campaigns"`
	Kept      *Campaign       `json:"campaign_kept,omitempty"` // of readers of the mailbox, where they are asked as much as keeps first applications to .001
	Baselines []Baseline      `json:"baselines"`
	Groups    []Group         `json:"groups"`
	Worth     []Worth         `json:"worth"`
	Tornado   []Sensitivity   `json:"tornado"`
	Misread   []Misjudged     `json:"misspecified"`
	Worlds    []World         `json:"worlds"` // the true chances, so that nobody has to believe a figure
}

// Run says what was run, so that anybody can run it again.
type Run struct {
	Command    string  `json:"command"`
	Seed       uint64  `json:"seed"`
	Owners     int     `json:"owners"`
	Attackers  int     `json:"attackers"` // of each kind
	Family     Family  `json:"family"`
	Engine     string  `json:"engine"`
	Assessed   int     `json:"assessed"` // applications judged in all
	PerSecond  float64 `json:"per_second"`
	Cores      int     `json:"cores"`
	Channels   float64 `json:"channels"` // share of accounts with a verified channel
	Population int     `json:"population"`
}

// Development says that a report is of the training family, for whoever changes the judgement, and no result.
func (r Run) Development() bool { return r.Family.Name == Training.Name }

// At is the owners' share at one rate of adversaries let through.
type At struct {
	Rate      float64       `json:"rate"`
	Threshold float64       `json:"threshold"`
	Owners    measure.Share `json:"owners"`
	Worst     string        `json:"worst"`    // tier whose strategy sets the threshold
	Strategy  string        `json:"strategy"` // and the strategy
}

// ScopeResult is what owners get when all tiers up to one must be kept out. Each tier has its worst strategy.
type ScopeResult struct {
	Scope       string          `json:"scope"` // T0–T1 and so on
	Tiers       []string        `json:"tiers"`
	Plain       []At            `json:"plain"` // channel evidence counted, hold not
	Held        []At            `json:"held"`  // hold counted: adversaries who are stopped in it got nothing
	Told        measure.Share   `json:"told"`  // as Held at .001, where only owners with a channel on record that is not the account itself stop a hold
	Ruled       []At            `json:"ruled"` // as Held, where grants also keep the shipped rule about readers of the mailbox
	Curve       []measure.Point `json:"curve"`
	CurveHeld   []measure.Point `json:"curve_held"`   // as Held
	Ceiling     []At            `json:"ceiling"`      // Bayes with the true chances, under the same rules, all strategies
	CeilingHeld []At            `json:"ceiling_held"` // the same, hold counted
	Free        []At            `json:"free"`         // the same without the rules, natural adversaries

	CeilingCurve     []measure.Point `json:"ceiling_curve"`
	CeilingCurveHeld []measure.Point `json:"ceiling_curve_held"`

	Share     float64 `json:"share"` // of the ceiling, at a rate of .001
	ShareLow  float64 `json:"share_low,omitempty"`
	ShareHigh float64 `json:"share_high,omitempty"` // both nothing: of a report that had no interval of it
}

// TierResult is one kind of adversary against owners, by the bits against that kind.
type TierResult struct {
	Tier        string              `json:"tier"`
	Curve       []measure.Point     `json:"curve"`
	Area        float64             `json:"area"`
	EqualErrors float64             `json:"equal_errors"`
	Calibration measure.Calibration `json:"calibration"` // natural adversaries, bits as they are
	Mapped      measure.Calibration `json:"mapped"`      // after the monotone map that the training family gives
	Strategies  []StrategyResult    `json:"strategies"`
}

// StrategyResult is how far one strategy gets.
type StrategyResult struct {
	Strategy string        `json:"strategy"`
	Tail     measure.Share `json:"tail"`  // at the threshold of the first four tiers for .001
	Bound    float64       `json:"bound"` // mean of 2^S against its own tier: at most 1 if the model holds
	Error    float64       `json:"error"` // standard error of Bound
	Cases    int           `json:"cases"`
}

// VerdictResult is what the shipped policy does with first applications of one kind of applicant.
type VerdictResult struct {
	Who      string         `json:"who"`      // owner or a tier
	Strategy string         `json:"strategy"` // of adversaries: the one that most were granted in
	Grant    measure.Share  `json:"grant"`
	Review   measure.Share  `json:"review"`
	Decline  measure.Share  `json:"decline"`
	Restored measure.Share  `json:"restored"` // granted and not stopped in the hold
	Holds    map[string]int `json:"holds"`    // hours to grants
	Bits     map[string]int `json:"bits"`     // whole bits to cases
	Stopped  map[string]int `json:"stopped"`  // rules that kept cases with bits enough from a grant
	Against  map[string]int `json:"against"`  // tier that fitted best to cases
}

// InsiderLine is what the policy would do with first applications if a grant always needed so many bits against a reader of the mailbox,
// sign of one or not (policy.yaml, insider.least).
type InsiderLine struct {
	Least    float64       `json:"least"`
	Shipped  bool          `json:"shipped"`  // the policy of this run asks it
	Strategy string        `json:"strategy"` // of the readers: the one that most were granted in
	Owners   measure.Share `json:"owners"`   // granted
	Readers  measure.Share `json:"readers"`  // of the readers of the mailbox, granted
	Restored measure.Share `json:"restored"` // of them, granted and not stopped in the hold
}

// ReviewResult is what people add, when they see a share of all applications.
type ReviewResult struct {
	Scope     string        `json:"scope"`
	Seen      float64       `json:"seen"`      // share of applications that reviewers see
	Owners    measure.Share `json:"owners"`    // granted by the engine or by people
	Auto      measure.Share `json:"auto"`      // by the engine
	Caught    float64       `json:"caught"`    // share of adversaries that reviewers catch (assumed)
	Attackers float64       `json:"attackers"` // worst tier, granted by either and not stopped in the hold
}

// Campaign is five applications by one adversary against one account.
type Campaign struct {
	Tier     string        `json:"tier"`
	Adaptive measure.Share `json:"adaptive"`     // at least one grant, at the shipped policy
	Fixed    measure.Share `json:"fixed"`        // the same list of answers without looking at verdicts
	Building measure.Share `json:"building"`     // from one mailbox, so that attempts add up
	Restored measure.Share `json:"restored"`     // the best of the three, and not stopped in the hold: whoever looks could follow the list
	AdaptLow measure.Share `json:"adaptive_low"` // the same two at a threshold a hundred times easier, where gain would show
	FixedLow measure.Share `json:"fixed_low"`
	Gain     float64       `json:"gain"`    // adaptive over fixed there, relative
	Leakage  float64       `json:"leakage"` // entropy of the verdicts seen, in bits: at most this much is learned
	Bound    float64       `json:"bound"`   // log2 of the number of transcripts possible

	Least float64 `json:"least,omitempty"` // bits asked against readers of the mailbox, where that is not what the policy of the run asks
}

// Baseline is another way to decide, on the same cases.
type Baseline struct {
	Name   string                   `json:"name"`
	Scopes map[string]At            `json:"scopes"` // at .001, by scope
	Fixed  bool                     `json:"fixed"`  // it has no threshold to set: rates are what they are
	Rates  map[string]measure.Share `json:"rates"`  // by tier, and "owner", for those
}

// Group is a kind of owner.
type Group struct {
	Name   string        `json:"name"`
	Owners measure.Share `json:"owners"` // granted at .001 for T0–T3, hold counted
	T1     measure.Share `json:"t1"`     // at .001 for T0–T1
	Gap    float64       `json:"gap"`    // to all owners, T0–T3

	GapLow  float64 `json:"gap_low,omitempty"`
	GapHigh float64 `json:"gap_high,omitempty"` // both nothing: all owners, or a report that had no interval of it
}

// Worth is what one kind of evidence gives.
type Worth struct {
	Item    string  `json:"item"`
	Asked   float64 `json:"asked"`   // share of accounts that hold it
	Matched float64 `json:"matched"` // of those, share of owners who match at any level
	Bits    float64 `json:"bits"`    // mean share of the findings in owners' bits
	Without float64 `json:"without"` // owners granted at T0–T3, when nobody is asked for it
	Lost    float64 `json:"lost"`    // points that this costs
}

// Sensitivity is how the result moves when one row of the parameters is wrong.
type Sensitivity struct {
	Item  string  `json:"item"`
	Side  string  `json:"side"` // owner or known
	Half  At      `json:"half"` // odds halved
	Twice At      `json:"twice"`
	Swing float64 `json:"swing"`
}

// Misjudged is a run in a world where every chance is wrong.
type Misjudged struct {
	Scope    string        `json:"scope"`
	Nominal  float64       `json:"nominal"`
	Realised measure.Share `json:"realised"` // worst tier
	Tier     string        `json:"tier"`
	Factor   float64       `json:"factor"`
	Owners   measure.Share `json:"owners"`
	Draw     int           `json:"draw"`
}

// UnmarshalJSON reads reports of before as well, in which one number stood for the four, who shared it evenly.
func (s *Slips) UnmarshalJSON(data []byte) error {
	var all Rate
	if json.Unmarshal(data, &all) == nil {
		*s = Slips{LeftOut: all / 4, Doubled: all / 4, Neighbour: all / 4, Exchanged: all / 4}
		return nil
	}
	type plain Slips
	return json.Unmarshal(data, (*plain)(s))
}
