package main

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"os"

	"okaeri/internal/directory/builtin"
	"okaeri/internal/directory/ldap"
	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

// openDirectory opens the place where accounts live.
func (h *house) openDirectory() error {
	if h.config.Directory.Kind == "builtin" {
		h.directory = builtin.New(rows{h.store})
		return nil
	}
	d, err := h.ldap()
	h.directory = d
	return err
}

// ldap is the configured directory server.
func (h *house) ldap() (*ldap.Directory, error) {
	c := h.config.Directory.LDAP
	m := ldap.DefaultMapping()
	m.ID, m.Identifiers, m.BirthDate = c.ID, c.Identifiers, c.BirthDate
	config := ldap.Config{
		URL: c.URL, StartTLS: c.StartTLS, BindDN: c.BindDN, Password: c.Password, BaseDN: c.BaseDN, Filter: c.Filter,
		Write: ldap.Write(c.Write), Mapping: m,
	}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		config.Roots = x509.NewCertPool()
		if err != nil || !config.Roots.AppendCertsFromPEM(pem) {
			return nil, &BadConfig{"directory.ldap.ca_file", c.CAFile, "is no readable file of PEM certificates"}
		}
	}
	d, err := ldap.New(config, notes{h.store})
	if err != nil {
		return nil, &BadConfig{"directory.ldap", "", err.Error()}
	}
	return d, nil
}

// rows is the store as the built-in directory asks for it.
type rows struct{ store *store.Store }

// Account reads a row.
func (r rows) Account(ctx context.Context, id string) (builtin.Account, error) {
	a, err := r.store.DirectoryAccount(ctx, id)
	return builtin.Account(a), err
}

// Change changes a row once for each key.
func (r rows) Change(ctx context.Context, key, id string, f func(*builtin.Account) error) (builtin.Account, error) {
	before, err := r.store.ChangeDirectoryAccount(ctx, key, id, func(a *store.DirectoryAccount) error {
		changed := builtin.Account(*a)
		err := f(&changed)
		*a = store.DirectoryAccount(changed)
		return err
	})
	return builtin.Account(before), err
}

// notes is the ledger of a directory that keeps none itself: a note is a sealed row of the store's directory table under a name that
// no account has.
type notes struct{ store *store.Store }

const noteDone = "done"

// Begin keeps the first note of a key.
func (n notes) Begin(ctx context.Context, key string, note []byte) (kept []byte, finished bool, err error) {
	_, err = n.store.ChangeDirectoryAccount(ctx, "", n.name(key), func(a *store.DirectoryAccount) error {
		if a.Hash == "" {
			a.Hash = base64.StdEncoding.EncodeToString(note)
		}
		kept, err = base64.StdEncoding.DecodeString(a.Hash)
		finished = a.Locked == noteDone
		return err
	})
	return kept, finished, err
}

// Finish marks a key as done.
func (n notes) Finish(ctx context.Context, key string) error {
	_, err := n.store.ChangeDirectoryAccount(ctx, "", n.name(key), func(a *store.DirectoryAccount) error {
		if a.Hash == "" {
			return errors.New("finished before it was begun")
		}
		a.Locked = noteDone
		return nil
	})
	return err
}

func (notes) name(key string) string { return "\x00note/" + key }

var _ recovery.Directory = (*builtin.Directory)(nil)
