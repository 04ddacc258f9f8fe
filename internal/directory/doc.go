// Package directory is the family of places where accounts live. Each sub-package speaks to one kind of place and passes
// directorytest; recovery asks of it only to restore an account and to undo that (recovery.Directory).
//
// # Twice is once
//
// The job that restores an account may run again after a crash, or at the same time as another run of it. A directory therefore
// writes down what it found before it changes anything, under the key of the plan, and finds its own note again the second time:
// the account's earlier state, which undoing needs, is not lost even when the process dies between the change and the saving of its
// receipt. Where the place itself can't keep such a note, a Ledger does.
//
// # What undoing means
//
// The account's earlier passwords and its earlier lock come back as they were. Whatever was changed in between, by whoever had got
// in, is overwritten: undoing is for the case that this was the wrong person.
package directory

import "context"

// Ledger keeps one note for each key. Notes hold hashes of passwords: whoever keeps them seals them. It is used by directories that
// live outside and is kept in Okaeri's own store.
type Ledger interface {
	// Begin saves the note of a key unless it has one; it returns the note that is kept, and whether Finish was called for the key.
	// Of several that begin a key at the same time one wins, and all get its note.
	Begin(ctx context.Context, key string, note []byte) (kept []byte, finished bool, err error)
	// Finish marks a begun key as done.
	Finish(ctx context.Context, key string) error
}
