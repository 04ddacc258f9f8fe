package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

// scanned opens a link as mail scanners, previews and browsers that guess ahead do, again and again.
func (w *town) scanned(link string) {
	w.t.Helper()
	for range 3 {
		for _, header := range []http.Header{{}, {"Purpose": {"prefetch"}}, {"Sec-Purpose": {"prefetch;prerender"}}, {"X-Moz": {"prefetch"}}, {"X-Purpose": {"preview"}}} {
			for _, method := range []string{http.MethodHead, http.MethodGet} {
				r := must(http.NewRequestWithContext(w.t.Context(), method, link, nil))(w.t)
				r.Header = header.Clone()
				resp := must(http.DefaultClient.Do(r))(w.t)
				check(w.t, resp.Body.Close())
				if resp.StatusCode != http.StatusOK {
					w.t.Errorf("%s %s: %s", method, strings.TrimPrefix(link, w.base), resp.Status)
				}
			}
		}
	}
}

func TestV24EveryLinkOutlivesItsScanners(t *testing.T) {
	t.Parallel()
	k, other := kinOf(1), kinOf(2)
	w := newTown(t, plan{people: folk(k.record("a-1"), other.record("a-2")), config: func(c *Config) { c.Policy = lenient(t) }})
	ref := w.sent(w.person("ja", k.ip, k.contact, k.memory()))
	c := w.until(ref, recovery.Holding)
	notMe := w.link(k.own, "not-me")
	w.scanned(notMe)
	if now := w.until(ref, recovery.Holding); now.Version != c.Version {
		t.Error("scanning the owner's link changed the case")
	}
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	finish := w.link(k.contact, "finish")
	w.scanned(finish)
	p := w.person("ja", k.ip, k.contact, k.memory())
	p.Code = w.codesAfter(1)
	if _, err := p.Walk(t.Context(), finish, "/finish/done"); err != nil {
		t.Fatal(err)
	}
	c = w.until(ref, recovery.Restored)
	undo := w.link(k.own, "undo")
	w.scanned(undo)
	if now := w.until(ref, recovery.Restored); now.Version != c.Version {
		t.Error("scanning the undo link changed the case")
	}
	must(p.Post(t.Context(), undo, url.Values{}))(t)
	w.until(ref, recovery.Undone)

	ref = w.sent(w.person("ja", other.ip, other.contact, other.memory()))
	w.until(ref, recovery.Holding)
	notMe = w.link(other.own, "not-me")
	w.scanned(notMe)
	must(p.Post(t.Context(), notMe, url.Values{}))(t)
	w.until(ref, recovery.Contested)
}

// V14 and V19: until the last proof is there the directory is as it was, wherever the applicant stops.
func TestV14TheOldPasswordOpensUntilTheNewOneIsSet(t *testing.T) {
	t.Parallel()
	server := testenv.Slapd(t)
	w := newTown(t, plan{config: func(c *Config) { withLDAP(server)(c); c.Policy = lenient(t) }})
	record, memory := hanakoInLDAP()
	w.takeIn(server, "hanako", record)
	w.clock.pass(lived)
	unchanged := func(after string) {
		t.Helper()
		if !opens(t, server, "hanako", "kawaii-neko-77") || opens(t, server, "hanako", newPassword) {
			t.Fatalf("after %s the old password does not open the account any more", after)
		}
	}
	p := w.person("ja", homeIP, sister, memory)
	ref := w.sent(p)
	c := w.until(ref, recovery.Holding)
	unchanged("the verdict")
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	unchanged("the hold")
	page := must(p.Get(t.Context(), w.link(sister, "finish")))(t)
	unchanged("opening the link")
	page = must(p.Next(t.Context(), page))(t)
	unchanged("asking for the code")
	page = must(p.Next(t.Context(), page))(t)
	if !strings.HasSuffix(page.URL.Path, "/finish/new") {
		t.Fatalf("%s: %s", page.URL.Path, page.Text)
	}
	unchanged("opening the page for the new password")
	for _, bad := range []string{"short", "password123", "hanako@momiji.example", "sakura-1998"} { // the last one is in the directory's history
		page = must(p.Send(t.Context(), page, page.Main(), url.Values{"new_password": {bad}, "new_password_again": {bad}}))(t)
		unchanged("a password that was refused")
	}
	must(p.Next(t.Context(), page))(t)
	w.until(ref, recovery.Restored)
	if !opens(t, server, "hanako", newPassword) || opens(t, server, "hanako", "kawaii-neko-77") {
		t.Error("the directory does not open to the new password alone")
	}
	must(p.Post(t.Context(), w.link(hanakosOwn, "undo"), url.Values{}))(t)
	testenv.Eventually(t, "the old password opens again", func() bool { return opens(t, server, "hanako", "kawaii-neko-77") })
}

// V28 and V3: a stopped case stays stopped, whatever of it somebody still holds.
func TestV28NothingOfAStoppedCaseWorksAnyMore(t *testing.T) {
	t.Parallel()
	k := kinOf(4)
	w := newTown(t, plan{people: folk(k.record("a-1")), config: func(c *Config) { c.Policy = lenient(t) }})
	p := w.person("ja", k.ip, k.contact, k.memory())
	ref := w.sent(p)
	c := w.until(ref, recovery.Holding)
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	finish, notMe := w.link(k.contact, "finish"), w.link(k.own, "not-me")
	page := must(p.Next(t.Context(), must(p.Get(t.Context(), finish))(t)))(t)
	page = must(p.Next(t.Context(), page))(t) // the code is proven, the page for the new password is open
	must(w.person("ja", "198.51.100.1", "", nil).Post(t.Context(), notMe, url.Values{}))(t)
	w.until(ref, recovery.Contested)
	before := must(w.store.DirectoryAccount(t.Context(), "a-1"))(t)
	for _, last := range []func() int{
		func() int { return must(p.Next(t.Context(), page))(t).Status },
		func() int { return must(p.Get(t.Context(), finish))(t).Status },
		func() int { return must(p.Post(t.Context(), finish, url.Values{"once": {"x"}}))(t).Status },
		func() int { return must(p.Get(t.Context(), w.base+"/finish/new"))(t).Status },
	} {
		_ = last()
	}
	must(w.recovery.Sweep(t.Context()))(t)
	if after := must(w.store.DirectoryAccount(t.Context(), "a-1"))(t); after != before {
		t.Error("a stopped case changed the account")
	}
	w.until(ref, recovery.Contested)
	if status := must(p.Get(t.Context(), finish))(t).Status; status != http.StatusGone {
		t.Errorf("the link of a stopped case answers %d", status)
	}
}
