package main

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"regexp"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
)

// specimen is the applicant's pages with one made-up draft in them, on which every page is open. What is shown of it is what applicants
// see; nothing of it is in the database, and nothing that is pressed in it leads anywhere.
type specimen struct {
	apply.Story // what no page asks for while it is shown is nil
	pages       http.Handler
	sessions    *scs.SessionManager
	form        *intake.Questionnaire
	site        web.Site
}

// specimenCase is the draft's ID, and sampleContact the one answer in it that pages speak of.
const (
	specimenCase  = "specimen"
	sampleContact = "name@example.com"
)

// specimen builds the pages once.
func (h *house) specimen(site web.Site) (*specimen, error) {
	s := &specimen{form: h.recovery.Questionnaire, sessions: scs.New(), site: site}
	s.sessions.Store = memstore.NewWithCleanupInterval(0) // one session, for good
	s.site.Demo, s.site.Observe = nil, nil
	var err error
	s.pages, err = apply.New(apply.Config{Site: s.site, Story: s, Questionnaire: s.form, Sessions: s.sessions, Robot: apply.Robot{Policy: apply.RobotOff}})
	return s, err
}

// Questionnaire is the form that is shown.
func (s *specimen) Questionnaire() *intake.Questionnaire { return s.form }

// Draft is the made-up one: every product and every branch is ticked, and nothing else but the contact is answered.
func (s *specimen) Draft(context.Context, string) (*recovery.Case, error) {
	a := intake.Answers{"bought": {"yes"}, "contact": {sampleContact}, "sent_for": {sampleContact + "|"}, "proven_for": {sampleContact + "|"}}
	for _, p := range s.form.Products {
		a["product"] = append(a["product"], p.ID)
	}
	for i := range s.form.Questions {
		if w := s.form.Questions[i].When; w != nil {
			a["q."+w.Question] = w.Is[:1]
		}
	}
	c := &recovery.Case{ID: specimenCase, State: recovery.Draft, Created: s.site.Now()}
	c.Private.Answers = a
	for _, page := range s.form.Pages(a) {
		c.Private.Done = append(c.Private.Done, string(page))
	}
	return c, nil
}

var (
	mainOf   = regexp.MustCompile(`(?s)<main[^>]*>(.*)</main>`)
	headOf   = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
	hrefs    = regexp.MustCompile(` (?:href|action|formaction|src)="[^"]*"`)
	ids      = regexp.MustCompile(` (id|for|aria-labelledby|aria-describedby)="([^"]*)"`)
	assets   = regexp.MustCompile(`(?s)<(?:script|link|style)\b.*?(?:</(?:script|style)>|>)`)
	anything = regexp.MustCompile(`<[^>]*>`)
)

// Show is what a page holds. Links, targets and scripts are taken out of it, and its ids get a beginning of their own, since it stands in
// another page.
func (s *specimen) Show(ctx context.Context, lang string, page intake.Page) (title string, body template.HTML, err error) {
	cookie, err := s.session()
	if err != nil {
		return "", "", err
	}
	address := s.site.PublicURL.JoinPath("recover", string(page)).String() + "?lang=" + lang
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", "", err
	}
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:0"
	r.AddCookie(&http.Cookie{Name: s.sessions.Cookie.Name, Value: cookie})
	answer := &kept{header: http.Header{}}
	s.pages.ServeHTTP(answer, r)
	found := mainOf.FindSubmatch(answer.body.Bytes())
	if answer.status != http.StatusOK || found == nil {
		return "", "", fmt.Errorf("the page %s of the form can't be shown: status %d", page, answer.status)
	}
	main := assets.ReplaceAll(found[1], nil)
	if head := headOf.FindSubmatch(main); head != nil {
		title = string(anything.ReplaceAll(head[1], nil))
	}
	main = hrefs.ReplaceAllFunc(main, func(attribute []byte) []byte {
		if bytes.Contains(attribute, []byte(".svg#")) {
			return attribute // an icon
		}
		return nil
	})
	return title, template.HTML(ids.ReplaceAll(main, []byte(` $1="form-$2"`))), nil //nolint:gosec // our own page, rendered by html/template
}

// session is a browser's that has begun the draft.
func (s *specimen) session() (token string, err error) {
	ctx, err := s.sessions.Load(context.Background(), "")
	if err != nil {
		return "", err
	}
	s.sessions.Put(ctx, "case", specimenCase)
	token, _, err = s.sessions.Commit(ctx)
	return token, err
}

// kept is an answer that nobody is sent.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header { return k.header }

func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *kept) Write(p []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(p)
}
