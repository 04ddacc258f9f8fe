package front

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"okaeri/internal/decision"
	"okaeri/internal/web"
)

//go:embed page/*.html
var files embed.FS

// Config is what the demo's first pages show.
type Config struct {
	Site     web.Site
	Owner    Card     // what a sample owner remembers
	Attacker Card     // what somebody found out about the same account
	Mailbox  string   // address of the page that shows all letters
	Accounts Accounts // of the sample provider
	Seats    []Seat   // places at the desk
	Office   Office
	Hold     func(ctx context.Context) (decision.Hold, error) // of the policy in force: what the demo's minute stands for
}

// Card is what one person knows, as they would write it down.
type Card struct {
	Facts []Fact
}

// Fact is one thing known, in the words of the form. Kind is the end of a key under front.fact in the catalogue: account, contact,
// family_name, given_name, birth_date, postal_code, region, past_password, password, product, account_created, mail_recipient,
// mail_subject, mail_folder, mail_contact, card_holder, card_last4 or card_expiry; the values are as a person would type them.
type Fact struct {
	Kind   string
	Values []string
	Words  map[string][]string // in place of values, by the page's language: what the form lets people choose from a list
}

// Accounts is the sign-in of the sample provider.
type Accounts interface {
	// SignIn tells whose account an identifier and a password open. The epoch numbers its sessions: those of an older epoch are over.
	SignIn(ctx context.Context, identifier, password string) (id string, epoch int64, ok bool, err error)
	// Alive tells whether a session of that epoch still goes on.
	Alive(ctx context.Context, id string, epoch int64) (bool, error)
}

// front answers the demo's first pages.
type front struct {
	Config
	shell *web.Shell
	pages *web.Pages
}

// New builds the handler of /, /momiji, /sit and /token.
func New(c Config) (http.Handler, error) {
	if c.Accounts == nil || c.Office == nil || c.Hold == nil {
		return nil, errors.New("front: the sample provider's accounts, its desk and its wait are needed")
	}
	shell, err := web.New(c.Site)
	if err != nil {
		return nil, err
	}
	dir, err := fs.Sub(files, "page")
	if err != nil {
		return nil, err
	}
	pages, err := shell.Pages(dir, nil)
	if err != nil {
		return nil, err
	}
	f := &front{c, shell, pages}
	rt := shell.Routes()
	rt.Handle("GET /{$}", f.first)
	rt.Handle("GET /momiji", f.door)
	rt.Handle("POST /momiji", f.signIn)
	rt.Handle("POST /momiji/out", f.signOut)
	rt.Handle("POST /sit", f.sit)
	rt.Handle("POST /token", f.token)
	return shell.Guard(rt), nil
}

// firstView is the demo's first page.
type firstView struct {
	web.Page
	Lead, Back, Enter template.HTML
	Owner, Attacker   []fact
	Mailbox, Hold     string
	Seats             []place
	Early             bool // the desk's past is still being played
}

type fact struct {
	Label  string
	Values []string
}

// first says what to try.
func (f *front) first(w http.ResponseWriter, r *http.Request) {
	lang := web.VisitOf(r).Lang
	v := &firstView{Page: web.Page{Title: f.shell.T(lang, "front.title")}, Mailbox: f.Mailbox}
	v.Owner, v.Attacker = f.words(lang, f.Owner), f.words(lang, f.Attacker)
	v.Lead, v.Back, v.Enter = f.whole(lang, "front.lead"), f.whole(lang, "front.try.back"), f.whole(lang, "front.momiji")
	hold, err := f.Hold(r.Context())
	if err != nil {
		panic(err) // Guard logs it and shows the calm page
	}
	v.Hold = f.shell.T(lang, "front.hold", "Least", strconv.Itoa(hold.Floor), "Usual", strconv.Itoa(hold.Default), "Longest", strconv.Itoa(hold.Unreachable))
	v.Seats, v.Early = f.places(lang), !f.Office.Open()
	f.pages.Render(w, r, http.StatusOK, "first", v)
}

// whole is a sentence in which no line breaks inside the provider's name: a browser that breaks Japanese between phrases takes half of a
// made-up name for a word of its own.
func (f *front) whole(lang, key string) template.HTML {
	name := template.HTMLEscapeString(f.Site.Product[lang])
	said := template.HTMLEscapeString(f.shell.T(lang, key))
	return template.HTML(strings.ReplaceAll(said, name, `<span class="whole">`+name+`</span>`)) //nolint:gosec // escaped above
}

// words puts names to what a card knows.
func (f *front) words(lang string, c Card) []fact {
	var out []fact
	for _, known := range c.Facts {
		values := known.Values
		if said := known.Words[lang]; said != nil {
			values = said
		}
		out = append(out, fact{Label: f.shell.T(lang, "front.fact."+known.Kind), Values: values})
	}
	return out
}
