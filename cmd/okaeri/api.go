package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"okaeri/internal/api"
	"okaeri/internal/api/watch"
	"okaeri/internal/audit"
	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/staff"
	"okaeri/internal/token"
	"okaeri/internal/web"
)

// tokens is the story of the programs that use the API.
func (h *house) tokens() *token.Tokens {
	return &token.Tokens{Store: h.store, People: colleagues{h}, Keys: h.keys, Now: h.now}
}

// withAPI puts the API, and what machines ask about the server, beside the pages.
func (h *house) withAPI(pages http.Handler) (http.Handler, error) {
	proxies, err := h.config.proxies()
	if err != nil {
		return nil, err
	}
	tokens := h.tokens()
	address := func(r *http.Request) netip.Addr { return web.ClientAddress(r, proxies) }
	programs, err := api.New(api.Config{
		Story: meteredStory{h.recovery, h.watch}, Desk: h.recovery, Tokens: tokens, Accounts: accounts{h}, Record: h.archive(), Ledger: h.store, Figures: h.meter, Limiter: h.store,
		Questionnaire: h.recovery.Questionnaire, Catalogue: h.catalogue, PublicURL: h.recovery.PublicURL, Address: address, Now: h.now,
		Logger: h.log, Version: built().String(), Observe: func(method, route string, status int, took time.Duration) {
			h.watch.Request("api", method, route, status, took)
		},
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(strings.TrimSuffix(h.recovery.PublicURL.EscapedPath(), "/")+"/api/", programs)
	mux.HandleFunc("GET /livez", watch.Live)
	mux.HandleFunc("GET /readyz", h.watch.Ready)
	mux.Handle("GET /metrics", programs.Guarded(token.MetricsRead, h.watch.Metrics()))
	mux.Handle("/", pages)
	return mux, nil
}

// newWatch is what is looked at and counted.
func (h *house) newWatch() *watch.Watch {
	return watch.New(watch.Config{Tally: h.standing, Pools: h.pools, Ping: h.ping, Mail: h.mailReachable, Now: h.now})
}

// colleagues is the staff as tokens ask for it.
type colleagues struct{ h *house }

// Person is somebody who works at the desk now.
func (c colleagues) Person(ctx context.Context, login string) (token.Person, error) {
	p, err := c.h.staff.Find(ctx, login)
	if errors.Is(err, staff.ErrNotFound) || err == nil && !p.Active() {
		return token.Person{}, token.ErrNotFound
	}
	if err != nil {
		return token.Person{}, err
	}
	return token.Person{Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: p.Roles}, nil
}

// accounts keeps what is held of accounts: in the dossier, and in the built-in directory where that is in use.
type accounts struct{ h *house }

// Put takes a record in, as an import of one line would.
func (a accounts) Put(ctx context.Context, record evidence.Account, expect *int64, by string) error {
	var err error
	if expect != nil {
		err = a.h.dossiers.PutIf(ctx, record, *expect)
	} else {
		err = a.h.dossiers.Put(ctx, record)
	}
	if err != nil {
		return err
	}
	if err := a.h.settle(ctx, record); err != nil {
		return err
	}
	return a.h.note(ctx, "import", by, "1")
}

// Describe tells which kinds of things are held.
func (a accounts) Describe(ctx context.Context, id string) (dossier.Description, error) {
	return a.h.dossiers.Describe(ctx, id)
}

// Find tells which account an identifier leads to.
func (a accounts) Find(ctx context.Context, identifier string) (string, error) {
	return a.h.dossiers.Find(ctx, identifier)
}

// Append adds facts.
func (a accounts) Append(ctx context.Context, id string, facts []evidence.Fact, by string) (int, error) {
	n, err := a.h.dossiers.Append(ctx, id, facts)
	if err != nil {
		return 0, err
	}
	return n, a.h.note(ctx, "import", by, fmt.Sprint(n))
}

// note writes down that something was taken in: how much and by whom, not of whom.
func (h *house) note(ctx context.Context, door, by, taken string) error {
	return h.store.Record(ctx, audit.Entry{At: h.now().UTC(), Door: door, Actor: by, Detail: map[string]string{"taken": taken}})
}

// Forget destroys an account's key.
func (a accounts) Forget(ctx context.Context, id string, expect *int64, by string) (int, error) {
	var err error
	if expect != nil {
		err = a.h.dossiers.ForgetIf(ctx, id, *expect)
	} else {
		_, err = a.h.dossiers.Account(ctx, id)
	}
	if err != nil {
		return 0, err
	}
	return a.h.forget(ctx, id, by)
}

// forget destroys an account's key and removes its closed cases, and records that it was done (not whose). Doing it again changes
// nothing but the record.
func (h *house) forget(ctx context.Context, id, by string) (cases int, err error) {
	if err := h.dossiers.Forget(ctx, id); err != nil {
		return 0, err
	}
	if cases, err = h.store.PurgeAccount(ctx, id); err != nil {
		return 0, err
	}
	return cases, h.store.Record(ctx, audit.Entry{At: h.now().UTC(), Door: "forget", Actor: by})
}
