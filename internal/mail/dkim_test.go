package mail_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"okaeri/internal/mail"
)

func TestDKIMSignaturesVerify(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := mail.ParseKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	for record, key := range map[string]*mail.DKIM{
		"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public): {Domain: "momiji.example", Selector: "o1", Key: parsed},
		"v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic):  {Domain: "momiji.example", Selector: "o1", Key: rsaKey},
	} {
		s := serve(t, mail.NoTLS)
		sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.DKIM = key })
		if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
			t.Fatal(err)
		}
		data := s.letters()[0].data
		verify := func(data []byte) error {
			v, err := dkim.VerifyWithOptions(bytes.NewReader(data), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != "o1._domainkey.momiji.example" {
					return nil, errors.New("asked for " + name)
				}
				return []string{record}, nil
			}})
			if err != nil || len(v) != 1 {
				return fmt.Errorf("%d signatures: %w", len(v), err)
			}
			return v[0].Err
		}
		if err := verify(data); err != nil {
			t.Errorf("signature: %v", err)
		}
		if err := verify(bytes.Replace(data, []byte("To: <hanako"), []byte("To: <harako"), 1)); err == nil {
			t.Error("a changed recipient still verifies")
		}
	}
	if _, err := mail.ParseKey([]byte("nothing")); err == nil {
		t.Error("a key was read from nothing")
	}
}
