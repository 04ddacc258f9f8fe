package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
)

// CalibrateCmd re-estimates the parameters from reviewed cases.
type CalibrateCmd struct {
	Cases      string `arg:"" help:"Reviewed cases, one a line: {\"assessment\": as okaeri assess prints it, \"truth\": owner, adversary or unknown, \"class\": optional}." type:"existingfile"`
	Parameters string `help:"Parameter file to start from; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Write      string `help:"Write the changed parameters to this file. Without it nothing is written." type:"path" placeholder:"FILE"`
	Version    string `help:"With --write: the new file's name for itself." placeholder:"NAME"`
	JSON       bool   `help:"Print the changes as JSON."`
}

// Help is the example under the flags.
func (*CalibrateCmd) Help() string {
	return "Each row of the parameters counts as 50 cases of its own, so that a handful of cases moves nothing far. Cases of unknown truth count for\n" +
		"whoever they may have been. No simulated table of quantiles belongs to a changed file: its lines follow from Markov's inequality, which\n" +
		"asks for more and holds longer, until okaeri simulate --parameters FILE --quantiles FILE has made one.\n" +
		"\nExample:\n\n" +
		"    okaeri calibrate reviewed.jsonl\n" +
		"    okaeri calibrate reviewed.jsonl --write parameters.yaml --version mail-2026-12"
}

// Validate sees that a file is written under a name of its own.
func (c *CalibrateCmd) Validate() error {
	if (c.Write == "") != (c.Version == "") {
		return errors.New("--write and --version belong together: a changed file needs a name of its own")
	}
	return nil
}

// Run shows what would change and writes it when told.
func (c *CalibrateCmd) Run() error {
	base, err := c.base()
	if err != nil {
		return err
	}
	if c.Version == base.Version() {
		return fmt.Errorf("--version: %s is the name of the file that this one comes from", c.Version)
	}
	f, err := os.Open(c.Cases)
	if err != nil {
		return err
	}
	defer f.Close()
	cases, err := learn.ReadReviewed(f)
	if err != nil {
		return fmt.Errorf("%s:%w", c.Cases, err)
	}
	calibrated, changes, err := base.Calibrate(cases)
	if err != nil {
		return err
	}
	if err := c.print(changes); err != nil {
		return err
	}
	said := counted(cases)
	if _, err := fmt.Fprintf(c.remarks(), "%s. %d chances would change.\n", upperFirst(said), len(changes)); err != nil {
		return err
	}
	switch {
	case c.Write == "":
		return nil
	case len(cases) == 0:
		return fmt.Errorf("%s: no case is in it, so nothing is written", c.Cases)
	}
	before, err := base.Parameters()
	if err != nil {
		return err
	}
	calibrated.SetVersion(c.Version)
	calibrated.Tell(fmt.Sprintf("%s: calibrated by okaeri calibrate from %s and %s.\nWhat follows was written of the file that it comes from.",
		c.Version, before.Engine(), said))
	return c.write(calibrated)
}

// counted says how many cases there are of each truth.
func counted(cases []learn.Reviewed) string {
	n := map[string]int{}
	for i := range cases {
		n[cases[i].Truth]++
	}
	return fmt.Sprintf("reviewed cases: %d (of owners %d, of adversaries %d, of unknown truth %d)", len(cases), n[learn.IsOwner], n[learn.IsAdversary], n[learn.IsUnknown])
}

// remarks is where people are told what is no change: beside JSON, and not within it.
func (c *CalibrateCmd) remarks() *os.File {
	if c.JSON {
		return os.Stderr
	}
	return os.Stdout
}

func (c *CalibrateCmd) base() (*learn.File, error) {
	data := score.DefaultFile()
	if c.Parameters != "" {
		var err error
		if data, err = os.ReadFile(c.Parameters); err != nil {
			return nil, err
		}
	}
	return learn.Open(data)
}

// print shows each chance that would change.
func (c *CalibrateCmd) print(changes []learn.Change) error {
	if c.JSON {
		if changes == nil {
			changes = []learn.Change{}
		}
		return json.NewEncoder(os.Stdout).Encode(changes)
	}
	for i, x := range changes {
		if i == 0 {
			if _, err := fmt.Printf("%-16s %-16s %-13s %8s    %8s  %9s\n", "ITEM", "WHOSE", "LEVEL", "FROM", "TO", "CASES"); err != nil {
				return err
			}
		}
		if _, err := fmt.Printf("%-16s %-16s %-13s %8.5f -> %8.5f  %9.1f\n", x.Item, x.Side, x.Level, x.From, x.To, x.Cases); err != nil {
			return err
		}
	}
	return nil
}

func (c *CalibrateCmd) write(calibrated *learn.File) error {
	data, err := calibrated.Bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Write, data, 0o644); err != nil { //nolint:gosec // no secret is in it
		return err
	}
	parameters, err := score.Parse(data)
	if err != nil {
		return err
	}
	return c.sayNext(parameters)
}

// sayNext says what has to follow before the written file judges as well as the one that it comes from.
func (c *CalibrateCmd) sayNext(p score.Parameters) error {
	table := filepath.Join(filepath.Dir(c.Write), "quantiles.yaml")
	_, err := fmt.Fprintf(c.remarks(), "\nWritten: %s\n%s.\n"+
		"Next, make that table, and try both on past applications:\n"+
		"  okaeri simulate --parameters %s --quantiles %s --owners 25000 --attackers 100000\n"+
		"  okaeri policy test --accounts accounts.jsonl --applications past.jsonl --parameters %[3]s --quantiles %[4]s\n"+
		"The server takes them by the keys `parameters` and `quantiles` of the configuration.\n",
		p.Engine(), upperFirst(unsimulated), c.Write, table)
	return err
}

// upperFirst begins a sentence.
func upperFirst(words string) string { return strings.ToUpper(words[:1]) + words[1:] }
