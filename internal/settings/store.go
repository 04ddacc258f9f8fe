package settings

import (
	"context"
	"errors"
	"sync"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/staff"
)

// Step is one transaction on the rules. The store fills People, Waiting and Live as they stand inside the transaction, in which nobody
// else changes either; the step changes them, and all of it is saved together or not at all. It may run more than once.
type Step struct {
	People  []*staff.Person
	Waiting []*Proposal // those that wait; appended ones (Version 0) are new
	Live    map[Kind]*Version
	New     *Version // goes live
	Entries []audit.Entry
}

// Store keeps proposals, versions and what goes with them. Both engines pass storetest. Error: ErrNotFound.
type Store interface {
	// SettingsUpdate runs one step; f's error rolls everything back and is returned as it is.
	SettingsUpdate(ctx context.Context, f func(*Step) error) error
	// Proposals are the newest n, the newest first.
	Proposals(ctx context.Context, n int) ([]*Proposal, error)
	Proposal(ctx context.Context, id string) (*Proposal, error)
	// Numbers are those of the newest versions, 0 where no version of a kind went live.
	Numbers(ctx context.Context) (map[Kind]int64, error)
	RuleVersion(ctx context.Context, kind Kind, number int64) (*Version, error)

	// BeginTrial puts a proposal's dry run before whoever works; TakeTrial hands one to this caller alone, also one whose worker has
	// said nothing since stale: ErrNotFound where none waits.
	BeginTrial(ctx context.Context, proposal string, now time.Time) error
	TakeTrial(ctx context.Context, now, stale time.Time) (*Proposal, error)
	SaveTrial(ctx context.Context, proposal string, t Trial, now time.Time) error
	Trial(ctx context.Context, proposal string) (*Trial, error)
	// PastCases are the newest n applications that were judged, by ID, with their reference numbers.
	PastCases(ctx context.Context, n int) ([]PastCase, error)

	// ClosedBefore counts the cases that were closed before a time.
	ClosedBefore(ctx context.Context, t time.Time) (int, error)
	// Purged notes a purge that was done, and Purges lists the newest n that removed something, and when the last one was.
	Purged(ctx context.Context, p Purge, entries ...audit.Entry) error
	Purges(ctx context.Context, n int) (list []Purge, last time.Time, err error)

	// Attest notes that somebody looked after something outside this program; Attested are the newest, by what it was.
	Attest(ctx context.Context, a Attestation, entries ...audit.Entry) error
	Attested(ctx context.Context) (map[string]Attestation, error)

	// LastBackup is when the last whole backup was written, Accounts counts the accounts that were imported, and Clock is the
	// database's own time.
	LastBackup(ctx context.Context) (time.Time, error)
	Accounts(ctx context.Context) (int64, error)
	Clock(ctx context.Context) (time.Time, error)
	Staff(ctx context.Context) ([]*staff.Person, error)
	Record(ctx context.Context, entries ...audit.Entry) error
}

// PastCase is a case for a dry run.
type PastCase struct{ ID, Ref string }

// Judge says what the machine would say of a case under several sets of rules; recovery.Recovery does.
type Judge interface {
	Rejudge(ctx context.Context, caseID string, rules ...recovery.Rules) ([]decision.Assessment, error)
}

// Limiter is a limit that all servers on the database share; see recovery.Limiter.
type Limiter interface {
	Allow(ctx context.Context, key string, burst int, period time.Duration) (ok bool, retry time.Time, err error)
}

// Teller tells people by letter what happened to the rules; see staff.Teller.
type Teller interface {
	Tell(ctx context.Context, what string, to []string, login string, at time.Time) error
}

// What people are told of.
const (
	TellProposed = "rules_proposed" // a change that loosens waits for two administrators
	TellLive     = "rules_live"     // rules went live
)

// Base are the rules of the configuration, in force until a first version goes live.
type Base struct {
	Policy     decision.Policy
	Parameters score.Parameters
	Texts      map[Kind]string // as files, to begin a change with
	Sources    map[Kind]string // the files' names; empty: shipped with the program
	Strict     bool            // the configuration makes strict the profile of all, whatever a policy says
}

// Parts is what the story is told with.
type Parts struct {
	Store   Store
	Limiter Limiter
	Teller  Teller // nil: nobody is told
	Base    Base
	House   House
	Post    Post
	Now     func() time.Time
}

// Settings tells the story. It is safe for concurrent use, and keeps only the newest rules in memory, each by its number.
type Settings struct {
	Parts
	mu   sync.Mutex
	held map[Kind]rules
}

// New returns the story, or an error naming what is missing.
func New(p Parts) (*Settings, error) {
	if p.Store == nil || p.Limiter == nil || p.Now == nil || p.House.PublicURL == nil {
		return nil, errors.New("settings: store, limits, clock and the house's own facts are needed")
	}
	s := &Settings{Parts: p, held: map[Kind]rules{}}
	for _, kind := range Kinds() {
		base, err := s.base(kind)
		if err != nil {
			return nil, err
		}
		s.held[kind] = base
	}
	return s, nil
}
