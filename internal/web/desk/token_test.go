package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/keyring"
	"okaeri/internal/staff"
	"okaeri/internal/token"
	"okaeri/internal/web/desk"
)

// colleagues is the staff as tokens ask for it.
type colleagues struct{ w *world }

func (c colleagues) Person(ctx context.Context, login string) (token.Person, error) {
	p, err := c.w.story.Find(ctx, login)
	if err != nil {
		return token.Person{}, token.ErrNotFound
	}
	return token.Person{Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: p.Roles}, nil
}

func TestADecisionTokenIsMadeByThePersonAndEndsTenMinutesAfterTheirPasskey(t *testing.T) {
	var tokens *token.Tokens
	w := open(t, func(c *desk.Config, _ string) {
		ring, err := keyring.New()
		must(t, err)
		tokens = &token.Tokens{Keys: ring, Now: c.Site.Now}
		c.Tokens = tokens
	})
	tokens.Store, tokens.People = w.store, colleagues{w}
	rita := w.hire("rita", staff.Reviewer)
	post := func(v *visitor, form url.Values) (int, string, string) {
		t.Helper()
		v.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+"/desk/token", strings.NewReader(form.Encode()))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := v.c.Do(r)
		must(t, err)
		var b strings.Builder
		must(t, res.Write(&b))
		return res.StatusCode, b.String(), res.Header.Get("Location")
	}
	if status, _, to := post(w.as(rita, 11*time.Minute), url.Values{"name": {"script"}}); status != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/confirm") {
		t.Errorf("proven eleven minutes ago: %d to %s", status, to)
	}
	if status, _, _ := post(w.as(w.hire("otto", staff.Operator), 0), url.Values{"name": {"script"}}); status != http.StatusForbidden {
		t.Errorf("an operator: %d", status)
	}
	if status, page, _ := post(w.as(rita, 0), url.Values{"name": {" "}}); status != http.StatusUnprocessableEntity || strings.Contains(page, "okaeri_") {
		t.Errorf("without a name: %d", status)
	}
	status, page, _ := post(w.as(rita, 4*time.Minute), url.Values{"name": {"script"}})
	secret := regexp.MustCompile(`okaeri_[a-z2-7]{26}`).FindString(page)
	if status != http.StatusOK || secret == "" {
		t.Fatalf("made: %d %s", status, page)
	}
	b, err := tokens.Check(t.Context(), secret)
	must(t, err)
	if a := b.Actor(); a.Login != "rita" || a.Via != "api" || w.now().Sub(a.Strong) < 4*time.Minute {
		t.Errorf("it acts as %+v", a)
	}
	w.pass(6*time.Minute + time.Second)
	if _, err := tokens.Check(t.Context(), secret); err == nil {
		t.Error("it outlived ten minutes after the passkey")
	}
}
