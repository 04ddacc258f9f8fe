package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// CasesAfter lists at most n submitted cases in a state behind a place, by Due and Ref.
func (s *Store) CasesAfter(ctx context.Context, state recovery.State, after recovery.After, n int) ([]*recovery.Case, error) {
	due := stamp(after.Due)
	return s.many(ctx, selectCase+`c.state = ? AND c.submitted > 0 AND (c.due > ? OR c.due = ? AND c.ref > ?) ORDER BY c.due, c.ref LIMIT ?`,
		string(state), due, due, after.Ref, n)
}

// doors are the audit log's doors that programs are told of.
func doors() []any {
	var out []any
	for door := range recovery.Happenings {
		out = append(out, door)
	}
	return out
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Happened lists at most n happenings behind a place in the audit log. An entry has its place about a second after it was written.
func (s *Store) Happened(ctx context.Context, after int64, n int) ([]recovery.Happening, error) {
	known := doors()
	var out []recovery.Happening
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var h recovery.Happening
		var at int64
		var verdict string
		err := scan(&h.Seq, &at, &h.Door, &verdict, &h.Ref)
		h.At, h.Verdict = moment(at), decision.Outcome(verdict)
		out = append(out, h)
		return err
	}, `SELECT e.seq, e.at, e.door, CASE e.door WHEN 'decide' THEN `+s.detail("verdict")+` ELSE '' END, coalesce(c.ref, '')
		FROM audit_entries e LEFT JOIN cases c ON c.id = e.case_id
		WHERE e.seq > ? AND e.door IN (`+marks(len(known))+`) ORDER BY e.seq LIMIT ?`, append(append([]any{after}, known...), n)...)
	return out, wrap("events", err)
}

// detail reads one word of an entry's detail.
func (s *Store) detail(name string) string {
	if s.db.Name() == "postgres" {
		return `coalesce(e.detail::json ->> '` + name + `', '')`
	}
	return `coalesce(json_extract(e.detail, '$.` + name + `'), '')`
}

// Tally counts how the work stands; letters, verdicts and happenings are those since a time, and left out where it is zero: they cost a
// look through the log.
func (s *Store) Tally(ctx context.Context, now, since time.Time) (recovery.Tally, error) {
	t := recovery.Tally{Cases: map[recovery.State]int64{}, Letters: map[string]int64{}, Jobs: map[string]int64{}, Happened: map[string]int64{}}
	count := func(into func(string, int64), query string, args ...any) error {
		return s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
			var name string
			var n int64
			err := scan(&name, &n)
			into(name, n)
			return err
		}, query, args...)
	}
	for _, q := range s.counts(&t, now, since) {
		if err := count(q.into, q.query, q.args...); err != nil {
			return t, wrap("tally", err)
		}
	}
	if since.IsZero() {
		return t, nil
	}
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var sent, told int64
		err := scan(&sent, &told)
		t.ToVerdict = append(t.ToVerdict, time.Duration(told-sent))
		return err
	}, `SELECT c.submitted, e.at`+firstVerdict, stamp(since))
	slices.Sort(t.ToVerdict)
	return t, wrap("tally", err)
}

// counting is one question of the tally.
type counting struct {
	into  func(name string, n int64)
	query string
	args  []any
}

func (s *Store) counts(t *recovery.Tally, now, since time.Time) []counting {
	waiting := []any{string(recovery.Submitted), string(recovery.Judged), string(recovery.Reviewing)}
	said, kinds := s.toApplicant()
	out := []counting{
		{func(state string, n int64) { t.Cases[recovery.State(state)] = n }, `SELECT state, count(*) FROM cases GROUP BY state`, nil},
		{
			func(_ string, n int64) { t.Overdue = n }, `SELECT '', count(*) FROM cases WHERE state IN (?, ?, ?) AND due < ?`,
			append(slices.Clone(waiting), stamp(now)),
		},
		{
			func(_ string, n int64) { t.Soon = n }, `SELECT '', count(*) FROM cases WHERE state IN (?, ?, ?) AND due >= ? AND due < ?`,
			append(slices.Clone(waiting), stamp(now), stamp(now.Add(recovery.Soon))),
		},
		{
			func(state string, n int64) { t.Jobs[state] = n },
			`SELECT CAST(j.state AS text), count(*) FROM river_job j WHERE j.state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
				AND (j.queue <> 'letters' OR ` + said + `) GROUP BY j.state`, kinds,
		},
	}
	if since.IsZero() {
		return out
	}
	known := doors()
	return append(out,
		counting{
			func(how string, n int64) { t.Letters[how] = n },
			`SELECT CASE WHEN failed <> '' THEN 'failed' WHEN sent > 0 THEN 'sent' ELSE 'waiting' END AS how, count(*) FROM letters
				WHERE queued >= ? AND kind IN (` + marks(len(kinds)) + `) GROUP BY how`,
			append([]any{stamp(since)}, kinds...),
		},
		counting{
			func(door string, n int64) { t.Happened[recovery.Happenings[door]] = n },
			`SELECT door, count(*) FROM audit_entries WHERE at >= ? AND door IN (` + marks(len(known)) + `) GROUP BY door`, append([]any{stamp(since)}, known...),
		})
}

// Ping tells whether the database answers, for writing as for reading.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	if err := s.row(ctx, s.db.Reader(), `SELECT 1`).Scan(&n); err != nil {
		return wrap("ping", err)
	}
	return wrap("ping", s.db.Writer().PingContext(ctx))
}

// Pool is how one pool of connections stands.
type Pool struct {
	Name        string // reader or writer
	Open, InUse int
	Waited      int64 // times that somebody waited for a connection
	WaitedFor   time.Duration
}

// Pools tells how the connections to the database stand.
func (s *Store) Pools() []Pool {
	pools := map[string]*sql.DB{"writer": s.db.Writer(), "reader": s.db.Reader()}
	if pools["writer"] == pools["reader"] {
		delete(pools, "reader")
	}
	var out []Pool
	for name, db := range pools {
		stats := db.Stats()
		out = append(out, Pool{name, stats.OpenConnections, stats.InUse, stats.WaitCount, stats.WaitDuration})
	}
	return out
}
