package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// AuditExportCmd writes entries of the record.
type AuditExportCmd struct {
	caseActor
	Case  string `help:"Only entries of the case with this reference number." placeholder:"REF"`
	Actor string `help:"Only what this person of the staff did, by login; or applicant, owner or system." placeholder:"LOGIN"`
	Door  string `help:"Only what was done at this door, such as vote, view or staff." placeholder:"DOOR"`
	From  string `help:"Only entries from this day or time on." placeholder:"2026-11-01"`
	To    string `help:"Only entries up to and including this day, or before this time." placeholder:"2026-11-30"`
	JSON  bool   `help:"Print JSON lines that okaeri audit verify --file checks; a table for people unless given."`
}

// archive is the record for people to read.
func (h *house) archive() recovery.Archive {
	return recovery.Archive{Recovery: h.recovery, Log: h.store, Public: h.keys.Public()}
}

// Validate sees that the times can be read.
func (x *AuditExportCmd) Validate() error {
	for flag, typed := range map[string]string{"--from": x.From, "--to": x.To} {
		if _, err := dayOrTime(typed, time.UTC, false); err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
	}
	return nil
}

// Run exports. That somebody exported is an entry itself.
func (x *AuditExportCmd) Run(ctx context.Context, c *cli) error {
	return act(ctx, c, x.By, x.Case, func(h *house, me recovery.Actor) error {
		q := recovery.RecordQuery{Ref: x.Case, Actor: x.Actor, Door: x.Door}
		var err error
		if q.From, err = dayOrTime(x.From, h.location, false); err != nil {
			return err
		}
		if q.To, err = dayOrTime(x.To, h.location, true); err != nil {
			return err
		}
		var refused *recovery.Refused
		if x.JSON {
			_, err = h.archive().Export(ctx, me, q, os.Stdout)
		} else {
			err = h.printRecord(ctx, me, q)
		}
		if errors.As(err, &refused) && refused.Code == "role" {
			return errors.New("this takes an auditor or an administrator of the desk; name one with --by (as root)")
		}
		return err
	})
}

// dayOrTime reads a day in the configured zone, or a time. The end of a day is the beginning of the next.
func dayOrTime(typed string, zone *time.Location, end bool) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, typed, zone); err == nil {
		if end {
			at = at.AddDate(0, 0, 1)
		}
		return at, nil
	}
	at, err := time.Parse(time.RFC3339, typed)
	if err != nil {
		return at, fmt.Errorf("%q is neither a day such as 2026-11-01 nor a time such as 2026-11-01T09:00:00Z", typed)
	}
	return at, nil
}

// recordPage is how many entries are read at a time for people.
const recordPage = 500

// printRecord prints entries for people, the newest first.
func (h *house) printRecord(ctx context.Context, me recovery.Actor, q recovery.RecordQuery) error {
	q.N = recordPage
	for {
		page, err := h.archive().Page(ctx, me, q)
		if err != nil {
			return err
		}
		for _, l := range page.Lines {
			fmt.Println(recordLine(l))
		}
		if page.Next.At.IsZero() {
			return nil
		}
		q.After = page.Next
	}
}

func recordLine(l recovery.RecordLine) string {
	words := []string{fmt.Sprintf("%7d", l.Seq), l.At.UTC().Format(time.RFC3339), l.Door, l.Actor}
	if l.Ref != "" {
		words = append(words, l.Ref)
	}
	detail, _ := json.Marshal(l.Detail) // texts
	if len(l.Detail) > 0 {
		words = append(words, string(detail))
	}
	return strings.Join(words, "  ")
}

// AuditKeyCmd prints the public key.
type AuditKeyCmd struct{}

// Run prints it.
func (AuditKeyCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	fmt.Println(h.keys.Public())
	return nil
}

// exportLine is a report on an export as programs read it.
type exportLine struct {
	reportLine
	By       string            `json:"by"`
	At       time.Time         `json:"at"`
	Filter   map[string]string `json:"filter,omitempty"`
	Entries  int64             `json:"entries"`  // lines that say what happened
	Withheld int64             `json:"withheld"` // lines that stand for an entry without saying it
}

// export checks an export, with the public key and nothing else.
func (v *AuditVerifyCmd) export(ctx context.Context, c *cli, trusted [][]byte) error {
	verifier, err := v.verifier(ctx, c)
	if err != nil {
		return err
	}
	in := io.Reader(os.Stdin)
	if v.File != "-" {
		f, err := os.Open(v.File)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		in = f
	}
	r, err := audit.CheckExport(in, verifier, trusted...)
	if err != nil {
		return err
	}
	if v.JSON {
		err = json.NewEncoder(os.Stdout).Encode(exportLine{
			reportLine{r.Size, 0, r.Root, append([]audit.Fault{}, r.Faults...)}, r.By, r.At, r.Filter, r.Entries, r.Withheld,
		})
	} else {
		printExport(r)
	}
	if err == nil && len(r.Faults) > 0 {
		err = errTampered
	}
	return err
}

// verifier is the key that was named, or this server's own.
func (v *AuditVerifyCmd) verifier(ctx context.Context, c *cli) (note.Verifier, error) {
	if v.Key == "" {
		h, err := openHouse(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("%w (name the public key with --key to check an export without a server)", err)
		}
		defer h.close() //nolint:errcheck // nothing was written
		return h.keys.Verifier(), nil
	}
	text, err := os.ReadFile(v.Key)
	if err != nil {
		return nil, err
	}
	key, err := note.NewVerifier(string(bytes.TrimSpace(text)))
	if err != nil {
		return nil, fmt.Errorf("%s holds no public key as okaeri audit key prints it", v.Key)
	}
	return key, nil
}

func printExport(r audit.ExportReport) {
	what := "everything"
	if !r.Whole() {
		asked, _ := json.Marshal(r.Filter) // texts
		what = "a part: " + string(asked)
	}
	fmt.Printf("%d entries and %d withheld ones, exported by %s at %s; %s\n", r.Entries, r.Withheld, r.By, r.At.Format(time.RFC3339), what)
	fmt.Printf("%d entries signed, root %s\n", r.Size, r.Root)
	for _, f := range r.Faults {
		fmt.Println(faultLine(f))
	}
	switch {
	case len(r.Faults) > 0:
	case r.Whole():
		fmt.Println("Nothing was edited, removed or put elsewhere, the first line included.")
	default:
		fmt.Println("Every line is as the server wrote it. That no other entry belongs to this part, an export of a part can't show.")
	}
}
