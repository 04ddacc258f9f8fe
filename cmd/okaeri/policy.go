package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"okaeri/internal/assess"
	"okaeri/internal/decision"
	"okaeri/internal/settings"
)

// PolicyCmd holds what can be done with a policy before it judges anybody, and how one goes live.
type PolicyCmd struct {
	Test     PolicyTestCmd     `cmd:"" help:"Run a changed policy or parameter file over past cases and print what would have been decided differently."`
	Show     PolicyShowCmd     `cmd:"" help:"Say which rules are in force and where they come from. Example: okaeri policy show --json"`
	Propose  PolicyProposeCmd  `cmd:"" help:"Put a changed file before the administrators and try it on past cases. Example: okaeri policy propose --policy stricter.yaml --why \"Two takeovers this week.\""`
	History  PolicyHistoryCmd  `cmd:"" help:"List what was proposed, by whom, and what became of it. Example: okaeri policy history --json"`
	Confirm  PolicyConfirmCmd  `cmd:"" help:"Put a change into force that only tightens; what loosens is confirmed at the desk, with a passkey. Example: okaeri policy confirm 3f9c2a17b0d4"`
	Reject   PolicyRejectCmd   `cmd:"" help:"Reject somebody else's proposal. Example: okaeri policy reject 3f9c2a17b0d4 --why \"Not during the holidays.\""`
	Withdraw PolicyWithdrawCmd `cmd:"" help:"Take a proposal of one's own back. Example: okaeri policy withdraw 3f9c2a17b0d4"`
}

// PolicyTestCmd judges past cases twice: as it is, and as it would be.
type PolicyTestCmd struct {
	Accounts         string `help:"Account records, one a line." type:"existingfile" required:"" placeholder:"A.jsonl"`
	Applications     string `help:"Past applications, one a line; - reads standard input." required:"" placeholder:"B.jsonl"`
	Frequencies      string `help:"How common values are; otherwise learned from the accounts." type:"existingfile" placeholder:"FILE"`
	Policy           string `help:"The changed policy file." type:"existingfile" placeholder:"FILE"`
	Parameters       string `help:"The changed parameter file." type:"existingfile" placeholder:"FILE"`
	BeforePolicy     string `help:"Policy to compare with; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Quantiles        string `help:"Table that okaeri simulate --quantiles made for the changed parameters." type:"existingfile" placeholder:"FILE"`
	BeforeParameters string `help:"Parameters to compare with; otherwise the ones that are built in." type:"existingfile" placeholder:"FILE"`
	BeforeQuantiles  string `help:"Table that was made for the parameters to compare with." type:"existingfile" placeholder:"FILE"`
	JSON             bool   `help:"Print one JSON object a line."`
}

// Help is the example under the flags.
func (*PolicyTestCmd) Help() string {
	return "Accounts and applications are those of okaeri assess (docs/formats.md). Nothing is decided and nothing is written.\n" +
		"\nExample:\n\n" +
		"    okaeri policy test --accounts accounts.jsonl --applications past.jsonl --policy stricter.yaml"
}

// decided is as much of an assessment as a change is told by here: what the desk compares, and the bits beside it.
type decided struct {
	settings.Decided
	Bits  decision.Bits `json:"bits"`
	Grant decision.Bits `json:"grant_threshold"`
}

// difference is one case that would have been decided differently.
type difference struct {
	ID      string  `json:"id"`
	Account *string `json:"account_id"`
	Before  decided `json:"before"`
	After   decided `json:"after"`
}

// Validate sees that there is something to compare with.
func (c *PolicyTestCmd) Validate() error {
	if c.Policy == "" && c.Parameters == "" {
		return errors.New("name what is changed: --policy, --parameters, or both")
	}
	return nil
}

// Run prints what differs, then how many of how many.
func (c *PolicyTestCmd) Run() error {
	var typed []byte // standard input is judged twice
	if c.Applications == "-" {
		var err error
		if typed, err = io.ReadAll(os.Stdin); err != nil {
			return err
		}
	}
	was := AssessCmd{Parameters: c.BeforeParameters, Quantiles: c.BeforeQuantiles, Policy: c.BeforePolicy}
	before, err := c.judge(was, typed)
	if err != nil {
		return err
	}
	after, err := c.judge(c.changed(was), typed)
	if err != nil {
		return err
	}
	return c.print(before, after)
}

// changed are the files of before with those that were changed in their place. Other parameters take no table of the ones before.
func (c *PolicyTestCmd) changed(before AssessCmd) AssessCmd {
	after := before
	after.Policy = cmp.Or(c.Policy, before.Policy)
	if c.Parameters != "" {
		after.Parameters, after.Quantiles = c.Parameters, ""
	}
	after.Quantiles = cmp.Or(c.Quantiles, after.Quantiles)
	return after
}

// judge walks all past applications through the rooms under one set of rules.
func (c *PolicyTestCmd) judge(one AssessCmd, typed []byte) ([]decision.Assessment, error) {
	one.Accounts, one.Applications, one.Frequencies, one.Lang = c.Accounts, c.Applications, c.Frequencies, "en"
	rules, err := one.rules()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	files, closeAll, err := one.files(&out)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	if c.Applications == "-" {
		files.Applications = bytes.NewReader(typed)
	}
	if err := assess.Run(files, rules, func(int) {}); err != nil {
		return nil, one.named(err)
	}
	return readAssessments(&out)
}

func readAssessments(r io.Reader) ([]decision.Assessment, error) {
	var all []decision.Assessment
	for d := json.NewDecoder(r); ; {
		var a decision.Assessment
		if err := d.Decode(&a); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
}

// print lists the cases of which verdict or hold differ, and how often each change of verdict came: counted as the desk's dry run does.
func (c *PolicyTestCmd) print(before, after []decision.Assessment) error {
	var tally settings.Tally
	out := json.NewEncoder(os.Stdout)
	for i := range before {
		d := difference{before[i].ID, before[i].AccountID, decidedOf(&before[i]), decidedOf(&after[i])}
		if !tally.Add(d.ID, d.Before.Decided, d.After.Decided) {
			continue
		}
		if err := c.line(out, d); err != nil {
			return err
		}
	}
	if c.JSON {
		return nil
	}
	if err := printTurns(&tally, len(before)); err != nil {
		return err
	}
	_, err := fmt.Printf("%d of %d past applications would be decided differently.\n", tally.All, len(before))
	return err
}

func (c *PolicyTestCmd) line(out *json.Encoder, d difference) error {
	if c.JSON {
		return out.Encode(d)
	}
	_, err := fmt.Printf("%-32s %-8s %3d h -> %-8s %3d h  %7.3f of %7.3f -> %7.3f of %7.3f\n", d.ID, d.Before.Verdict, d.Before.HoldHours, d.After.Verdict,
		d.After.HoldHours, thousandths(d.Before.Bits), thousandths(d.Before.Grant), thousandths(d.After.Bits), thousandths(d.After.Grant))
	return err
}

func thousandths(b decision.Bits) float64 { return float64(b) / 1000 }

func decidedOf(a *decision.Assessment) decided {
	return decided{settings.DecidedOf(a), a.Bits, a.Threshold.Grant}
}

// printTurns says how often each verdict became another one.
func printTurns(t *settings.Tally, of int) error {
	for _, turn := range t.Turns {
		if _, err := fmt.Printf("%-20s %d / %d\n", string(turn.Before)+" -> "+string(turn.After), turn.N, of); err != nil {
			return err
		}
	}
	return nil
}
