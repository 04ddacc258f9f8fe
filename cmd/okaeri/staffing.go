package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"os"
	"strings"
	"time"

	"okaeri/internal/notice"
	"okaeri/internal/staff"
	"okaeri/internal/text"
	"okaeri/internal/web/desk"
)

// employ makes the story of the staff.
func (h *house) employ() error {
	var err error
	h.staff, err = staff.New(staff.Parts{Store: h.store, Keys: h.keys, Limiter: h.store, Teller: teller{h}, Now: h.now})
	return err
}

// withDesk puts the staff's pages beside those of applicants.
func (h *house) withDesk(pages http.Handler) (http.Handler, error) {
	site, err := h.site(nil)
	if err != nil {
		return nil, err
	}
	keys, err := h.passkeys()
	if err != nil {
		return nil, err
	}
	seat, err := h.seat(site)
	if err != nil {
		return nil, err
	}
	d, err := desk.New(desk.Config{
		Site: site, Staff: h.staff, Passkeys: keys, Provider: h.provider(), ProviderName: words(h.config.OIDC.name()),
		Key: h.keys.MAC("desk-ceremony"), Used: h.store,
		Cases: h.recovery, Seat: seat, Tokens: h.tokens(),
	})
	if err != nil {
		return nil, err
	}
	base := strings.TrimSuffix(h.recovery.PublicURL.EscapedPath(), "/") + "/desk"
	mux := http.NewServeMux()
	mux.Handle(base, d.Handler())
	mux.Handle(base+"/", d.Handler())
	mux.Handle("/", pages)
	return mux, nil
}

// firstLink prints the link by which a new server gets its first administrator.
func (h *house) firstLink(ctx context.Context) error {
	token, err := h.staff.FirstLink(ctx)
	if err != nil || token == "" {
		return err
	}
	fmt.Fprintf(os.Stderr, "There is no administrator yet. Open this link in a browser; it works once and for 30 minutes:\n%s\n", h.setupURL(token))
	return nil
}

func (h *house) setupURL(token string) string {
	return h.recovery.PublicURL.JoinPath("desk", "setup", token).String()
}

// teller tells the staff by letter what was done on the host.
type teller struct{ h *house }

// Tell writes that a link for an administrator was made, in both languages, to each address by itself.
func (t teller) Tell(ctx context.Context, to []string, login string, at time.Time) error {
	var parts []string
	for _, lang := range text.Languages() {
		whom := login
		if whom == "" {
			whom = t.h.catalogue.T(lang, "desk.letter.anybody", nil)
		}
		parts = append(parts, t.h.catalogue.T(lang, "desk.letter.host", map[string]string{
			"Product": words(t.h.config.Product).In(lang), "Time": text.Moment(lang, at, t.h.location), "Login": whom,
		}))
	}
	m := notice.Message{
		Subject: t.h.catalogue.T(text.Japanese, "desk.letter.host.subject", nil) + " / " + t.h.catalogue.T(text.English, "desk.letter.host.subject", nil),
		Text:    strings.Join(parts, "\n\n") + "\n",
	}
	m.HTML = "<p>" + strings.Join([]string{html.EscapeString(parts[0]), html.EscapeString(parts[1])}, "</p><p>") + "</p>"
	var failed []error
	for _, address := range to {
		failed = append(failed, t.h.sender.Send(ctx, "staff-"+staff.NewID(), address, m))
	}
	return errors.Join(failed...)
}
