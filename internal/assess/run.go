package assess

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// mostKept is how many bytes of account records are kept prepared; the rest is read again when an application names it.
const mostKept = 1 << 30

// batchSize is how many applications one core takes at a time.
const batchSize = 16

// undated is how long behind the account's last record an application without a time is taken to be made: long enough for all of
// the records to count.
const undated = 8 * 24 * time.Hour

// Files are what is read and written.
type Files struct {
	Accounts     Source
	Applications io.Reader
	Frequencies  io.Reader // nil: learn them from the accounts
	Out          io.Writer
}

// Rules are what is judged by.
type Rules struct {
	Parameters score.Parameters
	Policy     decision.Policy
	Kinds      []evidence.CustomKind
	// Say words the findings' reasons: a key of the text catalogue and its arguments.
	Say func(key string, args map[string]string) string
}

// Failure is an error in a file: which, and behind the colon the line and what is wrong there.
type Failure struct {
	File string // accounts, applications or frequencies
	Err  error
}

func (f *Failure) Error() string { return f.File + ":" + f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

// Run writes one assessment a line, in the order of the applications. The first line that cannot be read ends it, after the answers
// of those before it. progress is told bytes as they are read.
func Run(files Files, rules Rules, progress func(int)) error {
	var counts *evidence.Counts
	if files.Frequencies != nil {
		var err error
		if counts, err = readFrequencies(files.Frequencies); err != nil {
			return &Failure{"frequencies", err}
		}
	}
	b, err := readBook(files.Accounts, counts, mostKept, progress)
	if err != nil {
		return &Failure{"accounts", err}
	}
	r := &run{book: b, rules: rules, past: map[string]*intake.Application{}}
	if r.named, err = named(files.Applications); err != nil {
		return &Failure{"applications", err}
	}
	err = inOrder(func(submit func(func() answer) bool) error { return r.read(files.Applications, progress, submit) },
		func(a answer) error {
			if _, err := files.Out.Write(a.lines); err != nil {
				return err
			}
			return a.err
		})
	if err != nil {
		return &Failure{"applications", err}
	}
	return nil
}

// run is one pass over the applications.
type run struct {
	book  *book
	rules Rules
	past  map[string]*intake.Application // by id, what "after" may name
	named map[string]bool                // ids that some line does name; nil: nobody knows, and all are kept
}

// request is one application with the earlier ones that it names, the oldest first.
type request struct {
	number      int
	application *intake.Application
	earlier     []*intake.Application
}

// answer is a batch's worth of lines.
type answer struct {
	lines []byte
	err   error
}

// read decodes applications in their order, since a line may name those before it, and hands them out in batches.
func (r *run) read(in io.Reader, progress func(int), submit func(func() answer) bool) error {
	var batch []request
	send := func() bool {
		full := batch
		batch = nil
		return len(full) == 0 || submit(func() answer { return r.judgeAll(full) })
	}
	var bad error
	err := eachLine(in, progress, func(l line) bool {
		application, err := intake.DecodeApplication(l.text)
		var earlier []*intake.Application
		if err == nil {
			earlier, err = r.before(&application)
		}
		if err != nil {
			bad = fmt.Errorf("%d: %w", l.number, err)
			return false
		}
		if r.named == nil || r.named[application.ID] {
			r.past[application.ID] = &application
		}
		batch = append(batch, request{l.number, &application, earlier})
		return len(batch) < batchSize || send()
	})
	if !send() || err != nil {
		return err
	}
	return bad
}

// before lists the earlier lines that an application names, with those that they name, the oldest first.
func (r *run) before(a *intake.Application) ([]*intake.Application, error) {
	var list []*intake.Application
	seen := map[string]bool{a.ID: true}
	var visit func(ids []string) error
	visit = func(ids []string) error {
		for _, id := range ids {
			earlier, ok := r.past[id]
			if !ok {
				return fmt.Errorf(`field "after": names no earlier line`)
			}
			if seen[id] {
				continue
			}
			seen[id] = true
			if err := visit(earlier.After); err != nil {
				return err
			}
			list = append(list, earlier)
		}
		return nil
	}
	return list, visit(a.After)
}

func (r *run) judgeAll(batch []request) answer {
	var lines bytes.Buffer
	for i := range batch {
		line, err := r.judge(&batch[i])
		if err != nil {
			return answer{lines.Bytes(), fmt.Errorf("%d: %w", batch[i].number, err)}
		}
		lines.Write(line)
	}
	return answer{lines.Bytes(), nil}
}

// judge answers one application.
func (r *run) judge(q *request) ([]byte, error) {
	e, known := r.book.find(q.application.Account)
	if !known {
		a := decision.Ghost(*q.application, r.rules.Policy)
		a.Engine = r.rules.Parameters.Engine()
		return a.Line()
	}
	dossier, passwords, err := r.book.prepared(e)
	if err != nil {
		return nil, err
	}
	if q.application.At.IsZero() {
		q.application.At = dossier.Latest().Add(undated)
	}
	reachable, elsewhere := dossier.Reachable(*q.application)
	c := decision.Case{
		Dossier: dossier, Application: *q.application, Passwords: check(q.application, passwords), Population: r.book.counts,
		Kinds: r.rules.Kinds, Attempt: 1, Familiar: dossier.Familiar(*q.application), Reachable: reachable, Elsewhere: elsewhere,
	}
	for _, earlier := range q.earlier {
		if other, ok := r.book.find(earlier.Account); !ok || other != e {
			continue // an attempt at another account
		}
		if dossier.Familiar(*earlier) == c.Familiar {
			c.Attempt++
		}
		// The file says that these are one applicant's, whichever contact they gave.
		c.Earlier = append(c.Earlier, decision.Earlier{
			Contact: q.application.Contact, Claims: earlier.Claims, Passwords: check(earlier, passwords),
		})
	}
	a := decision.Assess(c, r.rules.Parameters, r.rules.Policy)
	a.Explain(r.rules.Say)
	return a.Line()
}

// check compares the old passwords of an application, as the page of the form would have.
func check(a *intake.Application, held []evidence.Fact) evidence.PasswordCheck {
	var typed []string
	for i := range a.Claims {
		if a.Claims[i].Kind == intake.KindPastPassword {
			typed = append(typed, a.Claims[i].Value.All()...)
		}
	}
	if len(typed) == 0 {
		return evidence.PasswordCheck{}
	}
	return evidence.CheckPasswords(typed, held)
}
