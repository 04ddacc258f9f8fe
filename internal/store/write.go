package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/store/batch"
)

// writing is everything that one step will write, made ready before the transaction begins so that the transaction is short.
type writing struct {
	plain   []byte // the case's new bytes
	sealed  []byte
	columns []any
	same    bool // neither changed
	head    audit.Head
	fresh   []*recovery.Proof
	changes []proofChange
	letters []letterRow
	records []audit.Record
	jobs    []recovery.Job
	desk    deskWork
}

type letterRow struct {
	l      recovery.Letter
	sealed []byte
}

// prepare finds out what a step changed and seals it.
func (s *Store) prepare(l *loaded, step *recovery.Step) (*writing, error) {
	w := &writing{columns: s.searched(step.Case), head: l.head, jobs: step.Jobs}
	var err error
	if w.plain, err = plainCase(step.Case); err != nil {
		return nil, fmt.Errorf("store: case: %w", err)
	}
	w.same = bytes.Equal(w.plain, l.plain)
	if w.fresh, w.changes, err = compareProofs(l, step); err != nil {
		return nil, err
	}
	if w.desk, err = s.prepareDesk(l.desk, step); err != nil {
		return nil, err
	}
	for _, letter := range step.Letters {
		row, err := s.sealLetter(l.wrapped, step.Case.ID, letter)
		if err != nil {
			return nil, err
		}
		w.letters = append(w.letters, row)
	}
	for _, e := range step.Entries {
		if e.Case != step.Case.ID {
			return nil, fmt.Errorf("store: an audit entry (%s) of another case", e.Door)
		}
		var r audit.Record
		r, w.head = w.head.Append(storable(e), s.vault.AuditMAC)
		w.records = append(w.records, r)
	}
	return w, nil
}

// after is the case as it stands once everything is written. Call it before the story gets its hands on the case again.
func (w *writing) after(l *loaded, c *recovery.Case) *loaded {
	next := &loaded{
		c: clone(c), version: c.Version, head: w.head, wrapped: l.wrapped, sealed: w.sealed, plain: w.plain, columns: w.columns,
		held: maps.Clone(l.held), desk: deskOf(c),
	}
	if next.held == nil {
		next.held = map[string]recovery.Proof{}
	}
	for _, p := range w.fresh {
		next.held[p.ID] = *clone(p)
	}
	for _, change := range w.changes {
		next.held[change.p.ID] = *clone(change.p)
	}
	return next
}

func (w *writing) caseAlone() bool {
	return len(w.fresh)+len(w.changes)+len(w.letters)+len(w.records)+len(w.jobs) == 0 && w.desk.nothing()
}

func (w *writing) nothing() bool { return w.same && w.caseAlone() }

// statements are everything that is written besides the case itself, its place at the desk, and its jobs.
func (w *writing) statements() ([]batch.Statement, error) {
	var list []batch.Statement
	for _, c := range w.changes {
		list = append(list, updateProof(c))
	}
	if len(w.fresh) > 0 {
		list = append(list, insertProofs(w.fresh))
	}
	if len(w.letters) > 0 {
		list = append(list, insertLetters(w.letters))
	}
	if len(w.records) > 0 {
		records, err := insertRecords(w.records)
		if err != nil {
			return nil, err
		}
		list = append(list, records)
	}
	return list, nil
}

// write writes a step whose statement for the case is given, in one transaction unless that statement is all.
func (s *Store) write(ctx context.Context, w *writing, first batch.Statement) error {
	if w.caseAlone() {
		n, err := s.together(ctx, first.Query, first.Args)
		if err != nil {
			return err
		}
		return first.Check(n)
	}
	more, err := w.statements()
	if err != nil {
		return err
	}
	list := append([]batch.Statement{first}, more...)
	if w.desk.nothing() {
		return s.db.Transact(ctx, list, s.queued(w.jobs))
	}
	return s.within(ctx, func(tx *txn) error {
		if err := s.run(ctx, tx, list...); err != nil {
			return err
		}
		if err := s.writeDesk(ctx, tx, w.desk); err != nil {
			return err
		}
		return s.insertJobs(ctx, tx, w.jobs)
	})
}

// run runs statements one after the other.
func (s *Store) run(ctx context.Context, q querier, list ...batch.Statement) error {
	for _, statement := range list {
		n, err := s.exec(ctx, q, statement.Query, statement.Args...)
		if err == nil {
			err = statement.Check(n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sealedLetter is the part of a letter that is sealed.
type sealedLetter struct {
	To   string            `json:"to"`
	Data map[string]string `json:"data,omitempty"`
}

func letterLabel(id string) string { return "letter " + id }

func (s *Store) sealLetter(wrapped []byte, caseID string, l recovery.Letter) (letterRow, error) {
	if l.ID == "" {
		l.ID = newID()
	}
	l.CaseID = caseID
	plain, err := json.Marshal(sealedLetter{l.To, l.Data})
	if err != nil {
		return letterRow{}, err
	}
	sealed, err := s.vault.Seal(wrapped, owner(caseID), letterLabel(l.ID), plain)
	return letterRow{l, sealed}, err
}

func insertLetters(rows []letterRow) batch.Statement {
	args := make([]any, 0, 8*len(rows))
	for _, r := range rows {
		args = append(args, r.l.ID, r.l.CaseID, r.l.Kind, r.l.Lang, r.sealed, stamp(r.l.Queued), stamp(r.l.Sent), r.l.Failed)
	}
	return batch.Statement{
		Query: `INSERT INTO letters (id, case_id, kind, lang, sealed, queued, sent, failed) VALUES ` + values(len(rows), 8), Args: args,
	}
}

// keepLetters remembers letters that are to leave at once, for the job that sends them a moment later.
func (s *Store) keepLetters(w *writing) {
	if len(w.letters) == 0 {
		return
	}
	now, leaves := s.now(), map[string]bool{}
	for _, j := range w.jobs {
		leaves[j.Letter] = j.Kind == recovery.JobLetter && !j.At.After(now)
	}
	for _, row := range w.letters {
		if leaves[row.l.ID] {
			s.letters.put(row.l.ID, func(recovery.Letter) recovery.Letter { return row.l })
		}
	}
}

// Letter reads a letter; one that has left has neither address nor data any more. Where the context is one in which nothing is looked at
// twice, such as that of a job which nobody has tried yet, a letter of a moment ago comes from memory, once. Error: recovery.ErrNotFound.
func (s *Store) Letter(ctx context.Context, id string) (*recovery.Letter, error) {
	if recovery.ReadingOf(ctx) != nil {
		if l, ok := s.letters.take(id); ok {
			return &l, nil
		}
	}
	l := recovery.Letter{ID: id}
	var wrapped, sealed []byte
	var queued, sent int64
	err := s.row(ctx, s.db.Reader(), `SELECT l.case_id, l.kind, l.lang, l.sealed, l.queued, l.sent, l.failed, c.wrapped
		FROM letters l JOIN cases c ON c.id = l.case_id WHERE l.id = ?`, id).
		Scan(&l.CaseID, &l.Kind, &l.Lang, &sealed, &queued, &sent, &l.Failed, &wrapped)
	if err != nil {
		return nil, found("letter", err)
	}
	l.Queued, l.Sent = moment(queued), moment(sent)
	if sealed == nil {
		return &l, nil
	}
	plain, err := s.vault.Open(wrapped, owner(l.CaseID), letterLabel(id), sealed)
	if err != nil {
		return nil, err
	}
	var body sealedLetter
	if err := json.Unmarshal(plain, &body); err != nil {
		return nil, fmt.Errorf("store: letter: %w", err)
	}
	l.To, l.Data = body.To, body.Data
	return &l, nil
}

// LetterSent marks a letter as sent, or as given up with a class of failure, and empties it: the codes and links in it are of no
// more use to Okaeri, only to a thief. Error: recovery.ErrNotFound.
func (s *Store) LetterSent(ctx context.Context, id string, at time.Time, failed string) error {
	n, err := s.together(ctx, `UPDATE letters SET sent = ?, failed = ?, sealed = NULL WHERE id = ?`, []any{stamp(at), failed, id})
	if err == nil && n == 0 {
		return recovery.ErrNotFound
	}
	return wrap("letter", err)
}

// storable is an entry in a form that both engines give back byte for byte: valid UTF-8 without NUL, UTC.
func storable(e audit.Entry) audit.Entry {
	clean := func(s string) string {
		return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
	}
	e.Seq, e.At = 0, moment(stamp(e.At))
	e.Door, e.Actor, e.Profile = clean(e.Door), clean(e.Actor), clean(e.Profile)
	detail := map[string]string{}
	for k, v := range e.Detail {
		detail[clean(k)] = clean(v)
	}
	e.Detail = detail
	return e
}
