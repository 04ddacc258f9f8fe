package signin

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"okaeri/internal/staff"
)

// ceremony is how long a person may take to answer.
const ceremony = 5 * time.Minute

// Passkeys performs WebAuthn ceremonies for one site.
type Passkeys struct{ w *webauthn.WebAuthn }

// NewPasskeys takes relying party and origin from the configured public URL. Browsers give passkeys to names only, not to numeric
// addresses: there it returns nil and no error.
func NewPasskeys(public *url.URL, name string) (*Passkeys, error) {
	if _, err := netip.ParseAddr(public.Hostname()); err == nil {
		return nil, nil
	}
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremony, TimeoutUVD: ceremony}
	w, err := webauthn.New(&webauthn.Config{
		RPID: public.Hostname(), RPDisplayName: name, RPOrigins: []string{public.Scheme + "://" + public.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fmt.Errorf("signin: %w", err)
	}
	return &Passkeys{w}, nil
}

// AskNew begins the registration of a passkey: options for the browser, and what to keep until its answer.
func (k *Passkeys) AskNew(p *staff.Person) (options, kept []byte, err error) {
	u, err := newUser(p)
	if err != nil {
		return nil, nil, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range u.keys {
		have = append(have, c.Descriptor())
	}
	creation, session, err := k.w.BeginRegistration(u, webauthn.WithExclusions(have))
	return both(creation, session, err)
}

// New checks the answer to AskNew and returns the passkey. Error: staff.ErrProof.
func (k *Passkeys) New(p *staff.Person, kept, answer []byte) (staff.Passkey, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(kept, &session); err != nil {
		return staff.Passkey{}, proof(err)
	}
	u, err := newUser(p)
	if err != nil {
		return staff.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return staff.Passkey{}, proof(err)
	}
	c, err := k.w.CreateCredential(u, session, parsed)
	if err != nil {
		return staff.Passkey{}, proof(err)
	}
	record, err := json.Marshal(c)
	return staff.Passkey{ID: keyID(c.ID), Record: record}, err
}

// Ask begins a sign-in: any passkey of this site answers it, so it names nobody.
func (k *Passkeys) Ask() (options, kept []byte, err error) {
	assertion, session, err := k.w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	return both(assertion, session, err)
}

// Prove checks the answer to Ask; find returns the person of an ID. Errors: staff.ErrProof, and those of find as they are.
func (k *Passkeys) Prove(kept, answer []byte, find func(id string) (*staff.Person, error)) (staff.KeyUse, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(kept, &session); err != nil {
		return staff.KeyUse{}, proof(err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return staff.KeyUse{}, proof(err)
	}
	var broken error
	u, c, err := k.w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		p, err := find(string(handle))
		if err != nil {
			if !errors.Is(err, staff.ErrNotFound) {
				broken = err
			}
			return nil, err
		}
		return newUser(p)
	}, session, parsed)
	if broken != nil {
		return staff.KeyUse{}, broken
	}
	if err != nil {
		return staff.KeyUse{}, proof(err)
	}
	record, err := json.Marshal(c)
	return staff.KeyUse{Person: string(u.WebAuthnID()), Key: keyID(c.ID), Record: record, Cloned: c.Authenticator.CloneWarning}, err
}

// user is a person as the library knows people.
type user struct {
	p    *staff.Person
	keys []webauthn.Credential
}

func newUser(p *staff.Person) (*user, error) {
	u := &user{p: p}
	for _, k := range p.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Record, &c); err != nil {
			return nil, fmt.Errorf("signin: a passkey's record is damaged: %w", err)
		}
		u.keys = append(u.keys, c)
	}
	return u, nil
}

// WebAuthnID is the person's ID: random, and of no meaning to anybody else.
func (u *user) WebAuthnID() []byte { return []byte(u.p.ID) }

// WebAuthnName is what the authenticator lists the passkey under.
func (u *user) WebAuthnName() string { return u.p.Login }

// WebAuthnDisplayName is the person's name.
func (u *user) WebAuthnDisplayName() string { return u.p.Name }

// WebAuthnCredentials are the person's passkeys.
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func keyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func both(options, session any, err error) ([]byte, []byte, error) {
	if err != nil {
		return nil, nil, fmt.Errorf("signin: %w", err)
	}
	o, err := json.Marshal(options)
	if err != nil {
		return nil, nil, err
	}
	kept, err := json.Marshal(session)
	return o, kept, err
}

// proof hides the reason from whoever prints the error: it can hold bytes of the request.
func proof(err error) error {
	var known *protocol.Error
	if errors.As(err, &known) {
		return fmt.Errorf("%w: %s", staff.ErrProof, known.Type)
	}
	return staff.ErrProof
}
