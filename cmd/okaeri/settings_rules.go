package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/settings"
)

// rulesBy is who acts on the rules: a person of the desk who runs the server or administers it.
type rulesBy struct {
	By string `help:"Who acts; the signed-in user of this machine unless given by root." placeholder:"LOGIN"`
}

// act opens the house and acts as that person. That a passkey was used can't be said here, so nothing here loosens a rule.
func (b rulesBy) act(ctx context.Context, c *cli, f func(*house, recovery.Actor) error) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	me, err := h.actor(ctx, b.By)
	if err != nil {
		return err
	}
	me.Strong = time.Time{}
	return h.explainRules(f(h, me))
}

// explainRules says what the pages of the desk say.
func (h *house) explainRules(err error) error {
	code := ""
	var refused *recovery.Refused
	var unclear *settings.Unclear
	switch {
	case errors.As(err, &refused):
		code = refused.Code
	case errors.As(err, &unclear):
		code = unclear.Code
	case errors.Is(err, settings.ErrNotFound):
		return errors.New("there is no such proposal; `okaeri policy history` lists them all")
	}
	if code == "role" {
		return errors.New("this takes an operator or an administrator of the desk: name one with --by (as root)")
	}
	if code == "" {
		return err
	}
	return errors.New(h.catalogue.T(cliLanguage(), "desk.refused."+code, nil))
}

// PolicyShowCmd says what is in force.
type PolicyShowCmd struct {
	JSON bool `help:"Print one JSON object a line."`
	Text bool `help:"Print the policy's file, to begin a change with."`
}

// ruleLine is one kind of rules.
type ruleLine struct {
	Kind    settings.Kind `json:"kind"`
	Number  int64         `json:"number"` // 0: those of the configuration
	Version string        `json:"version"`
	Since   *time.Time    `json:"since,omitempty"`
	Source  string        `json:"source"`
}

// Run shows.
func (p *PolicyShowCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	all, err := h.settings.InForce(ctx)
	if err != nil {
		return err
	}
	if p.Text {
		_, err := fmt.Print(all[0].Text)
		return err
	}
	lines := make([]ruleLine, 0, len(all))
	for _, s := range all {
		l := ruleLine{Kind: s.Kind, Number: s.Number, Version: s.Name, Source: "shipped"}
		switch {
		case s.Number > 0:
			l.Source, l.Since = "desk", &s.At
		case s.Source != "":
			l.Source = s.Source
		}
		lines = append(lines, l)
	}
	if p.JSON {
		return printJSON(os.Stdout, lines)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "RULES\tVERSION\tFROM\tSINCE")
	for _, l := range lines {
		since := ""
		if l.Since != nil {
			since = l.Since.Format(time.RFC3339)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Kind, l.Version, l.Source, since)
	}
	return w.Flush()
}

// PolicyProposeCmd proposes a change and runs it over past cases at once.
type PolicyProposeCmd struct {
	rulesBy
	Policy     string `help:"The changed policy file." type:"existingfile" xor:"kind" required:"" placeholder:"FILE"`
	Parameters string `help:"The changed parameter file." type:"existingfile" xor:"kind" required:"" placeholder:"FILE"`
	Retention  int    `help:"How many days closed cases are kept." xor:"kind" required:"" placeholder:"DAYS"`
	Why        string `help:"Why, for the administrators and the record." required:"" placeholder:"TEXT"`
	JSON       bool   `help:"Print JSON."`
}

// proposalLine is a proposal as programs read it.
type proposalLine struct {
	*settings.Proposal
	Trial *settings.Trial `json:"trial,omitempty"`
}

// draft is what is proposed.
func (p *PolicyProposeCmd) draft() (settings.Draft, error) {
	d := settings.Draft{Kind: settings.Retention, Text: "closed_cases: " + strconv.Itoa(p.Retention) + "\n", Why: p.Why}
	file := p.Policy
	switch {
	case p.Policy != "":
		d.Kind = settings.Policy
	case p.Parameters != "":
		d.Kind, file = settings.Parameters, p.Parameters
	default:
		return d, nil
	}
	text, err := os.ReadFile(file)
	d.Text = string(text)
	return d, err
}

// Run proposes.
func (p *PolicyProposeCmd) Run(ctx context.Context, c *cli) error {
	d, err := p.draft()
	if err != nil {
		return err
	}
	return p.act(ctx, c, func(h *house, me recovery.Actor) error {
		made, err := h.settings.Propose(ctx, me, d)
		if err != nil {
			return err
		}
		if err := h.settings.Work(ctx, h.recovery); err != nil { // a server that runs may have taken it already
			return err
		}
		look, err := h.settings.Look(ctx, me, made.ID)
		if err != nil {
			return err
		}
		if p.JSON {
			return json.NewEncoder(os.Stdout).Encode(proposalLine{look.Proposal, look.Trial})
		}
		return printProposal(look)
	})
}

// printProposal says what a proposal changes, what its dry run found, and what comes next.
func printProposal(l *settings.Look) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, c := range l.Changes {
		fmt.Fprintf(w, "%s\t%s\t->\t%s\t%s\n", c.Key, c.Before, c.After, c.Direction)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if t := l.Trial; t != nil && t.State == settings.TrialDone {
		fmt.Printf("%d of %d past cases would be decided differently.\n", t.All, t.Done)
		if err := printTurns(&t.Tally, t.Done); err != nil {
			return err
		}
	}
	if l.Loosens {
		fmt.Printf("Proposal %s loosens: two administrators confirm it at the desk, under Settings.\n", l.ID)
		return nil
	}
	fmt.Printf("Proposal %s only tightens: an administrator puts it into force with `okaeri policy confirm %s` or at the desk.\n", l.ID, l.ID)
	return nil
}

// PolicyHistoryCmd lists proposals.
type PolicyHistoryCmd struct {
	rulesBy
	JSON bool `help:"Print one JSON object a line."`
}

// Run lists.
func (p *PolicyHistoryCmd) Run(ctx context.Context, c *cli) error {
	return p.act(ctx, c, func(h *house, me recovery.Actor) error {
		all, err := h.settings.History(ctx, me)
		if err != nil || p.JSON {
			return errors.Join(err, printJSON(os.Stdout, all))
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "PROPOSAL\tRULES\tBY\tAT\tLOOSENS\tSTATE\tVERSION\tWHY")
		for _, one := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%t\t%s\t%d\t%s\n", one.ID, one.Kind, one.By.Login, one.At.Format(time.RFC3339), one.Loosens, one.State, one.Number, one.Why)
		}
		return w.Flush()
	})
}

// PolicyConfirmCmd puts a change into force that tightens.
type PolicyConfirmCmd struct {
	rulesBy
	ID string `arg:"" help:"Proposal, as history names it."`
}

// Run confirms.
func (p *PolicyConfirmCmd) Run(ctx context.Context, c *cli) error {
	return p.act(ctx, c, func(h *house, me recovery.Actor) error {
		live, err := h.settings.Confirm(ctx, me, p.ID)
		if err == nil && live {
			fmt.Println("In force, at every server on this database.")
		}
		return err
	})
}

// PolicyRejectCmd rejects.
type PolicyRejectCmd struct {
	rulesBy
	ID  string `arg:"" help:"Proposal, as history names it."`
	Why string `help:"Why not." required:"" placeholder:"TEXT"`
}

// Run rejects.
func (p *PolicyRejectCmd) Run(ctx context.Context, c *cli) error {
	return p.act(ctx, c, func(h *house, me recovery.Actor) error { return h.settings.Reject(ctx, me, p.ID, p.Why) })
}

// PolicyWithdrawCmd takes one's own back.
type PolicyWithdrawCmd struct {
	rulesBy
	ID string `arg:"" help:"Proposal, as history names it."`
}

// Run withdraws.
func (p *PolicyWithdrawCmd) Run(ctx context.Context, c *cli) error {
	return p.act(ctx, c, func(h *house, me recovery.Actor) error { return h.settings.Withdraw(ctx, me, p.ID) })
}
