package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/demo"
	"okaeri/internal/recovery"
	"okaeri/internal/testenv/applicant"
)

// person is somebody who comes from an address, speaks a language and reads the letters to their contact address.
func (w *town) person(lang, ip, contact string, knows map[string][]string) *applicant.Person {
	return &applicant.Person{
		Start: w.base + "/recover/who", Contact: contact, Knows: knows, Code: w.code,
		Header: http.Header{"Accept-Language": {lang}, "X-Forwarded-For": {ip}, "User-Agent": {homeAgent}},
	}
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code waits for the letter with a code that comes after the n-th to this address. A letter that comes twice is one.
func (w *town) code(ctx context.Context, contact string, n int) (string, error) {
	had := map[string]bool{}
	for after := 0; ; {
		l, err := w.sink.Wait(ctx, contact, after)
		if err != nil {
			return "", fmt.Errorf("no code came: %w", err)
		}
		after = l.N
		code := sixDigits.FindString(l.Subject)
		if code == "" || had[l.ID] {
			continue
		}
		if had[l.ID] = true; len(had) > n {
			return code, nil
		}
	}
}

// letter waits for a letter to an address in which something is written, and returns its text.
func (w *town) letter(to, written string) demo.Letter {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer cancel()
	for after := 0; ; {
		l, err := w.sink.Wait(ctx, to, after)
		if err != nil {
			w.t.Fatalf("no letter to %s with %q came; there are:\n%s", to, written, w.subjects(to))
		}
		if strings.Contains(l.Text, written) || strings.Contains(l.Subject, written) {
			return l
		}
		after = l.N
	}
}

// link waits for a letter with a link of a kind (finish, not-me, undo) and returns the link.
func (w *town) link(to, kind string) string {
	w.t.Helper()
	l := w.letter(to, "/"+kind+"/")
	return regexp.MustCompile(regexp.QuoteMeta(w.base) + "/" + kind + "/[A-Z2-7]+").FindString(l.Text)
}

func (w *town) subjects(to string) string {
	var b strings.Builder
	for _, l := range w.sink.Letters(to, 30) {
		fmt.Fprintf(&b, "%d %s: %s\n", l.N, l.To, l.Subject)
	}
	return b.String()
}

// until waits until the case with a reference number is in a state.
func (w *town) until(ref string, state recovery.State) *recovery.Case {
	w.t.Helper()
	var c *recovery.Case
	deadline := time.After(3 * time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if c = must(w.find(w.t.Context(), ref))(w.t); c.State == state {
			return c
		}
		select {
		case <-deadline:
			w.t.Fatalf("%s is %s, not %s: %+v", ref, c.State, state, c.Private.Assessment)
		case <-tick.C:
		}
	}
}

var refs = regexp.MustCompile(`\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{2}\b`)

// sent fills in the whole form and sends it, and returns the reference number.
func (w *town) sent(p *applicant.Person) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer cancel()
	page, err := p.Apply(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return refs.FindString(page.Text)
}

// codesAfter reads codes as somebody who has read n of them before.
func (w *town) codesAfter(read int) func(context.Context, string, int) (string, error) {
	return func(ctx context.Context, contact string, n int) (string, error) { return w.code(ctx, contact, read+n) }
}

// typed sends a whole application form by form and returns its reference number.
func (w *town) typed(y *typist, forms map[string]url.Values, contact string) string {
	w.t.Helper()
	at := "/recover/who"
	for range 25 {
		page := strings.TrimPrefix(at, "/recover/")
		form := forms[page]
		switch page {
		case "sent":
			return refs.FindString(y.do(at, nil).body)
		case "kept":
			at = onward.FindStringSubmatch(y.do(at, nil).body)[1]
			continue
		case "code":
			form = url.Values{"code": {must(w.code(w.t.Context(), contact, 0))(w.t)}}
		}
		if form == nil {
			form = url.Values{}
		}
		r := y.do(at, form)
		if r.status != http.StatusSeeOther || r.to == at {
			w.t.Fatalf("POST %s: %d, then %q\n%.2000s", at, r.status, r.to, y.do(at, nil).body)
		}
		at = r.to
	}
	w.t.Fatalf("the form does not end: %s", at)
	return ""
}

// okaeri runs a command beside the server, as its operator does, and returns what it prints.
func (w *town) okaeri(t testing.TB, args ...string) string {
	t.Helper()
	out, err := w.command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("okaeri %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// command is a command beside the server; this test's own program stands in for okaeri.
func (w *town) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, w.settings()...)...)
	cmd.Env = asProgram()
	return cmd
}

// asProgram is the environment in which this test's own program is okaeri. The race detector would have each of them linger for a second.
func asProgram() []string {
	return append(os.Environ(), programVariable+"=1", "GORACE=atexit_sleep_ms=0")
}

// settings are the flags that name the server's database and peers to a command.
func (w *town) settings() []string {
	c := w.config
	var flags []string
	for key, value := range map[string]string{
		"public_url": c.PublicURL, "data_dir": c.DataDir, "database": c.Database, "mail.server": c.Mail.Server, "mail.tls": c.Mail.TLS, "mail.from": c.Mail.From,
	} {
		flags = append(flags, "--set", key+"="+value)
	}
	return flags
}
