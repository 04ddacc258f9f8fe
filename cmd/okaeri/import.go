package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"okaeri/internal/audit"
	"okaeri/internal/directory/builtin"
	"okaeri/internal/directory/ldap"
	"okaeri/internal/evidence"
	"okaeri/internal/ingest/jsonl"
	"okaeri/internal/ingest/mbox"
	"okaeri/internal/recovery"
)

// ImportCmd takes in what is held of accounts. Taking the same thing in twice changes nothing, so an import that was broken off is
// simply started again; it goes on where it was.
type ImportCmd struct {
	File    string `arg:"" optional:"" help:"Account records, one JSON object a line (docs/formats.md §1); - for standard input. Example: okaeri import accounts.jsonl"`
	Mbox    string `help:"A mailbox file: the mail that its owner sent becomes evidence. Example: okaeri import --mbox Sent --account a-000001" type:"existingfile" placeholder:"FILE"`
	Account string `help:"Account that the mailbox belongs to: its id or an identifier." placeholder:"ID"`
	LDAP    bool   `name:"ldap" help:"Everybody in the configured directory server. Example: okaeri --config okaeri.yaml import --ldap"`
	Strict  bool   `help:"Stop at the first line that can't be used instead of reporting and skipping it."`
}

// Validate sees that one source is named.
func (i *ImportCmd) Validate() error {
	sources := 0
	for _, named := range []bool{i.File != "", i.Mbox != "", i.LDAP} {
		if named {
			sources++
		}
	}
	if sources != 1 || (i.Mbox != "") != (i.Account != "") {
		return errors.New("name one source: FILE, or --mbox FILE with --account ID, or --ldap")
	}
	return nil
}

// Run imports from the one source that was named.
func (i *ImportCmd) Run(ctx context.Context, c *cli) error {
	h, err := makeHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	t := &taking{h: h, ctx: ctx, strict: i.Strict, say: os.Stderr}
	switch {
	case i.Mbox != "":
		err = t.mailbox(i.Mbox, i.Account)
	case i.LDAP:
		err = t.ldap()
	default:
		err = t.records(i.File)
	}
	if err == nil || t.taken > 0 {
		fmt.Fprintf(os.Stderr, "%d taken in, %d skipped\n", t.taken, t.skipped)
		if t.shared > 0 {
			fmt.Fprintf(os.Stderr, "%d identifiers lead to another account, which had them first\n", t.shared)
		}
		err = errors.Join(err, h.store.Record(context.WithoutCancel(ctx), audit.Entry{
			At: h.now().UTC(), Door: "import", Actor: "operator:" + whoami(), Detail: map[string]string{"taken": fmt.Sprint(t.taken), "skipped": fmt.Sprint(t.skipped)},
		}))
	}
	return err
}

// taking is one import under way.
type taking struct {
	h              *house
	ctx            context.Context
	strict         bool
	say            io.Writer
	batch          []evidence.Account
	named          map[string]string // identifier → account, of the batch
	taken, skipped int
	shared         int // identifiers that another account had first
}

// batchSize is how many accounts are saved in one transaction.
const batchSize = 200

func (t *taking) add(a evidence.Account) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	t.batch = append(t.batch, a)
	if len(t.batch) < batchSize {
		return nil
	}
	return t.flush()
}

// flush saves the batch, and makes the accounts known to the built-in directory where that is the one in use.
func (t *taking) flush() error {
	if len(t.batch) == 0 {
		return nil
	}
	if err := t.h.dossiers.PutMany(t.ctx, t.batch); err != nil {
		return err
	}
	for _, a := range t.batch {
		if err := t.h.settle(t.ctx, a); err != nil {
			return err
		}
	}
	t.taken += len(t.batch)
	t.batch, t.named = t.batch[:0], nil
	return nil
}

// settle makes an account known to the built-in directory, where that is in use, and only once: the same record is sent again and again, and
// the password in it must not undo the one that its owner has set since.
func (h *house) settle(ctx context.Context, a evidence.Account) error {
	d, ok := h.directory.(*builtin.Directory)
	if !ok {
		return nil
	}
	_, err := h.store.DirectoryHash(ctx, a.ID)
	if !errors.Is(err, recovery.ErrNotFound) {
		return err
	}
	return settle(ctx, d, a)
}

// settle gives the built-in directory an account's current password.
func settle(ctx context.Context, d *builtin.Directory, a evidence.Account) error {
	hash := ""
	for _, f := range a.Facts {
		if f.Kind == "password" && f.Until == nil {
			hash = f.Value.Text
		}
	}
	if hash == "" && a.Locked == nil {
		return nil
	}
	return d.Put(ctx, a.ID, hash, a.Locked)
}

// records reads account records, going on behind the lines that an earlier run has saved.
func (t *taking) records(file string) error {
	in, err := openInput(file)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	mark := t.h.marker(in)
	done, err := mark.read()
	if err != nil {
		return err
	}
	bar := newProgress(t.say, in.size, "accounts")
	reader := bufio.NewReaderSize(io.TeeReader(in, bar), 1<<20)
	if err := skipLines(reader, done); err != nil {
		return err
	}
	line := int(done)
	each := func(n int, a evidence.Account) error {
		before := t.taken
		err := t.meet(int(done)+n, a)
		if err == nil {
			err = t.add(a)
		}
		if err == nil && t.taken > before {
			err = mark.write(done + int64(n))
		}
		line = int(done) + n
		return err
	}
	bad := func(n int, err error) error {
		t.skipped++
		_, err = fmt.Fprintf(t.say, "line %d: %v\n", int(done)+n, err)
		return err
	}
	err = jsonl.Read(reader, t.strict, t.unusable, each, bad)
	if err = errors.Join(err, t.flush()); err != nil {
		return fmt.Errorf("stopped behind line %d; start the import again to go on: %w", line, err)
	}
	return mark.remove()
}

func (t *taking) mailbox(file, account string) error {
	id, err := t.h.dossiers.Find(t.ctx, account)
	if err != nil {
		id = account
	}
	owner, err := t.h.dossiers.Account(t.ctx, id)
	if err != nil {
		return errors.New("no such account is held; import its record first")
	}
	in, err := openInput(file)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	bar := newProgress(t.say, in.size, "mails")
	var facts []evidence.Fact
	save := func() error {
		n, err := t.h.dossiers.Append(t.ctx, id, facts)
		t.taken, facts = t.taken+n, facts[:0]
		return err
	}
	err = mbox.Read(io.TeeReader(in, bar), owner.Identifiers, func(f evidence.Fact) error {
		facts = append(facts, f)
		if len(facts) < 1000 {
			return t.ctx.Err()
		}
		return save()
	})
	return errors.Join(err, save())
}

func (t *taking) ldap() error {
	d, err := t.h.ldap()
	if err != nil {
		return err
	}
	bar := newProgress(t.say, -1, "accounts")
	var unusable *ldap.EntryError
	for a, err := range d.Accounts(t.ctx) {
		switch {
		case err != nil && (t.strict || !errors.As(err, &unusable)): // a server that is lost halfway is no end
			return err
		case err != nil:
			t.skipped++
			fmt.Fprintln(t.say, err)
		default:
			if err := t.add(a); err != nil {
				return err
			}
		}
		bar.add(1)
	}
	return t.flush()
}
