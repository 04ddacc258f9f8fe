package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"
)

// typist sends forms straight to the pages' handler, without a network between, as fast and as evenly as can be.
type typist struct {
	pages   http.Handler
	cookies map[string]string
	ip      string
	lang    string
	header  http.Header // sent besides
}

func (w *town) typist(ip string) *typist {
	w.t.Helper()
	return &typist{pages: w.handler(), cookies: map[string]string{}, ip: ip, lang: "en", header: http.Header{}}
}

// handler is the pages' handler, made once.
func (w *town) handler() http.Handler {
	w.t.Helper()
	if w.direct == nil {
		w.direct = must(w.pages(nil))(w.t)
	}
	return w.direct
}

// reply is an answer and how long it took.
type reply struct {
	status int
	header http.Header
	body   string
	to     string // path of the page that comes next
	took   time.Duration
}

// do sends a request; a nil form is a GET.
func (y *typist) do(path string, form url.Values) reply {
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	return y.send(method, path, "application/x-www-form-urlencoded", body)
}

func (y *typist) send(method, path, kind, body string) reply {
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", y.ip)
	r.Header.Set("Accept-Language", y.lang)
	r.Header.Set("User-Agent", homeAgent)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", kind)
	}
	for name, values := range y.header {
		if name == "Host" {
			r.Host = values[0]
			continue
		}
		r.Header[name] = values
	}
	for name, value := range y.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	recorder := httptest.NewRecorder()
	began := time.Now()
	y.pages.ServeHTTP(recorder, r)
	took := time.Since(began)
	res := recorder.Result()
	for _, c := range res.Cookies() {
		if y.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(y.cookies, c.Name)
		}
	}
	to, _, _ := strings.Cut(res.Header.Get("Location"), "#")
	to, _, _ = strings.Cut(to, "?")
	return reply{res.StatusCode, res.Header, recorder.Body.String(), to, took}
}

// guesses are what somebody types who knows nothing, page by page; a page that is not here is sent empty.
func guesses(account, contact string) map[string]url.Values {
	return map[string]url.Values{
		"who":       {"device": {"own"}, "situation": {"forgot_password"}},
		"account":   {"account": {account}},
		"contact":   {"contact": {contact}},
		"name":      {"family_name": {"Sato"}, "given_name": {"Taro"}},
		"birth":     {"birth_year": {"1980"}, "birth_month": {"1"}, "birth_day": {"1"}},
		"address":   {"country": {"JP"}, "region": {"JP-13"}},
		"passwords": {"password": {"123456", "password1"}},
		"products":  {"product": {"mail"}},
		"q-general": {"q.account_created.unknown": {"1"}, "q.last_sign_in": {"unknown"}},
		"q-mail": {
			"q.mail_recipients": {"info@shop.example"}, "q.mail_subjects.unknown": {"1"}, "q.mail_folders.unknown": {"1"}, "q.mail_contacts.unknown": {"1"},
		},
		"purchases": {"bought": {"unknown"}},
	}
}
