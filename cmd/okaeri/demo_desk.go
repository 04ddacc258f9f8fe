package main

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"okaeri/internal/demo/past"
	"okaeri/internal/simulate"
	"okaeri/internal/token"
	"okaeri/internal/web/front"
)

// office is the desk of the demo, as its first page shows it. Whoever sits down there comes in by the same doors as on any server.
type office struct {
	h      *house
	seats  []past.Seat
	played atomic.Bool
}

// openOffice hires the people of the desk.
func (h *house) openOffice(ctx context.Context) (*office, error) {
	h.staff.Store = past.Settled{Store: h.staff.Store, Since: past.Opened(h.now())}
	seats, err := past.Hire(ctx, h.staff, func(key string) string { return h.catalogue.T(h.config.Language, key, nil) })
	return &office{h: h, seats: seats}, err
}

// play lets the weeks happen that the desk has behind it, beside the pages: the visitor reads the first one meanwhile. What it returns
// tells when that is over, and what went wrong; Ctrl-C ends it like everything else.
func (o *office) play(ctx context.Context, seed uint64, people []simulate.Person, owner sample) <-chan error {
	h, ended := o.h, make(chan error, 1)
	story := h.recovery.Parts
	story.Store = h.store // what is watched is what happens from now on
	h.resting.Store(true)
	go func() {
		err := past.Play(ctx, past.Config{
			Story: story, People: people, Spare: owner.Account.ID, Seed: seed, Now: h.now(), Lang: h.config.Language,
			Say:     func(key, lang string) string { return h.catalogue.T(lang, key, nil) },
			Figures: h.store, Zone: h.location,
		})
		if ctx.Err() != nil {
			err = nil
		}
		if err != nil {
			h.log.Error("the desk stays as it is", "error", err.Error())
		}
		h.resting.Store(false)
		o.played.Store(true)
		ended <- err
	}()
	return ended
}

// places are the seats as the first page shows them.
func (o *office) places() []front.Seat {
	var out []front.Seat
	for _, s := range o.seats {
		role := "admin"
		if len(s.Roles) > 0 {
			role = slices.Max(s.Roles)
		}
		out = append(out, front.Seat{Login: s.Login, Name: s.Name, Role: role})
	}
	return out
}

// Open tells whether the desk's past has been played to its end.
func (o *office) Open() bool { return o.played.Load() }

// Sit makes a setup link for somebody of the desk.
func (o *office) Sit(ctx context.Context, login string) (string, error) {
	i := slices.IndexFunc(o.seats, func(s past.Seat) bool { return s.Login == login })
	secret, err := o.seats[i].Link(ctx, o.h.staff)
	if err != nil {
		return "", err
	}
	return o.h.setupURL(secret), nil
}

// Token makes a token that reads as the first reviewer reads, for a day of trying.
func (o *office) Token(ctx context.Context) (string, error) {
	_, secret, err := o.h.tokens().Create(ctx, token.Order{
		Name: "demo", Login: o.seats[0].Login, Life: 12 * time.Hour, By: "operator:demo",
		Scopes: []token.Scope{token.ApplicationsWrite, token.CasesRead, token.CasesExplain, token.EventsRead, token.MetricsRead},
	})
	return secret, err
}

// byName sends visitors who came by the number of the address to its name, under which their browser keeps passkeys, and answers to no
// other name: a page elsewhere that lets its own name lead to this machine learns nothing.
func byName(public *url.URL, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		numeric := "127.0.0.1:" + cmp.Or(public.Port(), "80")
		switch {
		case r.Host == public.Host:
			pages.ServeHTTP(w, r)
		case r.Host == numeric && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			http.Redirect(w, r, public.Scheme+"://"+public.Host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default:
			http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
		}
	})
}
