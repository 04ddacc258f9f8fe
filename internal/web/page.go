package web

import (
	"net/http"
	"net/url"
)

// View is what a template is filled with: a struct that embeds Page.
type View interface{ Base() *Page }

// Page is the part of a view that the layout needs. Handlers set Title and whatever else is not empty by nature; the shell fills in
// the rest.
type Page struct {
	Title  string
	Ref    string  // reference number, once there is one: shown in the help block
	Once   string  // makes sending the page's form twice the same as sending it once (V12)
	Faults []Fault // error summary; its first link goes to the first field that needs another look
	Blank  bool    // nothing that anybody typed is on the page: it may be kept

	Lang  string
	Path  string // of this page, for the links to its other language
	Help  []string
	Demo  *DemoBanner
	Close string // address where the page can be left without a trace; empty where there is nothing to clear
}

// Fault is one answer that needs another look: the same words in the summary and beside the field (WCAG 3.3.1).
type Fault struct {
	Field string // id of the input
	Words string
}

// Base returns the page itself, for whoever embeds it.
func (p *Page) Base() *Page { return p }

// fill sets what follows from the request.
func (p *Page) fill(s *Shell, r *http.Request, v *Visit) {
	p.Lang = v.Lang
	p.Path = s.base() + (&url.URL{Path: r.URL.Path}).EscapedPath()
	p.Help = s.Help[v.Lang]
	p.Demo = s.Demo
}
