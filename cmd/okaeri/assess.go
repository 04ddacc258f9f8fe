package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"okaeri/internal/assess"
	"okaeri/internal/text"
)

// AssessCmd judges a file of applications against a file of accounts (docs/formats.md).
type AssessCmd struct {
	Accounts     string `help:"Account records, one a line." type:"existingfile" required:"" placeholder:"A.jsonl"`
	Applications string `help:"Applications, one a line; - reads standard input." required:"" placeholder:"B.jsonl"`
	Frequencies  string `help:"How common values are; otherwise learned from the accounts." type:"existingfile" placeholder:"FILE"`
	Parameters   string `help:"Parameter file; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Quantiles    string `help:"Table that okaeri simulate --quantiles made for these parameters; otherwise the one that is built in, of those that are." type:"existingfile" placeholder:"FILE"`
	Policy       string `help:"Policy file; otherwise the one that is built in." type:"existingfile" placeholder:"FILE"`
	Lang         string `help:"Language of the findings' reasons." enum:"en,ja" default:"en"`
}

// Help is the example under the flags.
func (*AssessCmd) Help() string {
	return "Example:\n\n" +
		"    okaeri assess --accounts accounts.jsonl --applications applications.jsonl > assessments.jsonl"
}

// Run prints one assessment a line, in the order of the applications.
func (c *AssessCmd) Run() error {
	if c.Accounts == "-" {
		return errors.New("--accounts: standard input can't be read twice; name a file")
	}
	rules, err := c.rules()
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	files, closeAll, err := c.files(out)
	if err != nil {
		return err
	}
	defer closeAll()
	progress, done := progressOf(files.Accounts.Size() + sizeOf(files.Applications))
	err = assess.Run(files, rules, progress)
	done()
	return errors.Join(out.Flush(), c.named(err))
}

// files opens what is read; closeAll closes it again.
func (c *AssessCmd) files(out io.Writer) (files assess.Files, closeAll func(), err error) {
	var opened []*os.File
	closeAll = func() {
		for _, f := range opened {
			_ = f.Close()
		}
	}
	open := func(name string) *os.File {
		f, openErr := os.Open(name)
		if openErr != nil {
			err = errors.Join(err, openErr)
			return nil
		}
		opened = append(opened, f)
		return f
	}
	files = assess.Files{Out: out, Applications: os.Stdin}
	if c.Applications != "-" {
		files.Applications = open(c.Applications)
	}
	if c.Frequencies != "" {
		files.Frequencies = open(c.Frequencies)
	}
	accounts := open(c.Accounts)
	if err == nil {
		files.Accounts, err = sourceOf(accounts)
	}
	if err != nil {
		closeAll()
	}
	return files, closeAll, err
}

// rules reads parameters, their quantiles and the policy.
func (c *AssessCmd) rules() (rules assess.Rules, err error) {
	if rules.Parameters, rules.Policy, err = (judgement{c.Parameters, c.Quantiles, c.Policy}).named(); err != nil {
		return rules, err
	}
	catalogue, err := text.Load()
	if err != nil {
		return rules, err
	}
	rules.Say = func(key string, args map[string]string) string { return catalogue.T(c.Lang, key, args) }
	return rules, nil
}

// named puts the file's own name before the line of an error.
func (c *AssessCmd) named(err error) error {
	failure, ok := errors.AsType[*assess.Failure](err)
	if !ok {
		return err
	}
	name := map[string]string{"accounts": c.Accounts, "applications": c.Applications, "frequencies": c.Frequencies}[failure.File]
	return fmt.Errorf("%s:%w", name, failure.Err)
}

// sized is a file with its size.
type sized struct {
	io.ReaderAt
	size int64
}

func (s sized) Size() int64 { return s.size }

func sourceOf(f *os.File) (assess.Source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: a regular file is needed, since accounts are read more than once", f.Name())
	}
	return sized{f, info.Size()}, nil
}

// sizeOf is a file's size, 0 where it has none.
func sizeOf(r io.Reader) int64 {
	f, ok := r.(*os.File)
	if !ok {
		return 0
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}

// progressOf shows a bar on a terminal and nothing elsewhere.
func progressOf(size int64) (progress func(int), done func()) {
	if !isatty.IsTerminal(os.Stderr.Fd()) {
		return func(int) {}, func() {}
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	return func(n int) { _ = bar.Add(n) }, func() { _ = bar.Finish() }
}
