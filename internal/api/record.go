package api

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// Record is what programs ask of the record. Errors are those of package recovery, before anything is written.
type Record interface {
	Export(ctx context.Context, a recovery.Actor, q recovery.RecordQuery, w io.Writer) (int64, error)
}

// exportLasts is how long an export may take on its way. It ends with a line that says so, so that a shorter one shows.
const exportLasts = 30 * time.Minute

// exportType is the media type of JSON lines.
const exportType = "application/jsonl"

type recordInput struct {
	Case  string    `query:"case" maxLength:"40" doc:"Reference number."`
	Actor string    `query:"actor" maxLength:"80" doc:"A login of the staff, or applicant, owner or system."`
	Door  string    `query:"door" maxLength:"40" doc:"What was done, such as vote, view or staff."`
	From  time.Time `query:"from" doc:"Entries from this time on."`
	To    time.Time `query:"to" doc:"Entries before this time."`
}

func (a *API) records() {
	add(a, route{
		id: "audit_export", method: http.MethodGet, path: "/audit", scope: token.AuditRead, tag: "audit", status: http.StatusOK,
		fails: []int{http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity},
	}, a.exportRecord)
	op := a.huma.OpenAPI().Paths[root+"/audit"].Get
	op.Responses["200"] = &huma.Response{
		Description: "JSON lines: what was asked for with a signed checkpoint, one entry a line, and an end.",
		Content:     map[string]*huma.MediaType{exportType: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
}

// exportRecord answers with the lines as they are read. What the rules refuse is told before the first of them; an export that breaks off
// later ends without its last line, and the connection with it.
func (a *API) exportRecord(ctx context.Context, in *recordInput) (*huma.StreamResponse, error) {
	lines, to := io.Pipe()
	q := recovery.RecordQuery{Ref: in.Case, Actor: in.Actor, Door: in.Door, From: in.From, To: in.To}
	actor := visitOf(ctx).Bearer.Actor()
	go func() {
		_, err := a.Record.Export(ctx, actor, q, to)
		to.CloseWithError(err) //nolint:errcheck // it returns none
	}()
	read := bufio.NewReader(lines)
	if _, err := read.Peek(1); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer lines.Close() //nolint:errcheck // it returns none
		_, w := humago.Unwrap(out)
		// The machine's own time: sockets know no other. A writer without deadlines needs none.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(exportLasts))
		out.SetHeader("Content-Type", exportType)
		if _, err := io.Copy(out.BodyWriter(), read); err != nil {
			panic(http.ErrAbortHandler)
		}
	}}, nil
}
