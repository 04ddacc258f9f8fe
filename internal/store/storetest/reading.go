package storetest

import (
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// oneReading answers a request's questions about a case from one look, which came with its session, and no request from another's.
func oneReading(t *testing.T, b *Bench) {
	c, sessions := NewCase(), b.Store.Sessions()
	must(t, b.Store.Create(t.Context(), &recovery.Step{Case: c}))
	must(t, sessions.CommitCtx(t.Context(), "token", []byte("data"), Start.Add(time.Hour)))
	name := func(word string) func(*recovery.Step) error {
		return func(s *recovery.Step) error {
			s.Case.Private.Contact = word
			return nil
		}
	}
	// Each turn of this loop is a request. The first learns where the session leads, the others find the case with it.
	for _, word := range []string{"one", "two", "three"} {
		must(t, b.Other.Update(t.Context(), c.ID, name(word)))
		ctx := recovery.OneReading(t.Context())
		data, found, err := sessions.FindCtx(ctx, "token")
		if err != nil || !found || string(data) != "data" {
			t.Fatalf("the session is %q, %v, %v", data, found, err)
		}
		read := func(of recovery.Store, want string) {
			t.Helper()
			if got := got[*recovery.Case](t)(of.Case(ctx, c.ID)).Private.Contact; got != want {
				t.Errorf("the request saw %q and not %q", got, want)
			}
		}
		read(b.Store, word)
		got[*recovery.Case](t)(b.Store.Case(ctx, c.ID)).Private.Contact = "scribbled"
		must(t, b.Other.Update(t.Context(), c.ID, name("another")))
		read(b.Store, word)
		if now := got[*recovery.Case](t)(b.Store.Case(recovery.ReadAgain(ctx), c.ID)); now.Private.Contact != "another" {
			t.Errorf("whoever reads again saw %q", now.Private.Contact)
		}
		must(t, b.Store.Update(ctx, c.ID, name("written")))
		read(b.Store, "written")
	}
	must(t, b.Other.Sessions().DeleteCtx(t.Context(), "token"))
	if _, found, err := sessions.FindCtx(recovery.OneReading(t.Context()), "token"); found || err != nil {
		t.Errorf("a session that another server ended: %v, %v", found, err)
	}
}

// sentOn lets a request that goes where its session's last one sent it begin where that one ended: once, at that address, for a moment,
// and never after the session was ended here.
func sentOn(t *testing.T, b *Bench) {
	c, sessions := NewCase(), b.Store.Sessions()
	must(t, b.Store.Create(t.Context(), &recovery.Step{Case: c}))
	must(t, sessions.CommitCtx(t.Context(), "sent on", []byte("data"), Start.Add(time.Hour)))
	name := func(word string) func(*recovery.Step) error {
		return func(s *recovery.Step) error {
			s.Case.Private.Contact = word
			return nil
		}
	}
	// post writes here, is sent to /next, and is overtaken by another server.
	post := func() {
		t.Helper()
		ctx := recovery.OneReading(t.Context())
		if _, found, err := sessions.FindCtx(ctx, "sent on"); !found || err != nil {
			t.Fatalf("no session: %v", err)
		}
		must(t, b.Store.Update(ctx, c.ID, name("here")))
		recovery.ReadingOf(ctx).Leads("/next")
		must(t, b.Other.Update(t.Context(), c.ID, name("there")))
	}
	get := func(path, want string) {
		t.Helper()
		ctx := recovery.OneReadingAt(t.Context(), path)
		data, found, err := sessions.FindCtx(ctx, "sent on")
		if err != nil || !found || string(data) != "data" {
			t.Fatalf("the session is %q, %v, %v", data, found, err)
		}
		if got := got[*recovery.Case](t)(b.Store.Case(ctx, c.ID)).Private.Contact; got != want {
			t.Errorf("%s shows what was written %s and not %s", path, got, want)
		}
	}
	post()
	get("/next", "here")
	get("/next", "there")
	post()
	get("/elsewhere", "there")
	get("/next", "there")
	post()
	b.clock.Move(5 * time.Second)
	get("/next", "there")
	post()
	if _, found, err := sessions.FindCtx(t.Context(), "sent on"); !found || err != nil {
		t.Errorf("no session outside of a request: %v", err)
	}
	get("/next", "there")
	post()
	must(t, sessions.DeleteCtx(t.Context(), "sent on"))
	if _, found, err := sessions.FindCtx(recovery.OneReadingAt(t.Context(), "/next"), "sent on"); found || err != nil {
		t.Errorf("a session that was ended after a request: %v, %v", found, err)
	}
	must(t, sessions.CommitCtx(t.Context(), "sent on", []byte("data"), Start.Add(time.Hour)))
	ctx := recovery.OneReading(t.Context())
	if _, found, err := sessions.FindCtx(ctx, "sent on"); !found || err != nil {
		t.Fatalf("no session: %v", err)
	}
	must(t, sessions.DeleteCtx(ctx, "sent on"))
	must(t, b.Store.Update(ctx, c.ID, name("last")))
	recovery.ReadingOf(ctx).Leads("/next")
	if _, found, err := sessions.FindCtx(recovery.OneReadingAt(t.Context(), "/next"), "sent on"); found || err != nil {
		t.Errorf("a session that was ended by the request: %v, %v", found, err)
	}
}
