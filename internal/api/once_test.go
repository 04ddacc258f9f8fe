package api_test

import (
	"sync"
	"testing"
	"time"
)

func TestTheSameKeyAndBodyIsDoneOnce(t *testing.T) {
	s, c := filled(t)
	body := application("hanako2@momiji.example", "applicant@example.jp")
	ask := func(key, body string) answer {
		return c.ask("POST", "/api/v1/applications", body, "Idempotency-Key", key)
	}
	var mu sync.Mutex
	ids, first := map[string]int{}, 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := ask("one", body)
			mu.Lock()
			defer mu.Unlock()
			if a.status != 202 {
				t.Errorf("%d %s", a.status, a.body)
			}
			ids[a.body]++
			if a.header.Get("Idempotency-Replayed") == "" {
				first++
			}
		})
	}
	wg.Wait()
	s.Work()
	if len(ids) != 1 || first != 1 || len(s.Post) != 1 {
		t.Errorf("%d answers, %d of them first, %d letters", len(ids), first, len(s.Post))
	}
	ask("one", application("hanako3@momiji.example", "applicant@example.jp")).is(t, 422, "idempotency_body")
	ask("", body).is(t, 400, "idempotency_key")
	if a := ask("bad", `{"account": 1}`); a.status != 422 {
		t.Errorf("%d", a.status)
	}
	if a := ask("bad", `{"account": 1}`); a.status != 422 || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("what cannot be used is answered twice: %d", a.status)
	}
	handle := ask("one", body).text("id")
	code := `{"code": "` + s.Code("applicant@example.jp") + `"}`
	for i := range 2 {
		a := c.ask("POST", "/api/v1/applications/"+handle+"/code", code, "Idempotency-Key", "two")
		if a.status != 200 || (a.header.Get("Idempotency-Replayed") == "true") != (i == 1) {
			t.Errorf("sent: %d %s", a.status, a.body)
		}
	}
	other := c
	other.token = s.Token("", "applications:write")
	if a := other.ask("POST", "/api/v1/applications", body, "Idempotency-Key", "one"); a.header.Get("Idempotency-Replayed") != "" {
		t.Error("one token was told the answer of another's key")
	}
	s.Wait(25 * time.Hour)
	if a := ask("one", body); a.header.Get("Idempotency-Replayed") != "" {
		t.Error("an answer outlived its day")
	}
}
