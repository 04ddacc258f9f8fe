package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"okaeri/internal/staff"
)

// owner of everything sealed about the staff.
const ofStaff = "staff"

// StaffUpdate runs one step on who works at the desk; see staff.Store. Steps wait for one another at the end of the installation's audit
// chain, which each of them moves, so that rules about everybody ("there is always an administrator") hold with several servers.
func (s *Store) StaffUpdate(ctx context.Context, f func(*staff.Step) error) error {
	err := s.within(ctx, func(tx *txn) error {
		if _, err := s.exec(ctx, tx, `UPDATE audit_heads SET entries = entries WHERE case_id = ''`); err != nil {
			return err
		}
		step := &staff.Step{}
		var err error
		if step.People, err = s.people(ctx, tx); err != nil {
			return err
		}
		if step.Links, err = s.links(ctx, tx); err != nil {
			return err
		}
		people, links := heldPeople(step.People), heldLinks(step.Links)
		if err := f(step); err != nil {
			return err
		}
		if err := s.saveStaff(ctx, tx, step, people, links); err != nil {
			return err
		}
		if err := s.queueStaff(ctx, tx, step.Letters); err != nil {
			return err
		}
		return s.recordIn(ctx, tx, step.Entries...)
	})
	if s.db.Duplicate(err) {
		return staff.ErrConflict
	}
	return staffError(err)
}

// saveStaff writes what a step changed.
func (s *Store) saveStaff(ctx context.Context, tx *txn, step *staff.Step, people map[string][]byte, links map[string]staff.Link) error {
	for _, p := range step.People {
		if err := s.savePerson(ctx, tx, p, people[p.ID]); err != nil {
			return err
		}
	}
	for _, l := range step.Links {
		was, held := links[string(l.MAC)]
		if err := s.saveLink(ctx, tx, l, was, held); err != nil {
			return err
		}
	}
	for _, id := range step.Ended {
		if _, err := s.exec(ctx, tx, `DELETE FROM staff_sessions WHERE person = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

func heldPeople(all []*staff.Person) map[string][]byte {
	held := map[string][]byte{}
	for _, p := range all {
		held[p.ID], _ = json.Marshal(p) // it was read from JSON
	}
	return held
}

func heldLinks(all []*staff.Link) map[string]staff.Link {
	held := map[string]staff.Link{}
	for _, l := range all {
		held[string(l.MAC)] = *l
	}
	return held
}

// savePerson writes a person who is new or changed.
func (s *Store) savePerson(ctx context.Context, tx *txn, p *staff.Person, was []byte) error {
	is, err := json.Marshal(p)
	if err != nil || bytes.Equal(is, was) {
		return err
	}
	p.Version++
	if is, err = json.Marshal(p); err != nil {
		return err
	}
	sealed, err := s.vault.Seal(nil, ofStaff, personLabel(p.ID), is)
	if err != nil {
		return err
	}
	var subject []byte
	if p.Subject != "" {
		subject = s.vault.Index("staff-subject", p.Issuer+"\x00"+p.Subject)
	}
	_, err = s.exec(ctx, tx, `INSERT INTO staff (id, login, subject, version, sealed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET login = excluded.login, subject = excluded.subject, version = excluded.version, sealed = excluded.sealed`,
		p.ID, s.vault.Index("staff-login", p.Login), null(subject), p.Version, sealed)
	return err
}

func personLabel(id string) string { return "person " + id }

// Staff is everybody, by login.
func (s *Store) Staff(ctx context.Context) ([]*staff.Person, error) {
	all, err := s.people(ctx, s.db.Reader())
	return all, staffError(err)
}

func (s *Store) people(ctx context.Context, q querier) ([]*staff.Person, error) {
	var all []*staff.Person
	err := s.each(ctx, q, func(scan func(...any) error) error {
		p, err := s.person(scan)
		all = append(all, p)
		return err
	}, `SELECT id, sealed FROM staff`)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b *staff.Person) int { return strings.Compare(a.Login, b.Login) })
	return all, nil
}

func (s *Store) person(scan func(...any) error) (*staff.Person, error) {
	var id string
	var sealed []byte
	if err := scan(&id, &sealed); err != nil {
		return nil, err
	}
	plain, err := s.vault.Open(nil, ofStaff, personLabel(id), sealed)
	if err != nil {
		return nil, err
	}
	var p staff.Person
	if err := json.Unmarshal(plain, &p); err != nil {
		return nil, err
	}
	if p.ID != id {
		return nil, errors.New("a person's row is damaged")
	}
	return &p, nil
}

// StaffPerson is the person of an ID. Error: staff.ErrNotFound.
func (s *Store) StaffPerson(ctx context.Context, id string) (*staff.Person, error) {
	p, err := s.person(s.row(ctx, s.db.Reader(), `SELECT id, sealed FROM staff WHERE id = ?`, id).Scan)
	return p, staffError(err)
}

// sealedLink is what is said of a setup link.
type sealedLink struct {
	Person string `json:"person,omitempty"`
	Login  string `json:"login,omitempty"`
	Kind   string `json:"kind"`
	By     string `json:"by"`
}

const linkColumns = `mac, created, expires, used, sealed`

func (s *Store) scanLink(scan func(...any) error) (*staff.Link, error) {
	var l staff.Link
	var created, expires, used int64
	var sealed []byte
	if err := scan(&l.MAC, &created, &expires, &used, &sealed); err != nil {
		return nil, err
	}
	l.Created, l.Expires, l.Used = moment(created), moment(expires), moment(used)
	plain, err := s.vault.Open(nil, ofStaff, linkLabel(l.MAC), sealed)
	if err != nil {
		return nil, err
	}
	var said sealedLink
	if err := json.Unmarshal(plain, &said); err != nil {
		return nil, err
	}
	l.Person, l.Login, l.Kind, l.By = said.Person, said.Login, said.Kind, said.By
	return &l, nil
}

func linkLabel(mac []byte) string { return fmt.Sprintf("link %x", mac) }

// links are those that still work.
func (s *Store) links(ctx context.Context, q querier) ([]*staff.Link, error) {
	var all []*staff.Link
	err := s.each(ctx, q, func(scan func(...any) error) error {
		l, err := s.scanLink(scan)
		all = append(all, l)
		return err
	}, `SELECT `+linkColumns+` FROM staff_links WHERE used = 0 AND expires > ?`, stamp(s.now()))
	return all, err
}

// saveLink writes a link that is new, or that a step has used up or ended. What it is for never changes.
func (s *Store) saveLink(ctx context.Context, tx *txn, l *staff.Link, was staff.Link, held bool) error {
	if !held {
		plain, err := json.Marshal(sealedLink{l.Person, l.Login, l.Kind, l.By})
		if err != nil {
			return err
		}
		sealed, err := s.vault.Seal(nil, ofStaff, linkLabel(l.MAC), plain)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, tx, `INSERT INTO staff_links (`+linkColumns+`) VALUES (?, ?, ?, ?, ?)`,
			l.MAC, stamp(l.Created), stamp(l.Expires), stamp(l.Used), sealed)
		return err
	}
	if reflect.DeepEqual(*l, was) {
		return nil
	}
	// Whoever comes second changes no row (V8), whatever was read before.
	n, err := s.exec(ctx, tx, `UPDATE staff_links SET used = ?, expires = ? WHERE mac = ? AND used = 0 AND expires > ?`,
		stamp(l.Used), stamp(l.Expires), l.MAC, stamp(s.now()))
	if err == nil && n != 1 {
		return staff.ErrLink
	}
	return err
}

// StaffLink is the link of a MAC, also one that is used or has run out. Error: staff.ErrNotFound.
func (s *Store) StaffLink(ctx context.Context, mac []byte) (*staff.Link, error) {
	l, err := s.scanLink(s.row(ctx, s.db.Reader(), `SELECT `+linkColumns+` FROM staff_links WHERE mac = ?`, mac).Scan)
	return l, staffError(err)
}
