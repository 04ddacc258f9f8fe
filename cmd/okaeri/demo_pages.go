package main

import (
	"context"
	"errors"
	"net/http"

	"okaeri/internal/decision"
	"okaeri/internal/demo"
	"okaeri/internal/directory/builtin"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
	"okaeri/internal/web/front"
)

// demoPages puts the demo's first page, its provider's sign-in and its mailbox before the applicant's pages.
func (h *house) demoPages(sink *demo.Sink, owner sample, office *office) (http.Handler, error) {
	banner := &web.DemoBanner{Home: "/"}
	pages, err := h.pages(banner)
	if err != nil {
		return nil, err
	}
	if pages, err = h.withDesk(pages); err != nil {
		return nil, err
	}
	if pages, err = h.withAPI(pages); err != nil {
		return nil, err
	}
	site, err := h.site(banner)
	if err != nil {
		return nil, err
	}
	shell, err := web.New(site)
	if err != nil {
		return nil, err
	}
	first, err := front.New(front.Config{
		Site: site, Owner: owner.memories(h.recovery.Questionnaire), Attacker: owner.findings(h.recovery.Questionnaire), Mailbox: "/mailbox/", Accounts: provider{h},
		Seats: office.places(), Office: office, Hold: h.wait,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/mailbox/", sink.Mailbox(demo.Page{
		Catalogue: h.catalogue, Base: "/mailbox", Home: "/", Links: h.config.PublicURL, Zone: h.location, Styles: []string{shell.Asset("okaeri.css")},
	}))
	for _, path := range []string{"/{$}", "/momiji", "/momiji/", "/sit", "/token"} {
		mux.Handle(path, first)
	}
	mux.Handle("/", pages)
	return byName(h.recovery.PublicURL, mux), nil
}

// wait is how long a granted case waits by the policy in force.
func (h *house) wait(ctx context.Context) (decision.Hold, error) {
	rules, err := h.settings.Rules(ctx)
	return rules.Policy.Hold, err
}

// provider is the sample provider's sign-in.
type provider struct{ h *house }

// SignIn tells whose account an identifier and a password open.
func (p provider) SignIn(ctx context.Context, identifier, password string) (string, int64, bool, error) {
	d, err := p.directory()
	if err != nil {
		return "", 0, false, err
	}
	id, err := p.h.dossiers.Find(ctx, identifier)
	if errors.Is(err, recovery.ErrNotFound) {
		id, err = "nobody", nil
	}
	if err != nil {
		return "", 0, false, err
	}
	epoch, ok, err := d.SignIn(ctx, id, password)
	return id, epoch, ok, err
}

// Alive tells whether a session still goes on.
func (p provider) Alive(ctx context.Context, id string, epoch int64) (bool, error) {
	d, err := p.directory()
	if err != nil {
		return false, err
	}
	return d.Alive(ctx, id, epoch)
}

func (p provider) directory() (*builtin.Directory, error) {
	d, ok := p.h.directory.(*builtin.Directory)
	if !ok {
		return nil, errors.New("the demo keeps its accounts itself")
	}
	return d, nil
}
