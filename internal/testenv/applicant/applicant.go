// Package applicant is a person without a browser: it follows the real pages over HTTP and fills in the real forms, for tests and
// benchmarks that need many applications or a server that dies between two pages.
//
// It knows no address but the first. Each page is read as a reader would: the form in the main part is filled in with what
// the person knows, field by field by its name, and sent by its first button; what the person doesn't know stays empty or gets the
// page's own "I do not know". A page without a form is left by its button. So it breaks when a page can't be used without script.
package applicant

import (
	"bytes"
	"context"
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
	Header http.Header
	Body   []byte
	Title  string
	Text   string // words of the main part
	Forms  []Form // of the main part
	Button string // address of the first button that is a link
	Errors []string
}

// Form is one form of a page.
type Form struct {
	Action string
	Values url.Values        // as the page gave them
	Kinds  map[string]string // field name → text, password, radio, checkbox, select, textarea, hidden
	Ticks  map[string][]string
	Button [2]string // name and value of the first button of the form's actions, which goes on
	Post   bool

	sendable bool // Button is known
}

// maxPages bounds a walk: a form that leads in circles is an error, not a long test.
const maxPages = 60

// Apply walks from the start until the application is sent, and returns the last page.
func (p *Person) Apply(ctx context.Context) (*Page, error) {
	return p.Walk(ctx, p.Start, "/sent")
}

// Walk goes on from an address, page by page, until the path ends in one of the ends, and returns that page.
func (p *Person) Walk(ctx context.Context, address string, ends ...string) (*Page, error) {
	page, err := p.Get(ctx, address)
	for range maxPages {
		if err != nil {
			return page, err
		}
		for _, end := range ends {
			if strings.HasSuffix(page.URL.Path, end) {
				return page, nil
			}
		}
		if len(page.Errors) > 0 {
			return page, fmt.Errorf("%s: %s", page.URL.Path, strings.Join(page.Errors, "; "))
		}
		page, err = p.Next(ctx, page)
	}
	return page, fmt.Errorf("%s: the form leads in circles", page.URL.Path)
}

// Next fills in the page's form and sends it, or follows its button.
func (p *Person) Next(ctx context.Context, page *Page) (*Page, error) {
	form := page.Main()
	if form == nil && page.Button != "" && page.Status == http.StatusOK {
		next, err := page.URL.Parse(page.Button)
		if err != nil {
			return page, err
		}
		return p.Get(ctx, next.String())
	}
	if form == nil {
		return page, fmt.Errorf("%s: status %d and no way on: %.300s", page.URL.Path, page.Status, page.Text)
	}
	values, err := p.Fill(ctx, form)
	if err != nil {
		return page, err
	}
	return p.Send(ctx, page, form, values)
}

// Main is the form that goes on, the first one that is posted; nil where there is none.
func (page *Page) Main() *Form {
	for i := range page.Forms {
		if page.Forms[i].Post {
			return &page.Forms[i]
		}
	}
	return nil
}

// Fill says what the person knows; what they don't is "unknown" where the page has a box or a choice for it.
func (p *Person) Fill(ctx context.Context, f *Form) (url.Values, error) {
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
		case kind == "radio" && len(values[name]) == 0:
			values[name] = only([]string{"unknown"}, f.Ticks[name])
		case kind == "checkbox" && strings.Contains(name, "unknown") && !p.answers(f, name):
			values[name] = f.Ticks[name][:1]
		}
	}
	if f.Button[0] != "" {
		values.Set(f.Button[0], f.Button[1])
	}
	return values, nil
}

// answers tells whether the person knows what a box of "I do not know" stands for: the question named before it, or else anything
// that the form asks.
func (p *Person) answers(f *Form, unknown string) bool {
	if question, ok := strings.CutSuffix(unknown, ".unknown"); ok {
		_, known := p.Knows[question]
		return known
	}
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
	return p.Post(ctx, target.String(), values)
}

// Post sends a form to an address and follows to the next page.
func (p *Person) Post(ctx context.Context, address string, values url.Values) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.Do(req)
}

// Get fetches a page.
func (p *Person) Get(ctx context.Context, address string) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return p.Do(req)
}

// Do sends a request as this person: with their headers and cookies. A Host among the headers is the request's host.
func (p *Person) Do(req *http.Request) (*Page, error) {
	if p.HTTP == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		p.HTTP = &http.Client{Jar: jar}
	}
	for name, values := range p.Header {
		if name == "Host" {
			req.Host = values[0]
			continue
		}
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
	page, err := Read(resp.Request.URL, body)
	if err != nil {
		return nil, err
	}
	page.Status, page.Header = resp.StatusCode, resp.Header
	return page, nil
}

// Read reads a page that came some other way, such as out of a browser.
func Read(address *url.URL, body []byte) (*Page, error) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	page := &Page{URL: address, Status: http.StatusOK, Body: body}
	page.read(root)
	return page, nil
}
