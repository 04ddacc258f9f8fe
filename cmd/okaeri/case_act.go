package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// caseActor is who acts, for every command that does something to a case.
type caseActor struct {
	By string `help:"Who acts; the signed-in user of this machine unless given by root." placeholder:"LOGIN"`
}

// actor is the person of the staff whose login is that of the machine's user, or whom root names. The host's own sign-in stands for a
// passkey, and the record says that it was the command line.
func (h *house) actor(ctx context.Context, by string) (recovery.Actor, error) {
	me := whoami()
	login := me
	if by != "" && by != me {
		if os.Geteuid() != 0 {
			return recovery.Actor{}, errors.New("--by names somebody else; only root may act for another person")
		}
		login = by
	}
	return h.member(ctx, recovery.Actor{Login: login, Strong: h.now(), Via: "cli", Writer: me})
}

// act opens the house, finds out who acts, and does it.
func act(ctx context.Context, c *cli, by, ref string, f func(*house, recovery.Actor) error) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	me, err := h.actor(ctx, by)
	if err != nil {
		return err
	}
	return explain(ref, f(h, me))
}

// CaseClaimCmd takes a case.
type CaseClaimCmd struct {
	caseActor
	Ref string `arg:"" optional:"" help:"Reference number; the next that waits unless given."`
}

// Run takes it.
func (d *CaseClaimCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error {
		ref, err := d.Ref, error(nil)
		if ref == "" {
			ref, err = h.recovery.Next(ctx, me)
		} else {
			err = h.recovery.Claim(ctx, me, ref)
		}
		if errors.Is(err, recovery.ErrNotFound) && d.Ref == "" {
			fmt.Println("Nothing waits for you.")
			return nil
		}
		if err == nil {
			fmt.Printf("%s is yours for an hour.\n", recovery.NormalRef(ref))
		}
		return err
	})
}

// CaseReleaseCmd gives a case back.
type CaseReleaseCmd struct {
	caseActor
	Ref string `arg:"" help:"Reference number."`
}

// Run gives it back.
func (d *CaseReleaseCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error { return h.recovery.PutBack(ctx, me, d.Ref) })
}

// CaseDecideCmd records one person's decision.
type CaseDecideCmd struct {
	caseActor
	Ref    string `arg:"" help:"Reference number."`
	Grant  bool   `help:"Give access back, after notice and hold." xor:"way" required:""`
	Refuse bool   `name:"decline" help:"Do not give access back." xor:"way" required:""`
	Reason string `help:"Reason code: ${reasons}." required:"" placeholder:"CODE"`
	Words  string `help:"A sentence for the record; no personal data." required:"" placeholder:"TEXT"`
	Proof  string `help:"How the person's identity was proofed: ${proofs}. Needed to grant a strict case." placeholder:"KIND"`
}

// Run decides.
func (d *CaseDecideCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error {
		err := h.recovery.Decide(ctx, me, d.Ref, recovery.Ballot{Grant: d.Grant, Reason: d.Reason, Words: d.Words, Proof: d.Proof})
		if err != nil {
			return err
		}
		after, err := h.find(ctx, d.Ref)
		if err != nil {
			return err
		}
		if after.State == recovery.Reviewing {
			fmt.Println("Recorded. Another person has to decide as well.")
			return nil
		}
		fmt.Printf("Recorded: %s. The letter leaves at %s.\n", after.Verdict, after.Mark.Format(time.RFC3339))
		return nil
	})
}

// CaseNoteCmd adds an internal note.
type CaseNoteCmd struct {
	caseActor
	Ref   string `arg:"" help:"Reference number."`
	Words string `help:"What to tell; no personal data." required:"" placeholder:"TEXT"`
}

// Run notes.
func (d *CaseNoteCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error { return h.recovery.AddNote(ctx, me, d.Ref, d.Words) })
}

// CaseAskCmd asks the applicant for more.
type CaseAskCmd struct {
	caseActor
	Ref  string   `arg:"" help:"Reference number."`
	Kind []string `help:"What would help: ${asks}." required:"" placeholder:"KIND"`
}

// Run asks.
func (d *CaseAskCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error { return h.recovery.AskMore(ctx, me, d.Ref, d.Kind) })
}

// CaseEscalateCmd hands a case to the seniors.
type CaseEscalateCmd struct {
	caseActor
	Ref   string `arg:"" help:"Reference number."`
	Words string `help:"Why; no personal data." required:"" placeholder:"TEXT"`
}

// Run hands it on.
func (d *CaseEscalateCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, d.By, d.Ref, func(h *house, me recovery.Actor) error { return h.recovery.Escalate(ctx, me, d.Ref, d.Words) })
}

// refusals say what to do about an act that the rules forbid.
var refusals = map[string]string{
	"reviewer_missing":     "say who acts with --by",
	"record_filter":        "no entry can have such an actor or door",
	"role":                 "this takes a reviewer or a senior; to look, an auditor will do",
	"sign_in_again":        "sign in again: the last sign-in was too long ago",
	"claim_missing":        "claim the case first: okaeri case claim",
	"claim_expired":        "your hour with this case is over; claim it again",
	"claimed":              "somebody else works on this case",
	"asked":                "the applicant was asked for more and still has time",
	"asked_before":         "the applicant was asked for more once already",
	"senior_only":          "this case is for a senior",
	"senior_yourself":      "you are a senior: decide, ask for more, or put the case back",
	"reason_unknown":       "the reason is none of " + strings.Join(recovery.GrantReasons, ", ") + " for a grant, or " + strings.Join(recovery.DeclineReasons, ", ") + " for a refusal",
	"words_missing":        "write a sentence with --words",
	"words_card":           "leave the card number out of --words; its last four digits are enough",
	"words_long":           "write less in --words",
	"notes_full":           "there are a hundred notes already",
	"kinds_missing":        "say what would help with --kind",
	"kind_unknown":         "a kind is none of " + strings.Join(recovery.AskKinds, ", "),
	"proof_unknown":        "the proof is none of " + strings.Join(recovery.ProofKinds, ", "),
	"same_person":          "you decided this case already; another person has to",
	"decided_before":       "you took part in the decision that is appealed; other people have to decide now",
	"helper":               "you helped with this application, so another person has to decide",
	"assisted":             "you typed this application for the applicant, so you may not look at its case",
	"own_account":          "this is about your own account, so another person has to decide",
	"no_account":           "no account belongs to this case, so there is nothing to grant",
	"proof_missing":        "knowledge alone restores nothing here; name with --proof how the identity was proofed",
	"minimum_identity":     "knowledge alone restores nothing here; name with --proof how the identity was proofed",
	"minimum_no_objection": "an address of the account objects; a grant needs a proofed identity: --proof",
	"minimum_two_kinds":    "fewer than two kinds of evidence match; a grant needs a proofed identity: --proof",
}

// explain says in words what the story refused.
func explain(ref string, err error) error {
	var refused *recovery.Refused
	var soon *recovery.TooSoon
	switch {
	case errors.As(err, &refused) && refusals[refused.Code] != "":
		return errors.New(refusals[refused.Code])
	case errors.As(err, &soon):
		return errors.New("more than a person can read in an hour; go on at " + soon.Until.Format(time.RFC3339))
	case errors.Is(err, recovery.ErrClosed):
		return errors.New("the case is not under review any more")
	case errors.Is(err, recovery.ErrNotFound):
		return fmt.Errorf("no case has the reference number %q", ref)
	}
	return err
}
