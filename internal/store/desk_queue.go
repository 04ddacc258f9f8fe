package store

import (
	"context"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// inView is the condition of each view of the queue; :now and :person stand for what is asked with.
var inView = map[recovery.QueueView]string{
	recovery.ViewAll:        `1 = 1`,
	recovery.ViewMine:       `d.claim_by = :person AND d.claim_to > :now`,
	recovery.ViewUnassigned: `d.claim_to <= :now AND d.asked_till <= :now`,
	recovery.ViewSecond:     `d.votes = 1 AND d.asked_till <= :now`,
	recovery.ViewSenior:     `d.senior = 1`,
	recovery.ViewAsked:      `d.asked_till > :now`,
	recovery.ViewSoon:       `d.due <= :soon`,
}

// condition is a view's condition and its arguments.
func condition(view recovery.QueueView, person string, now time.Time) (string, []any) {
	said, ok := inView[view]
	if !ok {
		said = inView[recovery.ViewAll]
	}
	var args []any
	var b strings.Builder
	for {
		at := strings.IndexByte(said, ':')
		if at < 0 {
			b.WriteString(said)
			return b.String(), args
		}
		b.WriteString(said[:at] + "?")
		said = said[at+1:]
		switch {
		case strings.HasPrefix(said, "now"):
			said, args = said[len("now"):], append(args, stamp(now))
		case strings.HasPrefix(said, "soon"):
			said, args = said[len("soon"):], append(args, stamp(now.Add(recovery.Soon)))
		default:
			said, args = said[len("person"):], append(args, person)
		}
	}
}

// deskOrder are the orders of the queue.
var deskOrder = map[string]string{
	"due": "d.due, d.case_id", "-due": "d.due DESC, d.case_id DESC",
	"submitted": "d.submitted, d.case_id", "-submitted": "d.submitted DESC, d.case_id DESC",
	"ref": "d.ref", "-ref": "d.ref DESC",
}

// shared is how many open cases share the contact, the network and the answers of a row.
const shared = `(SELECT count(*) FROM desk o WHERE o.contact = d.contact), (SELECT count(*) FROM desk o WHERE o.network = d.network),
	(SELECT count(*) FROM desk o WHERE o.answers = d.answers)`

// DeskQueue lists one page of the cases in front of people.
func (s *Store) DeskQueue(ctx context.Context, q recovery.QueueQuery) ([]recovery.QueueRow, error) {
	where, args := condition(q.View, q.Person, q.Now)
	for _, only := range []struct{ column, value string }{
		{"d.kind", string(q.Kind)}, {"d.language", q.Language}, {"d.machine", string(q.Machine)},
	} {
		if only.value != "" {
			where, args = where+" AND "+only.column+" = ?", append(args, only.value)
		}
	}
	order, ok := deskOrder[q.Sort]
	if !ok {
		order = deskOrder["due"]
	}
	// The page is chosen first, so that what is shared is counted for its rows alone.
	page := `SELECT * FROM desk d WHERE ` + where + ` ORDER BY ` + order + ` LIMIT ? OFFSET ?`
	var out []recovery.QueueRow
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		row, err := scanQueueRow(scan)
		out = append(out, row)
		return err
	}, `SELECT d.case_id, d.ref, d.kind, d.machine, d.profile, d.language, d.flags, d.submitted, d.due, d.votes, d.people, d.senior, d.round,
		d.claim_by, d.claim_at, d.claim_to, d.asked_till, `+shared+` FROM (`+page+`) AS d ORDER BY `+order, append(args, q.N, q.From)...)
	return out, wrap("queue", err)
}

// DeskCounts counts every view of the queue in one pass over its rows.
func (s *Store) DeskCounts(ctx context.Context, person string, now time.Time) (map[recovery.QueueView]int, error) {
	var columns []string
	var args []any
	for _, view := range recovery.QueueViews {
		where, more := condition(view, person, now)
		columns, args = append(columns, `coalesce(sum(CASE WHEN `+where+` THEN 1 ELSE 0 END), 0)`), append(args, more...)
	}
	counts := make([]int, len(columns))
	into := make([]any, len(columns))
	for i := range counts {
		into[i] = &counts[i]
	}
	err := s.row(ctx, s.db.Reader(), `SELECT `+strings.Join(columns, ", ")+` FROM desk d`, args...).Scan(into...)
	out := map[recovery.QueueView]int{}
	for i, view := range recovery.QueueViews {
		out[view] = counts[i]
	}
	return out, wrap("queue", err)
}

// quiet leaves out what shares its contact, network or answers with too many open cases.
func quiet() (said string, args []any) {
	for _, key := range []string{"contact", "network", "answers"} {
		said += ` AND (d.` + key + ` IS NULL OR d.` + key + ` NOT IN (SELECT ` + key + ` FROM desk WHERE ` + key + ` IS NOT NULL GROUP BY ` +
			key + ` HAVING count(*) > ?))`
		args = append(args, recovery.Crowd)
	}
	return said, args
}

// Waiting lists cases that may be assigned to a person, the one due first in front.
func (s *Store) Waiting(ctx context.Context, w recovery.Waiter) ([]string, error) {
	query := `SELECT d.case_id FROM desk d WHERE d.claim_to <= ? AND d.asked_till <= ?
		AND NOT EXISTS (SELECT 1 FROM votes v WHERE v.case_id = d.case_id AND v.round = d.round AND v.person = ?)`
	args := []any{stamp(w.Now), stamp(w.Now), w.Person}
	switch {
	case !w.Senior:
		query += ` AND d.senior = 0`
	case w.Spared:
		query += ` AND (d.senior = 1 OR d.people = 1)`
	}
	if !w.Crowds {
		said, more := quiet()
		query, args = query+said, append(args, more...)
	}
	var out []string
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	}, query+` ORDER BY d.due, d.case_id LIMIT ?`, append(args, w.N)...)
	return out, wrap("queue", err)
}

// Acts counts what each person at the desk did since a time, by the doors of the audit log: figures that nobody at the desk can edit
// without the log telling (H4).
func (s *Store) Acts(ctx context.Context, since time.Time) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var actor, door string
		var n int
		err := scan(&actor, &door, &n)
		who := strings.TrimPrefix(actor, "staff:")
		if out[who] == nil {
			out[who] = map[string]int{}
		}
		out[who][door] += n
		return err
	}, `SELECT actor, door, count(*) FROM audit_entries WHERE actor LIKE 'staff:%' AND at >= ? GROUP BY actor, door`, stamp(since))
	return out, wrap("acts", err)
}
