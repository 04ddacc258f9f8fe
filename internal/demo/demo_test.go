package demo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/demo"
	"okaeri/internal/text"
)

func sink(t testing.TB) *demo.Sink {
	t.Helper()
	s, err := demo.NewSink()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func send(t testing.TB, s *demo.Sink, to, subject, body string) {
	t.Helper()
	message := "From: =?UTF-8?B?44KC44G/44GY?= <recover@momiji.example>\r\nTo: <" + to + ">\r\nSubject: " + subject +
		"\r\nMessage-ID: <a1@momiji.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(body, "\n", "\r\n")
	if err := smtp.SendMail(s.Addr(), nil, "recover@momiji.example", []string{to}, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

func page(t testing.TB, s *demo.Sink) http.Handler {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s.Mailbox(demo.Page{
		Catalogue: c, Base: "/mailbox", Home: "/", Styles: []string{"/static/okaeri.css"}, Links: "http://127.0.0.1:8080",
		Zone: time.FixedZone("JST", 9*3600),
	})
}

func get(t testing.TB, h http.Handler, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String(), w.Header()
}

func TestALetterCanBeReadWhereItArrived(t *testing.T) {
	s := sink(t)
	send(t, s, "hanako@example.jp", "=?UTF-8?B?44GK44GL44GI44KK?=", "おかえりなさい\n\nhttp://127.0.0.1:8080/finish/ABC\n")
	send(t, s, "taro@example.jp", "Other", "x")
	got := s.Letters("Hanako@example.jp", 10)
	if len(got) != 1 || got[0].Subject != "おかえり" || got[0].From != "もみじ <recover@momiji.example>" || got[0].ID != "a1@momiji.example" || got[0].N != 1 {
		t.Fatalf("got %+v", got)
	}
	if !strings.HasPrefix(got[0].Text, "おかえりなさい\n\nhttp") || s.Count() != 2 || len(s.Letters("", 10)) != 2 {
		t.Errorf("text %q, %d letters", got[0].Text, s.Count())
	}
	h := page(t, s)
	for lang, want := range map[string][]string{
		"ja": {`<html lang="ja">`, "郵便受け", "宛先"},
		"en": {`<html lang="en">`, "Demo mailbox", "Arrived"},
	} {
		code, body, header := get(t, h, "/mailbox/letter/1?lang="+lang)
		want = append(want, "おかえり", `<a href="http://127.0.0.1:8080/finish/ABC">`, `href="/static/okaeri.css"`)
		for _, w := range want {
			if code != 200 || !strings.Contains(body, w) {
				t.Errorf("%s: %d, %q is missing in\n%s", lang, code, w, body)
			}
		}
		if strings.Contains(body, "<script") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: script or headers: %v", lang, header)
		}
	}
	if _, body, _ := get(t, h, "/mailbox/?to=hanako@example.jp&lang=en"); !strings.Contains(body, "/mailbox/letter/1?lang=en") || strings.Contains(body, "/letter/2") {
		t.Errorf("list of one address:\n%s", body)
	}
	if _, body, _ := get(t, h, "/mailbox/letter/1?lang=en"); !strings.Contains(body, `href="/mailbox/?to=hanako%40example.jp&amp;lang=en"`) {
		t.Errorf("the way back from a letter:\n%s", body)
	}
	if _, body, _ := get(t, h, "/mailbox/?to=nobody@example.jp&lang=en"); !strings.Contains(body, "nobody@example.jp") {
		t.Errorf("an empty list:\n%s", body)
	}
}

func TestPathsThatLeadNowhereSaySo(t *testing.T) {
	h := page(t, sink(t))
	for path, want := range map[string]int{
		"/mailbox/letter/1": 404, "/mailbox/letter/x": 404, "/mailbox/letter/-1": 404, "/mailbox/letter/99999999999999999999": 404,
		"/mailbox": 303, "/mailbox/": 200, "/mailbox/mailbox.css": 200, "/mailbox/other": 404,
	} {
		if code, _, _ := get(t, h, path); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/mailbox/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestV30AHostileLetterStaysText(t *testing.T) {
	s := sink(t)
	send(t, s, "hanako@example.jp", "<script>alert(1)</script>", "<img src=x onerror=y> http://127.0.0.1:8080.evil.example/ javascript:alert(1) http://127.0.0.1:8080/ok\"onclick=z")
	h := page(t, s)
	for _, path := range []string{"/mailbox/", "/mailbox/letter/1", "/mailbox/?to=%22%3E%3Cscript%3E"} {
		_, body, _ := get(t, h, path)
		if strings.Contains(body, "<script") || strings.Contains(body, "<img") || strings.Contains(body, `"onclick`) {
			t.Errorf("%s:\n%s", path, body)
		}
		for _, href := range regexp.MustCompile(`href="(http[^"]*)"`).FindAllStringSubmatch(body, -1) {
			if href[1] != "http://127.0.0.1:8080/ok" {
				t.Errorf("%s: link to %s", path, href[1])
			}
		}
	}
}

func TestOldLettersMakeRoomForNewOnes(t *testing.T) {
	s := sink(t)
	half := strings.Repeat(strings.Repeat("x", 990)+"\n", 1000)
	for range 40 {
		send(t, s, "hanako@example.jp", "big", half)
	}
	kept := s.Letters("", 1000)
	if len(kept) > 34 || len(kept) < 24 || kept[0].N != 40 || s.Count() != 40 {
		t.Errorf("%d kept, newest %d", len(kept), kept[0].N)
	}
	if _, found := s.Letter(1); found {
		t.Error("the first letter is still there")
	}
	if l, found := s.Letter(40); !found || l.N != 40 {
		t.Error("the last letter is gone")
	}
}

func TestWaitingEndsWhenTheLetterArrives(t *testing.T) {
	s := sink(t)
	send(t, s, "hanako@example.jp", "first", "x")
	send(t, s, "taro@example.jp", "other", "x")
	got := make(chan demo.Letter, 1)
	go func() {
		l, err := s.Wait(t.Context(), "hanako@example.jp", 1)
		if err != nil {
			t.Error(err)
		}
		got <- l
	}()
	send(t, s, "taro@example.jp", "another", "x")
	send(t, s, "hanako@example.jp", "second", "x")
	if l := <-got; l.Subject != "second" {
		t.Errorf("got %q", l.Subject)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Wait(ctx, "nobody@example.jp", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTheOldestOfSeveralIsWaitedForFirst(t *testing.T) {
	s := sink(t)
	for i := range 3 {
		send(t, s, "hanako@example.jp", fmt.Sprint("letter ", i+1), "x")
	}
	after := 0
	for i := range 3 {
		l, err := s.Wait(t.Context(), "hanako@example.jp", after)
		if err != nil || l.Subject != fmt.Sprint("letter ", i+1) {
			t.Errorf("got %q %v", l.Subject, err)
		}
		after = l.N
	}
}
