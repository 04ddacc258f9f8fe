package apply_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"okaeri/internal/web/apply"
)

// A whole application, page by page, as far as the pages themselves cost: the story behind them is free.
func BenchmarkWholeFlow(b *testing.B) {
	quiet := func(c *apply.Config) { c.Site.Logger = slog.New(slog.NewJSONHandler(io.Discard, nil)) }
	b.ReportAllocs()
	requests := 0
	s := newSite(b, quiet)
	for b.Loop() {
		b.StopTimer()
		jar := map[string]string{}
		once := ""
		send := func(method, path string, form url.Values) *httptest.ResponseRecorder {
			var body io.Reader
			if form != nil {
				body = strings.NewReader(form.Encode())
			}
			r := httptest.NewRequest(method, origin+path, body)
			if form != nil {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			r.Header.Set("Accept-Language", "ja")
			for k, v := range jar {
				r.AddCookie(&http.Cookie{Name: k, Value: v})
			}
			w := httptest.NewRecorder()
			b.StartTimer()
			s.h.ServeHTTP(w, r)
			b.StopTimer()
			requests++
			for _, c := range w.Result().Cookies() {
				jar[c.Name] = c.Value
			}
			return w
		}
		page := func(name string, typed ...string) {
			w := send(http.MethodGet, "/recover/"+name, nil)
			if w.Code != http.StatusOK {
				b.Fatalf("%s: %d", name, w.Code)
			}
			form := url.Values{}
			if m := hidden.FindStringSubmatch(w.Body.String()); m != nil {
				once = m[2]
				form.Set(m[1], once)
			}
			for i := 0; i+1 < len(typed); i += 2 {
				form.Add(typed[i], typed[i+1])
			}
			if w := send(http.MethodPost, "/recover/"+name, form); w.Code != http.StatusSeeOther {
				b.Fatalf("%s: %d", name, w.Code)
			}
		}
		for _, step := range steps {
			page(step.page, step.typed...)
		}
		page("send")
		send(http.MethodGet, "/recover/sent", nil)
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(requests), "µs/request")
}
