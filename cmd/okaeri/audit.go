package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/tlog"

	"okaeri/internal/audit"
)

// AuditCmd works on the log of every decision.
type AuditCmd struct {
	Verify     AuditVerifyCmd     `cmd:"" help:"Find any entry that was edited, removed or put elsewhere, and name it; in this server's log, or in an export without any server. Example: okaeri audit verify --file record.jsonl --key okaeri.pub"`
	Export     AuditExportCmd     `cmd:"" help:"Write entries as JSON lines with a signed checkpoint. Example: okaeri audit export --case 7K2-4M9-QX --json > case.jsonl"`
	Key        AuditKeyCmd        `cmd:"" help:"Print the public key that checks checkpoints and exports. Example: okaeri audit key > okaeri.pub"`
	Checkpoint AuditCheckpointCmd `cmd:"" help:"Print the newest signed checkpoint, to be kept where nobody who can write the database can write. Example: okaeri audit checkpoint > $(date +%F).note"`
}

// AuditVerifyCmd checks the log.
type AuditVerifyCmd struct {
	File    string   `help:"Check this export instead of a server's log; - reads it from standard input." placeholder:"FILE"`
	Key     string   `help:"The public key for --file, as okaeri audit key prints it; without it, this server's own." type:"existingfile" placeholder:"FILE"`
	Trusted []string `help:"Checkpoints that were printed earlier and kept elsewhere: the log must still contain what they signed." type:"existingfile" placeholder:"FILE"`
	JSON    bool     `help:"Print JSON."`
}

// reportLine is a report as programs read it.
type reportLine struct {
	Size    int64         `json:"size"`    // entries under a signature
	Pending int64         `json:"pending"` // entries that wait for the next one
	Root    tlog.Hash     `json:"root"`    // base64
	Faults  []audit.Fault `json:"faults"`  // empty where nothing is wrong
}

// errTampered makes the command fail after it has named what is wrong.
var errTampered = errors.New("the log was changed")

// Run verifies and exits 1 when anything is wrong.
func (v *AuditVerifyCmd) Run(ctx context.Context, c *cli) error {
	var trusted [][]byte
	for _, file := range v.Trusted {
		note, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		trusted = append(trusted, note)
	}
	if v.File != "" {
		return v.export(ctx, c, trusted)
	}
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	report, err := h.store.VerifyAudit(ctx, trusted...)
	if err != nil {
		return err
	}
	if v.JSON {
		err = json.NewEncoder(os.Stdout).Encode(reportLine{report.Size, report.Pending, report.Root, append([]audit.Fault{}, report.Faults...)})
	} else {
		printReport(report)
	}
	if err == nil && len(report.Faults) > 0 {
		err = errTampered
	}
	return err
}

func printReport(r audit.Report) {
	fmt.Printf("%d entries signed, %d waiting for the next checkpoint, root %s\n", r.Size, r.Pending, r.Root)
	for _, f := range r.Faults {
		fmt.Println(faultLine(f))
	}
	if len(r.Faults) == 0 {
		fmt.Println("Nothing was edited, removed or put elsewhere.")
	}
}

// faultLine names a fault, leaving out what isn't known of it.
func faultLine(f audit.Fault) string {
	line := string(f.Kind)
	if f.Seq > 0 {
		line += fmt.Sprintf(" entry %d", f.Seq)
	}
	if f.To > f.Seq {
		line += fmt.Sprintf(" to %d", f.To)
	}
	switch f.Kind {
	case audit.HeadEdited:
		line += " (line 1: who exported what, and when, is not what was written)"
	case audit.BadSeal:
		line += " (the last line is not this server's seal over the lines before it)"
	}
	if f.Case != "" {
		line += fmt.Sprintf(" case %s entry %d", f.Case, f.N)
	}
	return line
}

// AuditCheckpointCmd prints the newest checkpoint.
type AuditCheckpointCmd struct{}

// Run prints it.
func (AuditCheckpointCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	note, err := h.store.Checkpoint(ctx)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(note)
	return err
}
