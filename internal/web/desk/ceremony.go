package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"okaeri/internal/staff"
)

// Passkeys performs the ceremonies of passkeys. What is kept between their halves comes and goes as bytes.
type Passkeys interface {
	// AskNew begins a registration, New checks its answer. Error: staff.ErrProof.
	AskNew(p *staff.Person) (options, kept []byte, err error)
	New(p *staff.Person, kept, answer []byte) (staff.Passkey, error)
	// Ask begins a sign-in with any passkey, Prove checks its answer; find returns the person of an ID. Errors: staff.ErrProof, find's.
	Ask() (options, kept []byte, err error)
	Prove(kept, answer []byte, find func(id string) (*staff.Person, error)) (staff.KeyUse, error)
}

// Provider signs people in with their organisation. Errors: staff.ErrAway, staff.ErrProof, *staff.Refused.
type Provider interface {
	Ask(ctx context.Context, fresh bool) (address string, kept []byte, err error)
	Finish(ctx context.Context, kept []byte, back url.Values) (staff.Identity, error)
}

// Ledger remembers what may be used once; see apply.Ledger.
type Ledger interface {
	Spent(ctx context.Context, id string, until time.Time) (fresh bool, err error)
}

// ceremonyLife is how long somebody may take between the two halves of a ceremony.
const ceremonyLife = 10 * time.Minute

// Cookies of ceremonies. The provider sends people back from its own site, where a strict cookie would not come along.
const (
	passkeyCookie  = "okaeri-passkey"
	providerCookie = "okaeri-provider"
)

// What a ceremony is for. An answer that was asked for one thing proves no other.
const (
	forSignIn  = "signin"
	forConfirm = "confirm"
	forSetup   = "setup"
	forKey     = "key"
)

// ceremony is what a browser keeps, under a signature, between the two halves.
type ceremony struct {
	For    string `json:"for"`
	Kept   []byte `json:"kept"`
	Whose  string `json:"whose,omitempty"` // ID of the person whom it is about, where that is known before
	Next   string `json:"next,omitempty"`
	Expire int64  `json:"expire"`
}

// remember hands a ceremony to the browser.
func (t *turn) remember(cookie string, site http.SameSite, c ceremony) error {
	c.Expire = t.now().Add(ceremonyLife).Unix()
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	body := base64.RawURLEncoding.EncodeToString(plain)
	t.cookie(cookie, body+"."+t.d.sign(cookie, body), "/desk", site, ceremonyLife)
	return nil
}

func (d *Desk) sign(cookie, body string) string {
	mac := hmac.New(sha256.New, d.Key)
	mac.Write([]byte(cookie + "\x00" + body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// recall takes a ceremony back: one of ours, for this purpose, in time, and once. Error: staff.ErrProof.
func (t *turn) recall(cookie string, purposes ...string) (ceremony, error) {
	var c ceremony
	held, err := t.r.Cookie(cookie)
	if err != nil {
		return c, staff.ErrProof
	}
	t.cookie(cookie, "", "/desk", http.SameSiteLaxMode, -1)
	body, signature, _ := strings.Cut(held.Value, ".")
	if !hmac.Equal([]byte(signature), []byte(t.d.sign(cookie, body))) {
		return c, staff.ErrProof
	}
	plain, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || json.Unmarshal(plain, &c) != nil {
		return c, staff.ErrProof
	}
	fits := false
	for _, p := range purposes {
		fits = fits || c.For == p
	}
	until := time.Unix(c.Expire, 0)
	if !fits || !t.now().Before(until) {
		return c, staff.ErrProof
	}
	fresh, err := t.d.Used.Spent(t.ctx(), "desk-ceremony "+signature, until)
	if err != nil {
		return c, err
	}
	if !fresh {
		return c, staff.ErrProof
	}
	return c, nil
}

// options answers a script with what the browser shall ask the authenticator.
func (t *turn) options(options []byte) {
	t.w.Header().Set("Content-Type", "application/json")
	_, _ = t.w.Write(options) // a reader who has gone away is no fault
}

// only drops the fields that a form sends along when its script asks for a challenge; others are no form of ours.
func (t *turn) only(fields ...string) bool {
	for _, name := range fields {
		if _, ok := t.one(name); !ok {
			return false
		}
	}
	return t.whole()
}

// askAny begins a ceremony that any passkey may answer.
func (t *turn) askAny(purpose string) {
	if !t.only("credential", "next") {
		return
	}
	if t.d.Passkeys == nil {
		t.refuse("no_passkeys")
		return
	}
	if err := t.d.Staff.Attempt(t.ctx(), network(t.visit.IP)); err != nil {
		t.fail(err)
		return
	}
	options, kept, err := t.d.Passkeys.Ask()
	if err == nil {
		err = t.remember(passkeyCookie, http.SameSiteStrictMode, ceremony{For: purpose, Kept: kept})
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.options(options)
}

// proven checks the answer to askAny and notes it. Errors: staff.ErrProof, *staff.Refused.
func (t *turn) proven(purpose, answer string) (*staff.Person, error) {
	if t.d.Passkeys == nil {
		return nil, &staff.Refused{Code: "no_passkeys"}
	}
	c, err := t.recall(passkeyCookie, purpose)
	if err != nil {
		return nil, err
	}
	use, err := t.d.Passkeys.Prove(c.Kept, []byte(answer), func(id string) (*staff.Person, error) { return t.d.Staff.Person(t.ctx(), id) })
	if err != nil {
		return nil, err
	}
	use.Why = purpose
	return t.d.Staff.Proven(t.ctx(), use)
}

// network is what a limit counts as one place: an address, or for IPv6 the /64 that one household has.
func network(ip netip.Addr) string {
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
