package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/alexedwards/scs/v2"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
	"okaeri/internal/web/desk"
)

// member gives an actor the roles that they hold at the desk: on the command line too only people of the desk work on cases.
func (h *house) member(ctx context.Context, a recovery.Actor) (recovery.Actor, error) {
	p, err := h.staff.Find(ctx, a.Login)
	var odd *staff.Refused
	switch {
	case errors.Is(err, staff.ErrNotFound), errors.As(err, &odd), err == nil && !p.Active():
		return a, fmt.Errorf("nobody who works at the desk has the login %q; an administrator adds people with `okaeri staff add`, or under /desk/people", a.Login)
	case err != nil:
		return a, err
	}
	a.Login, a.Name, a.Mail, a.Roles = p.Login, p.Name, p.Mail, p.Roles
	return a, nil
}

// seat lets a person of the desk go on with a draft in the applicant's pages.
func (h *house) seat(site web.Site) (desk.Seat, error) {
	shell, err := web.New(site)
	if err != nil {
		return nil, err
	}
	sessions := scs.New()
	sessions.Store = oneClock{h.store.Sessions(), h.now}
	shell.Sessions(sessions)
	return func(ctx context.Context, w http.ResponseWriter, _ *http.Request, caseID string) error {
		return apply.Seat(ctx, w, sessions, caseID)
	}, nil
}
