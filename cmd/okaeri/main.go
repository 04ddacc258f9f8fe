// Command okaeri is the account recovery server: おかえり, "welcome back".
//
// The door of the house: this package reads the command line and the configuration, and wires stories, rooms and adapters
// together. One file is one command. Every command explains itself with --help and an example, reads with --json where it prints data,
// never asks when there is no terminal, and exits 0 when done, 1 on failure, 2 on a wrong command line, 78 on a configuration
// that was refused, and 130 when it was broken off.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// cli is the command line.
type cli struct {
	Config string   `help:"Configuration file (YAML); okaeri.yaml in this folder, where there is one, unless another is named." type:"path" env:"OKAERI_CONFIG" placeholder:"FILE"`
	Set    []string `help:"Set one key of the configuration; it wins over environment and file." placeholder:"KEY=VALUE" sep:"none"`

	Demo      DemoCmd        `cmd:"" help:"Run a complete sample on this machine, with sample accounts and a mailbox to read its letters."`
	Serve     ServeCmd       `cmd:"" help:"Run the server."`
	Assess    AssessCmd      `cmd:"" help:"Judge applications from files, without server or database."`
	Simulate  SimulateCmd    `cmd:"" help:"Measure the judgement on simulated owners and adversaries, or set its parameters."`
	Calibrate CalibrateCmd   `cmd:"" help:"Estimate parameters anew from reviewed cases."`
	Policy    PolicyCmd      `cmd:"" help:"Try changed rules on past cases, and let them go live by people."`
	Import    ImportCmd      `cmd:"" help:"Take in what is held of accounts."`
	Forget    ForgetCmd      `cmd:"" help:"Destroy the key of an account's facts, so that nobody can read them any more."`
	Case      CaseCmd        `cmd:"" help:"List, show and decide cases."`
	Token     TokenCmd       `cmd:"" help:"Make, list and revoke the tokens of programs that use the API."`
	Staff     StaffCmd       `cmd:"" help:"Say who works at the desk and what they may do."`
	SetupLink SetupLinkCmd   `cmd:"" name:"setup-link" help:"Print a one-time link that makes an administrator of the desk."`
	Figures   FiguresCmd     `cmd:"" help:"Show how the work goes, in numbers. Example: okaeri figures"`
	Audit     AuditCmd       `cmd:"" help:"Check the log of every decision."`
	Backup    BackupCmd      `cmd:"" help:"Write an encrypted copy of everything while the server runs."`
	Restore   RestoreCmd     `cmd:"" help:"Fill an empty database from a backup."`
	Conf      ConfCmd        `cmd:"" name:"config" help:"Check and show the configuration."`
	Health    HealthcheckCmd `cmd:"" name:"healthcheck" help:"Ask a running server whether it is ready."`
	Version   VersionCmd     `cmd:"" help:"Print the version, as okaeri --version does."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is main with an exit code, so that tests can call it.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("okaeri"), kong.Description("Okaeri (おかえり) gives people their accounts back."),
		kong.Vars{"scopes": scopeList(token.Scopes), "reasons": strings.Join(recovery.Reasons, ", "), "proofs": strings.Join(recovery.ProofKinds, ", "), "asks": strings.Join(recovery.AskKinds, ", ")}, kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		fmt.Fprintln(os.Stderr, "okaeri:", err)
		return 1
	}
	return parseAndRun(parser, &c, args)
}

// exit carries kong's wish to leave (after --help) up to run.
type exit int

func parseAndRun(parser *kong.Kong, c *cli, args []string) (code int) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exit:
			code = int(e)
		default:
			panic(e)
		}
	}()
	if len(args) > 0 && args[0] == "--version" { // no flag of its own: other commands name their files by one
		args = append([]string{"version"}, args[1:]...)
	}
	k, err := parser.Parse(args)
	if err != nil {
		return misused(err)
	}
	// Commands that take a context end in their own way when they are told to stop; those that take none, such as simulate, end at once.
	ctx := context.Background()
	if err := k.BindToProvider(func() (context.Context, error) {
		ctx, _ = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		return ctx, nil
	}); err != nil {
		return misused(err)
	}
	err = k.Run(c)
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitStopped
	case err != nil:
		fmt.Fprintln(os.Stderr, "okaeri:", err)
		return exitCode(err)
	}
	return 0
}

// misused says what is wrong with a command line, and shows a right one.
func misused(err error) int {
	example := "okaeri --help"
	if at, ok := errors.AsType[*kong.ParseError](err); ok {
		if command := at.Context.Selected(); command != nil {
			example = cmp.Or(exampleOf(command), "okaeri "+command.Path()+" --help")
		}
	}
	fmt.Fprintf(os.Stderr, "okaeri: %v\nExample: %s\n", err, example)
	return exitMisused
}

// exitMisused is the exit code of a wrong command line.
const exitMisused = 2

// examples are as the help of a command gives them: to the end of the line or of the sentence.
var examples = regexp.MustCompile(`Example:\s+(okaeri .*?)(?:\. |\.?\n|\.?$)`)

// exampleOf is the first example of a command's help.
func exampleOf(command *kong.Node) string {
	help := []string{command.Help, command.Detail}
	for _, v := range command.Positional {
		help = append(help, v.Help)
	}
	for _, f := range command.Flags {
		help = append(help, f.Help)
	}
	for _, words := range help {
		if found := examples.FindStringSubmatch(words); found != nil {
			return found[1]
		}
	}
	return ""
}

// exitStopped is the exit code of a command that Ctrl-C or SIGTERM broke off.
const exitStopped = 130

// load reads the configuration of a command.
func (c *cli) load(more ...string) (Config, error) {
	file, err := configFile(c.Config)
	if err != nil {
		return Config{}, err
	}
	return loadConfig(file, os.Environ(), append(more, c.Set...))
}
