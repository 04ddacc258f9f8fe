package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// BackupCmd writes everything that the database holds, encrypted, while the server runs.
type BackupCmd struct {
	To  []string `help:"age recipients (age1…) who can read the backup." placeholder:"RECIPIENT"`
	Out string   `arg:"" optional:"" default:"-" help:"File to write; - for standard output. Example: okaeri backup --to age1… okaeri.age. The key file is not in it: keep a copy of it elsewhere."`
}

// Validate sees that there is somebody who can read it.
func (b *BackupCmd) Validate() error {
	_, err := recipients(b.To)
	return err
}

// Run writes the backup; a file appears under its name only when it is whole.
func (b *BackupCmd) Run(ctx context.Context, c *cli) error {
	recipients, err := recipients(b.To)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	if b.Out == "-" {
		return h.store.Backup(ctx, os.Stdout, recipients...)
	}
	part := b.Out + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(h.store.Backup(ctx, f, recipients...), f.Sync(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, b.Out)
}

func recipients(words []string) ([]age.Recipient, error) {
	if len(words) == 0 {
		return nil, errors.New("name at least one recipient with --to; `age-keygen` makes one")
	}
	to, err := age.ParseRecipients(strings.NewReader(strings.Join(words, "\n")))
	if err != nil {
		return nil, fmt.Errorf("--to: %w; a recipient begins with age1, and `age-keygen -y` prints it", err)
	}
	return to, nil
}

// RestoreCmd fills an empty database from a backup.
type RestoreCmd struct {
	Identity string `help:"File with the age identity (AGE-SECRET-KEY-…)." type:"existingfile" required:"" placeholder:"FILE"`
	In       string `arg:"" help:"Backup to read; - for standard input. The database has to be empty and the key file the one of the backup. Example: okaeri restore --identity key.txt okaeri.age"`
}

// Run restores.
func (r *RestoreCmd) Run(ctx context.Context, c *cli) error {
	keys, err := os.Open(r.Identity)
	if err != nil {
		return err
	}
	defer keys.Close() //nolint:errcheck // only read
	identities, err := age.ParseIdentities(keys)
	if err != nil {
		return errors.New("the identity file holds no age identity")
	}
	in := io.Reader(os.Stdin)
	if r.In != "-" {
		f, err := os.Open(r.In)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		in = f
	}
	h, err := makeHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.store.Restore(ctx, in, identities...); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "restored")
	return nil
}
