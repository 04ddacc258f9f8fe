package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"okaeri/internal/score"
	"okaeri/internal/simulate"
	"okaeri/internal/simulate/learn"
	"okaeri/internal/simulate/report"
	"okaeri/internal/text"
)

// SimulateCmd measures the judgement on simulated owners and adversaries, or sets its parameters on them.
type SimulateCmd struct {
	Owners     int    `help:"Owners who apply; ${default} unless given." default:"3000" placeholder:"N"`
	Attackers  int    `help:"Adversaries of each kind; ${default} unless given." default:"10000" placeholder:"N"`
	Seed       uint64 `help:"The same seed gives the same figures; ${default} unless given." default:"1" placeholder:"S"`
	Family     string `help:"Whose people are measured: those of the test family, which results are told of, or for development those of the training family, which the judgement is set on; test unless given." enum:"test,training," default:"" placeholder:"test|training"`
	Report     string `help:"Folder for the report: index.html and report.json." type:"path" placeholder:"DIR"`
	JSON       bool   `help:"Print all figures as JSON."`
	Lang       string `help:"Language of what is printed." enum:"en,ja" default:"en"`
	Parameters string `help:"Parameter file; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Policy     string `help:"Policy file; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Table      string `help:"Table that --quantiles made for these parameters; otherwise the one that is built in, of those that are." type:"existingfile" placeholder:"FILE"`
	Show       string `help:"Run nothing, and print the figures of this report.json; with --report, draw its page anew." type:"existingfile" placeholder:"FILE"`

	Train     string `help:"Set parameters on the training family and write them to this file; nothing is measured." type:"path" placeholder:"FILE"`
	Version   string `help:"Name of the trained parameters; ${default} unless given." default:"trained-1" placeholder:"NAME"`
	Quantiles string `help:"Write the table of adversaries' bits on the training family: under the parameters that --train makes, or else those given or built in." type:"path" placeholder:"FILE"`
}

// Help is the example under the flags.
func (*SimulateCmd) Help() string {
	return "Example:\n\n" +
		"    okaeri simulate --owners 30000 --attackers 100000 --seed 1 --report report\n" +
		"    okaeri simulate --family training --owners 3000 --attackers 10000 --report tried\n" +
		"    okaeri simulate --show report/report.json\n" +
		"    okaeri simulate --train parameters.yaml --version mail-2 --quantiles quantiles.yaml\n" +
		"    okaeri simulate --parameters parameters.yaml --quantiles quantiles.yaml --owners 25000 --attackers 100000"
}

// Validate sees that there is somebody to measure, and that nothing is to be set on the test family.
func (c *SimulateCmd) Validate() error {
	if c.Owners < 1 || c.Attackers < 1 {
		return errors.New("--owners and --attackers are at least 1")
	}
	if c.Family != "" && c.Family != simulate.Training.Name && (c.Train != "" || c.Quantiles != "") {
		return errors.New("--train and --quantiles are always of the training family, since nothing may be set on the people that results are told of: leave out --family " + c.Family)
	}
	return nil
}

// Run measures, or trains.
func (c *SimulateCmd) Run() error {
	if c.Show != "" {
		return c.show()
	}
	rooms, base, err := c.rooms()
	if err != nil {
		return err
	}
	if c.Train != "" || c.Quantiles != "" {
		return c.train(rooms, base)
	}
	sayUnsimulated(rooms.Parameters, rooms.Policy)
	study := simulate.Study{Seed: c.Seed, Owners: c.Owners, Attackers: c.Attackers, Development: c.Family == simulate.Training.Name, Rooms: rooms, Base: base, Command: c.command()}
	step, done := countingProgress(study.Steps())
	study.Step = step
	result, err := study.Measure(time.Now)
	done()
	if err != nil {
		return err
	}
	return c.print(result)
}

// command is how to run this again.
func (c *SimulateCmd) command() string {
	s := fmt.Sprintf("okaeri simulate --owners %d --attackers %d --seed %d", c.Owners, c.Attackers, c.Seed)
	if c.Family == simulate.Training.Name {
		s += " --family " + c.Family
	}
	if c.Parameters != "" {
		s += " --parameters " + filepath.Base(c.Parameters)
	}
	if c.Table != "" {
		s += " --table " + filepath.Base(c.Table)
	}
	if c.Policy != "" {
		s += " --policy " + filepath.Base(c.Policy)
	}
	return s
}

// rooms are what applications are judged by, and the parameters as a file that can be bent.
func (c *SimulateCmd) rooms() (rooms simulate.Rooms, base *learn.File, err error) {
	rooms = simulate.Built()
	if rooms.Parameters, rooms.Policy, err = (judgement{c.Parameters, c.Table, c.Policy}).read(ofFile); err != nil {
		return rooms, nil, err
	}
	data := score.DefaultFile()
	if c.Parameters != "" {
		if data, err = os.ReadFile(c.Parameters); err != nil {
			return rooms, nil, err
		}
	}
	if base, err = learn.Open(data); err != nil {
		return rooms, nil, ofFile("", c.Parameters, err)
	}
	return rooms, base, nil
}

// train writes a parameter file, or the table that belongs to one, or both.
func (c *SimulateCmd) train(rooms simulate.Rooms, base *learn.File) error {
	plan := simulate.Plan{Seed: c.Seed, Owners: c.Owners, Attackers: c.Attackers, Rooms: rooms}
	runs := 1
	if c.Train != "" && c.Quantiles != "" {
		runs = 2
	}
	step, done := countingProgress(runs * plan.Steps())
	defer done()
	plan.Step = step
	parameters := rooms.Parameters
	if c.Train != "" {
		var err error
		if parameters, err = c.learn(plan, base); err != nil {
			return err
		}
	}
	if c.Quantiles == "" {
		return nil
	}
	table, err := simulate.Quantiles(plan, parameters, time.Now)
	if err != nil {
		return err
	}
	return os.WriteFile(c.Quantiles, table, 0o644) //nolint:gosec // no secret is in it
}

// learn writes a parameter file that has seen the training family.
func (c *SimulateCmd) learn(plan simulate.Plan, base *learn.File) (score.Parameters, error) {
	trained, tempered, err := simulate.Train(plan, base, c.Version, time.Now)
	if err != nil {
		return score.Parameters{}, err
	}
	if len(tempered) > 0 {
		fmt.Fprintf(os.Stderr, "okaeri: what was seen of %v breaks a property of the judgement (too few people?); these rows stay nearer to those before\n", tempered)
	}
	trained.Tell(fmt.Sprintf("%s: trained on simulated people from %s, by\n"+
		"  okaeri simulate --train parameters.yaml --version %s --owners %d --attackers %d --seed %d\n"+
		"What follows was written of the file that it comes from.",
		c.Version, plan.Rooms.Parameters.Engine(), c.Version, c.Owners, c.Attackers, c.Seed))
	data, err := trained.Bytes()
	if err != nil {
		return score.Parameters{}, err
	}
	if err := os.WriteFile(c.Train, data, 0o644); err != nil { //nolint:gosec // no secret is in it
		return score.Parameters{}, err
	}
	return score.Parse(data)
}

// show prints a report that was made before.
func (c *SimulateCmd) show() error {
	data, err := os.ReadFile(c.Show)
	if err != nil {
		return err
	}
	var r simulate.Report
	if err := json.Unmarshal(data, &r); err != nil || len(r.Scopes) == 0 || r.Run.Command == "" || r.Run.Owners < 1 {
		return fmt.Errorf("%s: no report of okaeri simulate", c.Show)
	}
	catalogue, err := text.Load()
	if err != nil {
		return err
	}
	if err := c.write(&r, catalogue); err != nil {
		return err
	}
	if c.JSON {
		return report.JSON(os.Stdout, &r)
	}
	if _, err := fmt.Println(r.Run.Command + "  (" + r.Run.Engine + ")"); err != nil {
		return err
	}
	return errors.Join(report.Lines(os.Stdout, &r, catalogue, c.Lang), report.Tables(os.Stdout, &r, catalogue, c.Lang))
}

// print writes the report where it was asked for, and the aims or everything to standard output.
func (c *SimulateCmd) print(r *simulate.Report) error {
	catalogue, err := text.Load()
	if err != nil {
		return err
	}
	if err := c.write(r, catalogue); err != nil {
		return err
	}
	if c.JSON {
		return report.JSON(os.Stdout, r)
	}
	return report.Lines(os.Stdout, r, catalogue, c.Lang)
}

// write writes the report's page and figures where a folder for them was named.
func (c *SimulateCmd) write(r *simulate.Report, catalogue *text.Catalogue) error {
	if c.Report == "" {
		return nil
	}
	if err := os.MkdirAll(c.Report, 0o755); err != nil { //nolint:gosec // a report is made to be shown
		return err
	}
	page := func(w io.Writer) error { return report.Page(w, r, catalogue) }
	if err := writeFile(filepath.Join(c.Report, "index.html"), page); err != nil {
		return err
	}
	return writeFile(filepath.Join(c.Report, "report.json"), func(w io.Writer) error { return report.JSON(w, r) })
}

// writeFile fills a file, or says why not.
func writeFile(name string, fill func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	return errors.Join(fill(out), out.Flush(), f.Close())
}

// countingProgress shows a bar over so many pieces on a terminal and nothing elsewhere.
func countingProgress(pieces int) (step func(int), done func()) {
	if !isatty.IsTerminal(os.Stderr.Fd()) {
		return func(int) {}, func() {}
	}
	bar := progressbar.NewOptions(pieces, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true), progressbar.OptionShowCount())
	return func(n int) { _ = bar.Add(n) }, func() { _ = bar.Finish() }
}
