// Package directorytest is the one suite that every directory passes, against a real server where there is one. A new connector is done
// when Exercise passes.
package directorytest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"okaeri/internal/recovery"
)

// Person is an account of the directory under test and the password that opens it.
type Person struct{ ID, Password string }

// Subject is a fresh directory with accounts in it, and what a test needs to look at it from outside: the way its users do.
type Subject struct {
	Directory recovery.Directory
	People    []Person // at least two; some with odd characters in their names where the directory allows them

	// SignIn tells whether a password opens an account.
	SignIn func(t *testing.T, id, password string) bool
	// SetPassword is the owner's own change, beside Okaeri.
	SetPassword func(t *testing.T, id, password string)
	// Lock locks an account as its own alarm does; LockForGood as an administrator does.
	Lock, LockForGood func(t *testing.T, id string)
}

const fresh = "okaeri-means-welcome-back-9"

// Exercise runs the suite; each part gets a subject of its own.
func Exercise(t *testing.T, subject func(t *testing.T) Subject) {
	for name, part := range map[string]func(*testing.T, Subject){
		"TheNewPasswordOpensAndTheOldOneDoesNot":    opens,
		"EveryPasswordAPersonMayChooseOpens":        everyPassword,
		"EveryAccountCanBeRestoredWhateverItsName":  everyName,
		"ALockedAccountIsUnlocked":                  unlocks,
		"AnAdministratorsLockStays":                 staysLocked,
		"DoingAKeyTwiceIsDoingItOnce":               twice,
		"DoingAKeyAtTheSameTimeIsDoingItOnce":       together,
		"UndoBringsTheEarlierStateBack":             undo,
		"UndoneIsNotRestoredAgainByTheSameKey":      undone,
		"AnUnknownAccountIsRefused":                 unknown,
		"AnIDIsNeverReadAsAQuestion":                injection,
		"NobodyElseIsTouched":                       neighbours,
		"AReceiptThatIsNoneIsRefused":               receipts,
		"NothingIsChangedWhenTheCallerHasGivenUp":   cancelled,
		"AnAccountCanBeRestoredAgainWithAnotherKey": again,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, subject(t))
		})
	}
}

func restore(t *testing.T, s Subject, key, id, password string) recovery.Done {
	t.Helper()
	done, err := s.Directory.Restore(t.Context(), key, id, password)
	if err != nil {
		t.Fatalf("restore: %v", err)
	}
	return done
}

// opened fails the test unless exactly the first password opens the account.
func opened(t *testing.T, s Subject, id, right string, wrong ...string) {
	t.Helper()
	if !s.SignIn(t, id, right) {
		t.Errorf("%q does not open %s", right, id)
	}
	for _, w := range wrong {
		if s.SignIn(t, id, w) {
			t.Errorf("%q opens %s", w, id)
		}
	}
}

func opens(t *testing.T, s Subject) {
	p := s.People[0]
	opened(t, s, p.ID, p.Password, fresh)
	done := restore(t, s, "k1", p.ID, fresh)
	opened(t, s, p.ID, fresh, p.Password, "")
	if done.Unlocked || len(done.Receipt) == 0 {
		t.Errorf("done: %+v", done)
	}
}

func everyPassword(t *testing.T, s Subject) {
	p, before := s.People[0], s.People[0].Password
	for i, password := range []string{
		"おかえりなさい、花子さん", "pässwörd-ÄÖÜ", "пароль-2026", " leading and trailing ", `quote"back\slash'semi;`, "null-is-not-here-\t-tab", "{SSHA}looks-like-a-hash",
		"🦊🍁🦊🍁🦊🍁", "ａｂｃ－ＦＵＬＬ－ｗｉｄｔｈ", "e\u0301-decomposed-cafe\u0301", strings.Repeat("long-", 200) + "x", "*)(uid=*))(|(uid=*",
	} {
		restore(t, s, "k"+string(rune('a'+i)), p.ID, password)
		opened(t, s, p.ID, password, before)
		before = password
	}
}

func everyName(t *testing.T, s Subject) {
	for _, p := range s.People {
		restore(t, s, "k "+p.ID, p.ID, fresh)
		opened(t, s, p.ID, fresh, p.Password)
	}
}

func unlocks(t *testing.T, s Subject) {
	p := s.People[0]
	s.Lock(t, p.ID)
	if s.SignIn(t, p.ID, p.Password) {
		t.Fatal("the lock does not hold")
	}
	if done := restore(t, s, "k1", p.ID, fresh); !done.Unlocked {
		t.Error("it does not say that it unlocked")
	}
	opened(t, s, p.ID, fresh, p.Password)
}

func staysLocked(t *testing.T, s Subject) {
	p := s.People[0]
	s.LockForGood(t, p.ID)
	done := restore(t, s, "k1", p.ID, fresh)
	if done.Unlocked || s.SignIn(t, p.ID, fresh) || s.SignIn(t, p.ID, p.Password) {
		t.Errorf("an administrator's lock is off: %+v", done)
	}
	if err := s.Directory.Undo(t.Context(), "k1", p.ID, done.Receipt); err != nil {
		t.Fatal(err)
	}
	if s.SignIn(t, p.ID, p.Password) {
		t.Error("undoing took the administrator's lock off")
	}
}

func twice(t *testing.T, s Subject) {
	p := s.People[0]
	s.Lock(t, p.ID)
	first := restore(t, s, "k1", p.ID, fresh)
	second := restore(t, s, "k1", p.ID, fresh)
	if string(first.Receipt) != string(second.Receipt) || first.Unlocked != second.Unlocked || first.SessionsEnded != second.SessionsEnded {
		t.Errorf("the second time it did something else: %+v, %+v", first, second)
	}
	opened(t, s, p.ID, fresh, p.Password)
	s.SetPassword(t, p.ID, "changed-by-the-owner-1")
	restore(t, s, "k1", p.ID, fresh)
	opened(t, s, p.ID, "changed-by-the-owner-1", fresh)
}

func together(t *testing.T, s Subject) {
	p := s.People[0]
	receipts := make([]string, 6)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			for { // a run that meets another may give way and is tried again, as a job is
				done, err := s.Directory.Restore(t.Context(), "k1", p.ID, fresh)
				if err == nil {
					receipts[i] = string(done.Receipt)
					return
				}
				if !errors.Is(err, recovery.ErrConflict) {
					t.Errorf("restore: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, r := range receipts {
		if r != receipts[0] {
			t.Errorf("receipts differ: %v", receipts)
		}
	}
	opened(t, s, p.ID, fresh, p.Password)
	if err := s.Directory.Undo(t.Context(), "k1", p.ID, []byte(receipts[0])); err != nil {
		t.Fatal(err)
	}
	opened(t, s, p.ID, p.Password, fresh)
}

func undo(t *testing.T, s Subject) {
	p := s.People[0]
	s.Lock(t, p.ID)
	done := restore(t, s, "k1", p.ID, fresh)
	s.SetPassword(t, p.ID, "changed-by-whoever-got-in")
	for range 2 {
		if err := s.Directory.Undo(t.Context(), "k1", p.ID, done.Receipt); err != nil {
			t.Fatal(err)
		}
	}
	if s.SignIn(t, p.ID, p.Password) {
		t.Error("the earlier lock did not come back")
	}
	next := restore(t, s, "k2", p.ID, "another-new-one-2")
	if !next.Unlocked {
		t.Error("the earlier lock is not seen")
	}
	q := s.People[1]
	done = restore(t, s, "k3", q.ID, fresh)
	for range 2 {
		if err := s.Directory.Undo(t.Context(), "k3", q.ID, done.Receipt); err != nil {
			t.Fatal(err)
		}
		opened(t, s, q.ID, q.Password, fresh)
	}
	s.SetPassword(t, q.ID, "changed-by-the-owner-1")
	if err := s.Directory.Undo(t.Context(), "k3", q.ID, done.Receipt); err != nil {
		t.Fatal(err)
	}
	opened(t, s, q.ID, "changed-by-the-owner-1", q.Password, fresh)
}

func undone(t *testing.T, s Subject) {
	p := s.People[0]
	done := restore(t, s, "k1", p.ID, fresh)
	if err := s.Directory.Undo(t.Context(), "k1", p.ID, done.Receipt); err != nil {
		t.Fatal(err)
	}
	late := restore(t, s, "k1", p.ID, fresh) // a job that comes late
	opened(t, s, p.ID, p.Password, fresh)
	if string(late.Receipt) != string(done.Receipt) {
		t.Error("the late job has another receipt")
	}
}

func unknown(t *testing.T, s Subject) {
	for _, id := range []string{"", "nobody-has-this", "00000000-0000-0000-0000-000000000000", strings.Repeat("x", 5000)} {
		if _, err := s.Directory.Restore(t.Context(), "k "+id, id, fresh); !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("restore %.20q: %v", id, err)
		}
	}
	done := restore(t, s, "k1", s.People[0].ID, fresh)
	if err := s.Directory.Undo(t.Context(), "k2", "nobody-has-this", done.Receipt); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("undo: %v", err)
	}
}

func injection(t *testing.T, s Subject) {
	p := s.People[0]
	for _, id := range []string{
		"*", p.ID[:1] + "*", "*)(uid=*", p.ID + ")(objectClass=*", "*))(|(uid=*", `\2a`, "\x00", p.ID + "\x00", "(uid=" + p.ID + ")", "' or '1'='1", "%", p.ID + ",ou=people",
		"../" + p.ID, "uid=" + p.ID, "*)(userPassword=*",
	} {
		if _, err := s.Directory.Restore(t.Context(), "k "+id, id, fresh); !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("restore %q: %v", id, err)
		}
	}
	for _, p := range s.People {
		opened(t, s, p.ID, p.Password, fresh)
	}
}

func neighbours(t *testing.T, s Subject) {
	done := restore(t, s, "k1", s.People[0].ID, fresh)
	if err := s.Directory.Undo(t.Context(), "k1", s.People[0].ID, done.Receipt); err != nil {
		t.Fatal(err)
	}
	for _, p := range s.People {
		opened(t, s, p.ID, p.Password, fresh)
	}
}

func receipts(t *testing.T, s Subject) {
	p := s.People[0]
	restore(t, s, "k1", p.ID, fresh)
	for _, receipt := range []string{"", "x", "[]", `"x"`, "\x00"} {
		if err := s.Directory.Undo(t.Context(), "k"+receipt, p.ID, []byte(receipt)); err == nil {
			t.Errorf("receipt %q was taken", receipt)
		}
	}
	opened(t, s, p.ID, fresh, p.Password)
}

func cancelled(t *testing.T, s Subject) {
	p := s.People[0]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Directory.Restore(ctx, "k1", p.ID, fresh); err == nil {
		t.Error("restored for nobody")
	}
	opened(t, s, p.ID, p.Password, fresh)
}

func again(t *testing.T, s Subject) {
	p := s.People[0]
	restore(t, s, "k1", p.ID, fresh)
	done := restore(t, s, "k2", p.ID, "another-new-one-2")
	opened(t, s, p.ID, "another-new-one-2", fresh, p.Password)
	if err := s.Directory.Undo(t.Context(), "k2", p.ID, done.Receipt); err != nil {
		t.Fatal(err)
	}
	opened(t, s, p.ID, fresh, "another-new-one-2", p.Password)
}
