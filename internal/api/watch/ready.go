package watch

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Readiness is the answer of /readyz: a word for each part, and nothing about anybody.
type Readiness struct {
	Ready    bool   `json:"ready"`
	Database string `json:"database"` // up or down
	Worker   string `json:"worker"`
	Mail     string `json:"mail"` // down is told and is no reason not to be ready
}

// How long the parts may take, how old the worker's last round may be, and how long a look at the mail server is good for.
const (
	pingWait  = 3 * time.Second
	beatEvery = 30 * time.Second
	mailEvery = 15 * time.Second
)

// looked is a look at the mail server.
type looked struct {
	at time.Time
	up bool
}

// mailUp tells whether the mail server can be reached; it is asked every quarter of a minute at most.
func (w *Watch) mailUp(ctx context.Context) bool {
	now := w.Now()
	if l := w.mail.Load(); l != nil && now.Sub(l.at) < mailEvery {
		return l.up
	}
	ctx, cancel := context.WithTimeout(ctx, pingWait)
	defer cancel()
	l := &looked{now, w.Mail(ctx) == nil}
	w.mail.Store(l)
	return l.up
}

// Look finds out how ready the server is.
func (w *Watch) Look(ctx context.Context) Readiness {
	up := map[bool]string{true: "up", false: "down"}
	pinging, cancel := context.WithTimeout(ctx, pingWait)
	defer cancel()
	db := w.Ping(pinging) == nil
	worker := w.Now().Sub(time.Unix(0, w.beat.Load())) < beatEvery
	return Readiness{Ready: db && worker, Database: up[db], Worker: up[worker], Mail: up[w.mailUp(ctx)]}
}

// Ready answers /readyz.
func (w *Watch) Ready(rw http.ResponseWriter, r *http.Request) {
	look := w.Look(r.Context())
	status := http.StatusOK
	if !look.Ready {
		status = http.StatusServiceUnavailable
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(look) // a reader who has gone away is no fault
}

// Live answers /livez.
func Live(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	_, _ = rw.Write([]byte("alive\n")) // a reader who has gone away is no fault
}
