package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"

	"github.com/emersion/go-msgauth/dkim"
)

// DKIM signs letters for a domain (RFC 6376); the public key stands in the DNS under SELECTOR._domainkey.DOMAIN.
type DKIM struct {
	Domain   string
	Selector string
	Key      crypto.Signer // RSA of 2048 bits or more, or Ed25519 (RFC 8463)
}

// ParseKey reads a signing key from PEM (PKCS #8, or PKCS #1 for RSA).
func ParseKey(data []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("mail: DKIM key: not a PEM file")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("mail: DKIM key: write it as PKCS #8, RSA or Ed25519")
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("mail: DKIM key: write it as PKCS #8, RSA or Ed25519")
	}
	return signer, nil
}

func (d *DKIM) check() error {
	if d == nil {
		return nil
	}
	if d.Domain == "" || d.Selector == "" || d.Key == nil {
		return errors.New("mail: DKIM: domain, selector and key are all needed")
	}
	switch key := d.Key.Public().(type) {
	case ed25519.PublicKey:
		return nil
	case *rsa.PublicKey:
		if key.N.BitLen() >= 2048 {
			return nil
		}
	}
	return errors.New("mail: DKIM key: use RSA of 2048 bits or more, or Ed25519")
}

// signed are the headers a signature covers: what a reader sees, and what decides how the body is read.
var signed = []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted"}

// sign puts the signature before the message; without DKIM it returns the message as it is.
func (d *DKIM) sign(message []byte) ([]byte, error) {
	if d == nil {
		return message, nil
	}
	var b bytes.Buffer
	err := dkim.Sign(&b, bytes.NewReader(message), &dkim.SignOptions{
		Domain: d.Domain, Selector: d.Selector, Signer: d.Key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return nil, failed(BadLetter, nil)
	}
	return b.Bytes(), nil
}
