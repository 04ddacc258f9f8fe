package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// Record is what the pages ask of the record; recovery.Archive answers. Every rule about who may read is checked there, and every reading
// leaves its own entry there.
type Record interface {
	Page(ctx context.Context, a recovery.Actor, q recovery.RecordQuery) (recovery.RecordPage, error)
	State(ctx context.Context, a recovery.Actor) (recovery.RecordState, error)
	Verify(ctx context.Context, a recovery.Actor) (audit.Report, error)
	Export(ctx context.Context, a recovery.Actor, q recovery.RecordQuery, w io.Writer) (int64, error)
	Key() string
}

// record registers the pages of the record. A page of it is shown by GET and leaves an entry, as the page of a case does. What takes the
// record away, or reads all of it, is a POST: no link, no prefetch and no page of another site starts it.
func (d *Desk) record() {
	if d.Record == nil {
		return
	}
	d.nav("audit", "/desk/audit", audits)
	d.page("GET /desk/audit", audits, d.showRecord)
	d.act("POST /desk/audit/verify", audits, d.verifyRecord)
	d.act("POST /desk/audit/export", audits, d.exportRecord)
}

// recordRows is how many entries one page shows.
const recordRows = 50

// recordView is a page of the record.
type recordView struct {
	Page
	State   recordState
	Ask     recordAsk
	Doors   []option
	Rows    []recordRow
	Newest  string // address of the first page; empty there
	Older   string // address of the next page; empty on the last
	Cleared string // address without filters; empty where there are none
}

// recordState is how far the record is signed, in words.
type recordState struct{ Said, Waits, Root, Key, Note string }

// recordAsk is what the page's address asks for, as the form shows it.
type recordAsk struct{ Case, Actor, Door, From, To string }

// showRecord shows a page of the record; its whole state is its address.
func (d *Desk) showRecord(t *turn) {
	ask := askOf(t.r.URL.Query())
	q, faults := t.recordQuery(ask)
	v := &recordView{Ask: ask, Doors: t.recordDoors(ask.Door)}
	state, err := d.Record.State(t.ctx(), t.actor())
	if err != nil {
		t.fail(err)
		return
	}
	v.State = t.recordState(state)
	if ask != (recordAsk{}) {
		v.Cleared = t.path("/desk/audit")
	}
	if len(faults) > 0 {
		t.again("audit", v, faults, "desk.audit.title")
		return
	}
	q.N, q.After = recordRows, placeOf(t.r.URL.Query().Get("after"))
	page, err := d.Record.Page(t.ctx(), t.actor(), q)
	var refused *recovery.Refused
	switch {
	case errors.As(err, &refused) && refused.Code == "record_filter":
		t.again("audit", v, []web.Fault{{Field: "actor", Words: t.say("desk.audit.actor.wrong")}}, "desk.audit.title")
		return
	case errors.Is(err, recovery.ErrNotFound):
		t.again("audit", v, []web.Fault{{Field: "case", Words: t.say("desk.audit.case.unknown")}}, "desk.audit.title")
		return
	case err != nil:
		t.fail(err)
		return
	}
	for _, l := range page.Lines {
		v.Rows = append(v.Rows, t.recordRow(l))
	}
	if !q.After.At.IsZero() {
		v.Newest = t.path("/desk/audit") + ask.query("")
	}
	if !page.Next.At.IsZero() {
		v.Older = t.path("/desk/audit") + ask.query(strconv.FormatInt(page.Next.At.UnixNano(), 36)+"."+strconv.FormatInt(page.Next.Row, 36))
	}
	t.show("audit", v, "desk.audit.title")
}

// askOf takes what is asked for out of a form or an address.
func askOf(values map[string][]string) recordAsk {
	get := func(name string) string { return strings.TrimSpace(url.Values(values).Get(name)) }
	return recordAsk{Case: get("case"), Actor: get("actor"), Door: get("door"), From: get("from"), To: get("to")}
}

// query is what is asked for as an address, with the place where the page begins.
func (a recordAsk) query(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"case": a.Case, "actor": a.Actor, "door": a.Door, "from": a.From, "to": a.To, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// placeOf reads where a page begins; anything else begins at the newest.
func placeOf(after string) recovery.RecordPlace {
	at, row, _ := strings.Cut(after, ".")
	nanos, err := strconv.ParseInt(at, 36, 64)
	id, err2 := strconv.ParseInt(row, 36, 64)
	if err != nil || err2 != nil {
		return recovery.RecordPlace{}
	}
	return recovery.RecordPlace{At: time.Unix(0, nanos).UTC(), Row: id}
}

// recordQuery is what is asked for as the story takes it; days are those of the site's zone, and the last day counts.
func (t *turn) recordQuery(a recordAsk) (recovery.RecordQuery, []web.Fault) {
	q := recovery.RecordQuery{Ref: a.Case, Actor: a.Actor, Door: a.Door}
	var faults []web.Fault
	for _, day := range []struct {
		name, typed string
		into        *time.Time
		more        int
	}{{"from", a.From, &q.From, 0}, {"to", a.To, &q.To, 1}} {
		if day.typed == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day.typed, t.d.shell.Location)
		if err != nil {
			faults = append(faults, web.Fault{Field: day.name, Words: t.say("desk.audit.day.wrong")})
			continue
		}
		*day.into = at.AddDate(0, 0, day.more)
	}
	return q, faults
}

// exportRecord hands the record out as a file. What the rules refuse is a page; what breaks later breaks the connection, and the file lacks
// its last line.
func (d *Desk) exportRecord(t *turn) {
	ask := askOf(t.form)
	for _, name := range []string{"case", "actor", "door", "from", "to"} {
		if _, ok := t.one(name); !ok {
			return
		}
	}
	if !t.whole() {
		return
	}
	q, faults := t.recordQuery(ask)
	if len(faults) > 0 {
		t.fail(web.ErrForm)
		return
	}
	out := &download{t: t, name: "okaeri-record-" + t.now().UTC().Format("20060102-150405") + ".jsonl"}
	if _, err := d.Record.Export(t.ctx(), t.actor(), q, out); err != nil {
		if out.begun {
			panic(http.ErrAbortHandler)
		}
		t.fail(err)
	}
}

// downloadLasts is how long an export may take on its way.
const downloadLasts = 30 * time.Minute

// download is a file that a browser saves; it begins with its first byte, so that until then a page may be answered.
type download struct {
	t     *turn
	name  string
	begun bool
}

// Write sends a part.
func (o *download) Write(b []byte) (int, error) {
	if !o.begun {
		o.begun = true
		h := o.t.w.Header()
		h.Set("Content-Type", "application/jsonl")
		h.Set("Content-Disposition", `attachment; filename="`+o.name+`"`)
		// The machine's own time: sockets know no other. A writer without deadlines needs none.
		_ = http.NewResponseController(o.t.w).SetWriteDeadline(time.Now().Add(downloadLasts))
	}
	return o.t.w.Write(b)
}
