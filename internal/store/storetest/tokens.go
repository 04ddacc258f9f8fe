package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/token"
)

// aToken is a token that somebody made.
func aToken(id string) token.Token {
	return token.Token{
		ID: id, Name: "front end of 花子", Scopes: []token.Scope{token.FactsWrite, token.EventsRead}, By: "operator:root", Created: Start, Expires: Start.Add(time.Hour),
	}
}

func tokens(t *testing.T, b *Bench) {
	ctx := t.Context()
	mac := b.Ring.MAC("api-token", "secret-of-a-token")
	entry := audit.Entry{At: Start, Door: "token_create", Actor: "operator:root", Detail: map[string]string{"token": "one"}}
	must(t, b.Store.CreateToken(ctx, aToken("one"), mac, entry))
	if err := b.Store.CreateToken(ctx, aToken("two"), mac, entry); err == nil {
		t.Error("two tokens have one secret")
	}
	read := got[*token.Token](t)(b.Other.TokenByMAC(ctx, mac))
	if diff := cmp.Diff(aToken("one"), *read); diff != "" {
		t.Error(diff)
	}
	if _, err := b.Other.TokenByMAC(ctx, b.Ring.MAC("api-token", "another")); !errors.Is(err, token.ErrNotFound) {
		t.Errorf("a secret that nobody has: %v", err)
	}
	must(t, b.Other.TokenUsed(ctx, "one", Start.Add(time.Hour)))
	must(t, b.Other.TokenUsed(ctx, "one", Start))
	revoke := audit.Entry{At: Start, Door: "token_revoke", Actor: "operator:root"}
	for range 2 { // the second time changes nothing, and is no entry
		must(t, b.Other.RevokeToken(ctx, "one", Start.Add(time.Minute), revoke))
	}
	if err := b.Other.RevokeToken(ctx, "two", Start, revoke); !errors.Is(err, token.ErrNotFound) {
		t.Errorf("a token that was never made: %v", err)
	}
	all := got[[]token.Token](t)(b.Store.Tokens(ctx))
	if len(all) != 1 || !all[0].Revoked.Equal(Start.Add(time.Minute)) || !all[0].Used.Equal(Start.Add(time.Hour)) {
		t.Errorf("after revoking: %+v", all)
	}
	var doors []string
	for _, e := range got[[]audit.Entry](t)(b.Store.AuditOf(ctx, "")) {
		doors = append(doors, e.Door)
	}
	if diff := cmp.Diff([]string{"token_create", "token_revoke"}, doors); diff != "" {
		t.Errorf("the audit log:\n%s", diff)
	}
	b.Exec(`UPDATE api_tokens SET expires = expires * 2, revoked = 0`)
	if all = got[[]token.Token](t)(b.Store.Tokens(ctx)); !all[0].Expires.Equal(Start.Add(time.Hour)) {
		t.Error("somebody without the key made a token live longer")
	}
}

// answersOnce lets a crowd on two servers bring one key: one of them is to do the work, the others are told to wait, then told its answer.
func answersOnce(t *testing.T, b *Bench) {
	ctx := t.Context()
	key, body := []byte("key"), []byte("body")
	begin := func(s interface{ token.Answers }, key, body []byte) (*token.Answer, bool, error) {
		now := b.clock.Now()
		return s.BeginOnce(ctx, key, body, now, now.Add(-time.Minute), now.Add(24*time.Hour))
	}
	var mine atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			_, took, err := begin(s, key, body)
			if took {
				mine.Add(1)
			} else if !errors.Is(err, token.ErrRunning) {
				t.Errorf("a second one: %v", err)
			}
		})
	}
	wg.Wait()
	if mine.Load() != 1 {
		t.Fatalf("%d of 32 do the work", mine.Load())
	}
	if _, _, err := begin(b.Other, key, []byte("other")); !errors.Is(err, token.ErrOtherBody) {
		t.Errorf("the key with another body: %v", err)
	}
	b.clock.Move(2 * time.Minute) // the first one died
	began := b.clock.Now()
	if _, took, err := begin(b.Other, key, body); !took || err != nil {
		t.Fatalf("after the first died: %v, %v", took, err)
	}
	must(t, b.Store.EndOnce(ctx, key, Start, &token.Answer{Status: 500})) // it did not die, it was slow
	want := &token.Answer{Status: 201, Header: map[string]string{"ETag": `"1"`}, Body: []byte(`{"name":"花子"}`)}
	must(t, b.Other.EndOnce(ctx, key, began, want))
	must(t, b.Other.EndOnce(ctx, key, began, nil))
	held, took, err := begin(b.Store, key, body)
	if diff := cmp.Diff(want, held); took || err != nil || diff != "" {
		t.Errorf("asked again: %v %v\n%s", took, err, diff)
	}
	if _, took, err := begin(b.Store, []byte("second"), body); !took || err != nil {
		t.Errorf("another key: %v, %v", took, err)
	}
	must(t, b.Store.EndOnce(ctx, []byte("second"), b.clock.Now(), nil))
	if _, took, err := begin(b.Other, []byte("second"), body); !took || err != nil {
		t.Errorf("a key that was given back: %v, %v", took, err)
	}
	b.clock.Move(25 * time.Hour)
	if _, took, err := begin(b.Store, key, []byte("other")); !took || err != nil {
		t.Errorf("a day later: %v, %v", took, err)
	}
}
