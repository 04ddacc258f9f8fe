package staff

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/audit"
)

// Step is one transaction on who works at the desk. The store fills People and Links as they stand inside the transaction, in which
// nobody else changes either; the step changes them, and all of it is saved together or not at all. It may run more than once.
type Step struct {
	People  []*Person // everybody, by login; appended ones (Version 0) are new
	Links   []*Link   // those that still work; appended ones (Used zero, not held before) are new
	Entries []audit.Entry
	Ended   []string // IDs of people whose sessions end
	Letters []Letter // to be sent once the step is saved
}

// Link is a one-time setup link. Its secret is nowhere; MAC is a keyed hash of it.
type Link struct {
	MAC     []byte
	Person  string // ID of whose passkey it sets up; empty where the person is made by it
	Login   string // with no Person: the login that the person will have, empty to choose one
	Kind    string // LinkFirst, LinkInvite or LinkHost
	By      string // who made it
	Created time.Time
	Expires time.Time
	Used    time.Time // zero until it is used
}

// Kinds of links.
const (
	LinkFirst  = "first"  // printed at the start of a server that has no administrator; dies when there is one
	LinkInvite = "invite" // given by an administrator
	LinkHost   = "host"   // made on the host's command line: its person becomes an administrator
)

// Store keeps people, links and sessions. Both engines pass storetest. Error: ErrNotFound.
type Store interface {
	// StaffUpdate runs one step; f's error rolls everything back and is returned as it is. Links whose Used is set are used up by
	// one atomic update; ErrLink if somebody was first.
	StaffUpdate(ctx context.Context, f func(*Step) error) error
	Staff(ctx context.Context) ([]*Person, error) // everybody, by login
	StaffPerson(ctx context.Context, id string) (*Person, error)
	StaffLink(ctx context.Context, mac []byte) (*Link, error) // also one that is used or has run out
	// StaffLetter is a letter that waits, EndStaffLetter takes it away; one that is gone already is no error.
	StaffLetter(ctx context.Context, id string) (*Letter, error)
	EndStaffLetter(ctx context.Context, id string) error
	BeginStaffSession(ctx context.Context, token string, s Session, until time.Time) error
	// KeepStaffSession saves a session that goes on; one that was ended meanwhile stays so.
	KeepStaffSession(ctx context.Context, token string, s Session, until time.Time) error
	StaffSession(ctx context.Context, token string) (*Session, error)
	EndStaffSession(ctx context.Context, token string) error
}

// Keys makes MACs under keys that never enter the database.
type Keys interface {
	MAC(parts ...string) []byte
}

// Limiter is a limit that all servers on the database share; see recovery.Limiter.
type Limiter interface {
	Allow(ctx context.Context, key string, burst int, period time.Duration) (ok bool, retry time.Time, err error)
}

// Teller tells people by letter what happened to the way in of somebody at the desk: to them, or to everybody.
type Teller interface {
	// Tell sends one letter to each address. What can't be sent is an error, and no reason to take back what happened.
	Tell(ctx context.Context, what string, to []string, login string, at time.Time) error
}

// What people are told of.
const (
	TellHost = "host" // a link was made on the host that makes an administrator: to everybody
	TellLink = "link" // a setup link was made for somebody who has a way in already: to them
	TellKeys = "keys" // a person's passkeys changed: to them
)

// Parts is what the story is told with.
type Parts struct {
	Store   Store
	Keys    Keys
	Limiter Limiter
	Teller  Teller // nil: nobody is told
	// Permanent tells whether a mail error will never mend; nil: every letter is tried for days.
	Permanent func(error) bool
	Now       func() time.Time
}

// Staff tells the story. It is safe for concurrent use and keeps nothing in memory between calls.
type Staff struct{ Parts }

// New returns the story, or an error naming what is missing.
func New(p Parts) (*Staff, error) {
	if p.Store == nil || p.Keys == nil || p.Limiter == nil || p.Now == nil {
		return nil, errors.New("staff: store, keys, limits and clock are needed")
	}
	return &Staff{p}, nil
}
