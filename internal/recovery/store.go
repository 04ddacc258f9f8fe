package recovery

import (
	"context"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/evidence"
)

// Step is one transaction on one case. The store fills Case and Proofs as they stand inside the transaction; the step changes
// them and adds letters, audit entries and jobs; all of it is saved together or not at all.
type Step struct {
	Case    *Case
	Proofs  []*Proof // every proof row of the case, oldest first; changes and appended rows (empty ID) are saved
	Letters []Letter
	Entries []audit.Entry // the store fills Seq; Case and At are filled by the story
	Jobs    []Job
}

// Attempt is a counted application, for limits and ledgers.
type Attempt struct {
	CaseID    string
	Account   []byte // keyed index of the account's id; nil for a ghost
	Submitted time.Time
	Familiar  bool
	State     State
	Closed    time.Time // zero while it is open
}

// Store keeps cases. Both stores pass storetest. Errors: ErrNotFound, ErrConflict (somebody else moved the case first).
type Store interface {
	DeskStore
	// Create saves a new case with its step.
	Create(ctx context.Context, step *Step) error
	// Update locks the case, runs f, and saves what f did; f's error rolls everything back and is returned as it is.
	// It retries on ErrConflict by itself; f may therefore run more than once.
	Update(ctx context.Context, caseID string, f func(*Step) error) error
	// Peek tells f a step that must change nothing. If f returns nil, the step may have been one that this server saw before; an error of
	// f is always about what stands now.
	Peek(ctx context.Context, caseID string, f func(*Step) error) error
	Case(ctx context.Context, id string) (*Case, error)
	ByRef(ctx context.Context, ref string) (*Case, error)
	// ByProof finds the case of a link token by its MAC and purpose; dead and expired ones too.
	ByProof(ctx context.Context, purpose Purpose, mac []byte) (*Case, *Proof, error)
	// Attempts lists counted (submitted) applications since a time by one blind index: "account", "contact", "network", "device", "answers".
	Attempts(ctx context.Context, by string, key []byte, since time.Time) ([]Attempt, error)
	// Targets counts the different accounts that such applications were aimed at, up to most; each that is nobody's counts as one.
	Targets(ctx context.Context, by string, key []byte, since time.Time, most int) (int, error)
	// List lists cases in a state, the nearest Due first, at most n.
	List(ctx context.Context, state State, n int) ([]*Case, error)
	Letter(ctx context.Context, id string) (*Letter, error)
	LetterSent(ctx context.Context, id string, at time.Time, failed string) error
}

// Limiter is a shared rate limit on the common database: burst events at once, then one each period/burst (GCRA), or an exact one.
// It returns ok, or when to try again.
type Limiter interface {
	Allow(ctx context.Context, key string, burst int, period time.Duration) (ok bool, retry time.Time, err error)
	// AllowAll takes one event from each limit, or from none of them.
	AllowAll(ctx context.Context, limits ...Limit) (ok bool, retry time.Time, err error)
	// AllowEach takes one event from each limit that can bear it, whatever the others say, and tells when each of the others lets the next
	// one pass: a time for each limit, zero for those it was taken from.
	AllowEach(ctx context.Context, limits ...Limit) (retry []time.Time, err error)
	// Free tells when each of these limits would let an event pass, now or later, and takes none.
	Free(ctx context.Context, limits ...Limit) (time.Time, error)
}

// Limit is a limit by its name.
type Limit struct {
	Key    string
	Burst  int
	Period time.Duration
	Exact  bool // no period, wherever it begins, has more than burst events; the time of each is kept, so burst is a small number
}

// Dossiers is what the story asks of the facts held. Errors: ErrNotFound.
type Dossiers interface {
	// Find returns the account that an identifier names (address, alias, phone or user name, normalised by intake.Identifier).
	Find(ctx context.Context, identifier string) (id string, err error)
	// Decoy returns an account that does the same work for an identifier that names nobody: always the same one for the same
	// identifier, so that repeating a question shows nothing.
	Decoy(ctx context.Context, identifier string) (id string, err error)
	Account(ctx context.Context, id string) (*evidence.Account, error) // without events; for contacts, worth, profile, passwords
	Load(ctx context.Context, id string) (*evidence.Dossier, error)    // everything, ready to compare
	Population(ctx context.Context, keys []evidence.Key) (evidence.Population, error)
}

// Keys makes blind indexes and MACs under keys that never enter the database.
type Keys interface {
	// Index is a keyed hash of a normalised value for look-up, bound to its kind ("account", "contact", "network", …).
	Index(kind, value string) []byte
	// MAC binds a code or token to its case and purpose.
	MAC(parts ...string) []byte
}

// Directory gives access back where the account lives. Doing the same key twice is doing it once.
type Directory interface {
	// Restore sets the password, unlocks, ends sessions where it can; the receipt undoes it.
	Restore(ctx context.Context, key, accountID, newPassword string) (done Done, err error)
	Undo(ctx context.Context, key, accountID string, receipt []byte) error
}

// Done is what a directory did.
type Done struct {
	Receipt       []byte
	Unlocked      bool
	SessionsEnded bool
}
