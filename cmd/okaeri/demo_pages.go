package main

import (
	"net/http"

	"okaeri/internal/demo"
	"okaeri/internal/simulate"
	"okaeri/internal/web"
)

// demoPages puts the demo's first page and its mailbox before the applicant's pages.
func (h *house) demoPages(sink *demo.Sink, _ []simulate.Person) (http.Handler, error) {
	pages, err := h.pages(&web.DemoBanner{Home: "/"})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/mailbox/", sink.Mailbox(demo.Page{
		Catalogue: h.catalogue, Base: "/mailbox", Home: "/", Links: h.config.PublicURL, Zone: h.location,
	}))
	mux.Handle("/", pages)
	return mux, nil
}
