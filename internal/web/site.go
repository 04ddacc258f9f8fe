package web

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"okaeri/internal/text"
)

// Words are one operator's wording in each language: "ja" and "en", both needed.
type Words map[string]string

// In returns the wording of a language.
func (w Words) In(lang string) string { return w[text.Spoken(lang)] }

// Site is what every page knows about the place it stands in.
type Site struct {
	Catalogue *text.Catalogue
	PublicURL *url.URL // under which people reach Okaeri; every absolute link is built from it and never from a request
	Product   Words    // the service whose accounts are recovered
	Operator  Words    // who runs it
	Language  string   // spoken to readers who state no wish: ja or en
	// Help is the block that stands in the same place on every page (WCAG 3.2.6): a telephone, a desk, their hours; one line each.
	Help     map[string][]string
	MailFrom string // the address that letters come from, told so that people can let it in
	SignIn   string // address of the product's own sign-in page, empty if there is none to name

	DeviceKey      []byte         // signs the device cookie; at least 16 bytes
	TrustedProxies []netip.Prefix // only their X-Forwarded-For is believed (V17)

	Now      func() time.Time
	Location *time.Location // in which times are told
	Logger   *slog.Logger
	Demo     *DemoBanner // nil outside the demo
	// Observe is told every answer, by the route that gave it. Nil: nobody counts.
	Observe func(method, route string, status int, took time.Duration)
	// Maintenance tells whether pages rest, and until when if that is known. Nil: never.
	Maintenance func() (until time.Time, resting bool)
}

// DemoBanner is shown over every page of the demo, so that nobody mistakes it for a real service.
type DemoBanner struct {
	Home string // address of the demo's first page
}

// check names what a site lacks, for the operator who configures it.
func (s *Site) check() error {
	switch {
	case s.PublicURL == nil || s.PublicURL.Host == "" || (s.PublicURL.Scheme != "https" && s.PublicURL.Scheme != "http"):
		return errors.New("public_url is missing: set it to the address under which people reach Okaeri, such as https://recover.example.org")
	case s.Catalogue == nil:
		return errors.New("web: the text catalogue is missing")
	case len(s.DeviceKey) < 16:
		return errors.New("web: the device key is shorter than 16 bytes")
	case s.Now == nil || s.Location == nil || s.Logger == nil:
		return errors.New("web: clock, time zone and logger are needed")
	}
	for _, lang := range text.Languages() {
		if s.Product[lang] == "" || s.Operator[lang] == "" {
			return errors.New("product and operator need a name in both languages, ja and en")
		}
	}
	return nil
}

// secure tells whether people reach the site over TLS.
func (s *Site) secure() bool { return s.PublicURL.Scheme == "https" }

// base is the path that the public URL puts before every page, without a slash at its end.
func (s *Site) base() string { return strings.TrimSuffix(s.PublicURL.EscapedPath(), "/") }

// origin is the public URL's scheme and host.
func (s *Site) origin() string { return s.PublicURL.Scheme + "://" + s.PublicURL.Host }
