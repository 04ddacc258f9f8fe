// Package applicant is a person without a browser: it follows the real pages over HTTP and fills in the real forms, for tests and
// benchmarks that need many applications or a server that dies between two pages.
//
// It knows no address but the first. Each page is read as a reader would: the form in the main part is filled in with what
// the person knows, field by field by its name, and sent by its first button; what the person doesn't know stays empty or gets the
// page's own "I do not know". So it breaks when a page can't be used without script.
package applicant

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Person is one applicant and what they know.
type Person struct {
	Start   string              // first address, such as http://127.0.0.1:8080/recover/who
	Header  http.Header         // sent with each request: language, user agent, X-Forwarded-For
	Knows   map[string][]string // field name → values
	Contact string
	// Code returns the newest code that was sent to the contact address after the n-th (from 0).
	Code func(ctx context.Context, contact string, n int) (string, error)
	HTTP *http.Client // filled in by the first request if nil; holds the cookies
	// Seen is told of every page that was fetched; nil for nobody.
	Seen func(path string, status int, took time.Duration, body []byte)

	codes int
}

// Page is where the person stands.
type Page struct {
	URL    *url.URL
	Status int
	Title  string
	Text   string // words of the main part
	Forms  []Form
	Errors []string // words of the page's error summary
}

// Form is one form of a page.
type Form struct {
	Action string
	Values url.Values        // as the page gave them
	Kinds  map[string]string // field name → text, password, radio, checkbox, select, textarea, hidden
	Ticks  map[string][]string
	Button [2]string // name and value of the first button
	Post   bool
}

// maxPages bounds a walk: a form that leads in circles is an error, not a long test.
const maxPages = 60

// Apply walks from the start until the application is sent, and returns the last page.
func (p *Person) Apply(ctx context.Context) (*Page, error) {
	page, err := p.Get(ctx, p.Start)
	for range maxPages {
		if err != nil {
			return page, err
		}
		if strings.HasSuffix(page.URL.Path, "/sent") {
			return page, nil
		}
		if len(page.Errors) > 0 {
			return page, fmt.Errorf("%s: %s", page.URL.Path, strings.Join(page.Errors, "; "))
		}
		page, err = p.Next(ctx, page)
	}
	return page, errors.New("the form leads in circles")
}

// Next fills in the page's form and sends it.
func (p *Person) Next(ctx context.Context, page *Page) (*Page, error) {
	form := page.main()
	if form == nil {
		return page, fmt.Errorf("%s: status %d and no form: %.300s", page.URL.Path, page.Status, page.Text)
	}
	values, err := p.fill(ctx, form)
	if err != nil {
		return page, err
	}
	return p.Send(ctx, page, form, values)
}

// main is the form that goes on: the first one that is posted.
func (page *Page) main() *Form {
	for i := range page.Forms {
		if page.Forms[i].Post {
			return &page.Forms[i]
		}
	}
	return nil
}

// fill says what the person knows; what they don't is "unknown" where the page has a box for it.
func (p *Person) fill(ctx context.Context, f *Form) (url.Values, error) {
	values := url.Values{}
	for name, given := range f.Values {
		values[name] = append([]string(nil), given...)
	}
	for name, kind := range f.Kinds {
		known, ok := p.Knows[name]
		switch {
		case kind == "hidden":
		case name == "contact":
			values[name] = []string{p.Contact}
		case name == "code":
			code, err := p.Code(ctx, p.Contact, p.codes)
			if err != nil {
				return nil, err
			}
			p.codes++
			values[name] = []string{code}
		case ok && kind == "checkbox":
			values[name] = only(known, f.Ticks[name])
		case ok:
			values[name] = known
		case kind == "checkbox" && strings.Contains(name, "unknown"):
			if !p.answers(f) {
				values[name] = f.Ticks[name][:1]
			}
		}
	}
	if f.Button[0] != "" {
		values.Set(f.Button[0], f.Button[1])
	}
	return values, nil
}

// answers tells whether the person knows anything that this form asks.
func (p *Person) answers(f *Form) bool {
	for name, kind := range f.Kinds {
		if _, ok := p.Knows[name]; ok && kind != "hidden" {
			return true
		}
	}
	return false
}

func only(known, offered []string) []string {
	var out []string
	for _, k := range known {
		for _, o := range offered {
			if k == o {
				out = append(out, k)
			}
		}
	}
	return out
}

// Send posts values to a form's address and follows to the next page.
func (p *Person) Send(ctx context.Context, page *Page, f *Form, values url.Values) (*Page, error) {
	target, err := page.URL.Parse(f.Action)
	if err != nil {
		return page, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(values.Encode()))
	if err != nil {
		return page, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.do(req)
}

// Get fetches a page.
func (p *Person) Get(ctx context.Context, address string) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return p.do(req)
}

func (p *Person) do(req *http.Request) (*Page, error) {
	if p.HTTP == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		p.HTTP = &http.Client{Jar: jar}
	}
	for name, values := range p.Header {
		req.Header[name] = values
	}
	began := time.Now()
	resp, err := p.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return nil, err
	}
	if p.Seen != nil {
		p.Seen(resp.Request.URL.Path, resp.StatusCode, time.Since(began), body)
	}
	page := &Page{URL: resp.Request.URL, Status: resp.StatusCode}
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	page.read(root, nil)
	return page, nil
}
