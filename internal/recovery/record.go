package recovery

import (
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"okaeri/internal/audit"
)

// RecordQuery asks for entries of the record. Every field narrows; the zero query is everything.
type RecordQuery struct {
	Ref      string // of one case
	CaseID   string // filled by the story from Ref
	Actor    string // as entries name them: "staff:sato", "applicant"; a bare login is a person of the staff
	Door     string
	From, To time.Time // From ≤ time < To
	After    RecordPlace
	N        int
}

// RecordPlace is where a page of the record ends and the next begins, the newest entries first.
type RecordPlace struct {
	At  time.Time
	Row int64
}

// RecordLine is one entry with what people need to find its case.
type RecordLine struct {
	audit.Entry
	Row  int64  // place in the table: tells entries of one moment apart
	Ref  string // empty where there is no case, or none any more
	Open bool   // people decide on the case now
}

// RecordState is how far the record is signed.
type RecordState struct {
	Size    int64 // entries under the last signature
	Root    string
	At      time.Time // of the last signature; zero before the first
	Note    string    // the signed checkpoint
	Pending int64     // entries that wait for the next one
}

// Log is what the story asks of the store about the whole record.
type Log interface {
	Record(ctx context.Context, entries ...audit.Entry) error
	// AuditPage lists at most q.N entries, the newest first.
	AuditPage(ctx context.Context, q RecordQuery) ([]RecordLine, error)
	AuditState(ctx context.Context) (RecordState, error)
	// ExportAudit signs what waits, then writes what q asks for under that signature. It returns how many lines it wrote.
	ExportAudit(ctx context.Context, q RecordQuery, head audit.Export, withheld func(RecordLine) bool, w io.Writer) (int64, error)
	VerifyAudit(ctx context.Context, trusted ...[]byte) (audit.Report, error)
}

// Archive lets people read the record. Whoever reads leaves an entry themselves: one for each page, export or check, in the case's own
// chain where it was one case that they read. Nothing is handed out before that entry stands (H13).
type Archive struct {
	Recovery *Recovery
	Log      Log
	Public   string // the key that checks the signatures, as text
}

// RecordPage is one page of the record.
type RecordPage struct {
	Lines []RecordLine
	Next  RecordPlace // zero: there are no more
}

// Key is the key that checks the signatures, as text.
func (x Archive) Key() string { return x.Public }

// readers may read the record.
var readers = []string{RoleAuditor, RoleAdmin}

// Page shows a page of the record. It returns *Refused or ErrNotFound.
func (x Archive) Page(ctx context.Context, a Actor, q RecordQuery) (RecordPage, error) {
	c, err := x.may(ctx, a, &q)
	if err != nil {
		return RecordPage{}, err
	}
	n := min(max(q.N, 1), 500)
	q.N = n + 1
	lines, err := x.Log.AuditPage(ctx, q)
	if err != nil {
		return RecordPage{}, err
	}
	p := RecordPage{Lines: lines}
	if len(lines) > n {
		p.Lines = lines[:n]
		p.Next = RecordPlace{p.Lines[n-1].At, p.Lines[n-1].Row}
	}
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Open {
			l.Detail = blind(l.Entry)
		}
	}
	return p, x.leave(ctx, a, c, "record_read", q.said())
}

// State tells how far the record is signed. It tells of no entry, so it leaves none.
func (x Archive) State(ctx context.Context, a Actor) (RecordState, error) {
	if err := a.known(readers...); err != nil {
		return RecordState{}, err
	}
	return x.Log.AuditState(ctx)
}

// Verify reads the whole record again and names every fault, as `okaeri audit verify` does. It takes as long as the record is long;
// the context bounds it. It returns *Refused or *TooSoon: it is done a few times an hour at most, since it reads everything.
func (x Archive) Verify(ctx context.Context, a Actor) (audit.Report, error) {
	if err := a.known(readers...); err != nil {
		return audit.Report{}, err
	}
	if err := x.Recovery.allow(ctx, Rate{6, time.Hour}, "record-verify", []byte(person(a.Login))); err != nil {
		return audit.Report{}, err
	}
	report, err := x.Log.VerifyAudit(ctx)
	if err != nil {
		return report, err
	}
	found := "whole"
	if len(report.Faults) > 0 {
		found = "faults"
	}
	return report, x.leave(ctx, a, nil, "record_verify", map[string]string{"found": found})
}

// Export writes entries and a signed checkpoint, to be checked elsewhere (audit.CheckExport). From people who decide, the votes on cases
// that are still open are withheld, so that nobody reads here what the second vote must not know (H3). It returns *Refused or
// ErrNotFound before it writes anything.
func (x Archive) Export(ctx context.Context, a Actor, q RecordQuery, w io.Writer) (int64, error) {
	c, err := x.may(ctx, a, &q)
	if err != nil {
		return 0, err
	}
	if err := x.leave(ctx, a, c, "record_export", q.said()); err != nil {
		return 0, err
	}
	decides := a.Is(RoleReviewer, RoleSenior)
	head := audit.Export{At: x.Recovery.Now().UTC(), By: a.name(), Filter: q.filter()}
	return x.Log.ExportAudit(ctx, q, head, func(l RecordLine) bool { return decides && l.Open && l.Door == "vote" }, w)
}

// may says whether a person may read what they ask for, brings the query into its one form, and finds its case. Nobody reads the record of
// a case in which they have a part.
func (x Archive) may(ctx context.Context, a Actor, q *RecordQuery) (*Case, error) {
	if err := a.known(readers...); err != nil {
		return nil, err
	}
	if err := q.settle(); err != nil {
		return nil, err
	}
	if q.Ref == "" {
		return nil, nil
	}
	c, err := x.Recovery.byRef(ctx, q.Ref)
	if err != nil {
		return nil, err
	}
	if err := x.Recovery.uninvolved(ctx, c, a); err != nil {
		return nil, err
	}
	q.Ref, q.CaseID = c.Ref, c.ID
	return c, nil
}

// The shapes of what may be asked for. What has another shape can't be in any entry, and stays out of the entry that the reading leaves.
var (
	doorShape  = regexp.MustCompile(`^[a-z_]{1,40}$`)
	actorShape = regexp.MustCompile(`^[a-z-]{1,20}(:[a-z0-9._@ -]{1,64})?$`)
)

// outside are the actors that are no person of the staff.
var outside = []string{"applicant", "owner", "system", "people", "clock", "late-address"}

// settle brings a query into its one form. It returns *Refused for what can't be asked.
func (q *RecordQuery) settle() error {
	q.Actor, q.Door = strings.TrimSpace(q.Actor), strings.TrimSpace(q.Door)
	if q.Actor != "" && !strings.Contains(q.Actor, ":") && !slices.Contains(outside, q.Actor) {
		q.Actor = "staff:" + person(q.Actor)
	}
	if q.Actor != "" && !actorShape.MatchString(q.Actor) || q.Door != "" && !doorShape.MatchString(q.Door) {
		return &Refused{"record_filter"}
	}
	return nil
}

// filter is what was asked for, in an export's first line.
func (q RecordQuery) filter() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"case": q.Ref, "actor": q.Actor, "door": q.Door} {
		if value != "" {
			out[name] = value
		}
	}
	for name, at := range map[string]time.Time{"from": q.From, "to": q.To} {
		if !at.IsZero() {
			out[name] = stamp(at)
		}
	}
	return out
}

// said is what was asked for, in the entry that the reading leaves. Whom somebody looks for may be a name that was typed wrongly into the
// wrong box, so that it isn't repeated.
func (q RecordQuery) said() map[string]string {
	out := q.filter()
	delete(out, "case") // the entry stands in the case's own chain
	if out["actor"] != "" {
		out["actor"] = "one"
	}
	return out
}

// leave writes down that somebody read: in the chain of the case, or else in the installation's.
func (x Archive) leave(ctx context.Context, a Actor, c *Case, door string, detail map[string]string) error {
	if c == nil {
		s := &Step{Case: &Case{}}
		x.Recovery.record(s, door, a, detail)
		return x.Log.Record(ctx, s.Entries...)
	}
	err := x.Recovery.Store.Update(ctx, c.ID, func(s *Step) error {
		x.Recovery.record(s, door, a, detail)
		return nil
	})
	if errors.Is(err, ErrNotFound) { // it was removed meanwhile; what it left is still told
		return x.leave(ctx, a, nil, door, detail)
	}
	return err
}
