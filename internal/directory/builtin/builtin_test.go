package builtin_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/directory"
	"okaeri/internal/directory/builtin"
	"okaeri/internal/directory/directorytest"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// memory is the storage as its contract says; the stores' own is exercised where it is wired.
type memory struct {
	mu       sync.Mutex
	accounts map[string]builtin.Account
	done     map[string]builtin.Account
}

func newMemory() *memory {
	return &memory{accounts: map[string]builtin.Account{}, done: map[string]builtin.Account{}}
}

func (m *memory) Account(_ context.Context, id string) (builtin.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[id]
	if !ok {
		return a, recovery.ErrNotFound
	}
	return a, nil
}

func (m *memory) Change(ctx context.Context, key, id string, f func(*builtin.Account) error) (builtin.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return builtin.Account{}, err
	}
	if before, ok := m.done[key+"\x00"+id]; ok && key != "" {
		return before, nil
	}
	before := m.accounts[id]
	after := before
	if err := f(&after); err != nil {
		return builtin.Account{}, err
	}
	m.accounts[id] = after
	if key != "" {
		m.done[key+"\x00"+id] = before
	}
	return before, nil
}

func hash(t *testing.T, password string) string {
	t.Helper()
	h, err := directory.Hash(password)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func put(t *testing.T, d *builtin.Directory, id, password string, lock *evidence.Lock) {
	t.Helper()
	if err := d.Put(t.Context(), id, hash(t, password), lock); err != nil {
		t.Fatal(err)
	}
}

func TestBuiltinIsADirectory(t *testing.T) {
	directorytest.Exercise(t, func(t *testing.T) directorytest.Subject {
		d := builtin.New(newMemory())
		people := []directorytest.Person{{ID: "a-000001", Password: "sakura-1998"}, {ID: "太郎 (弟) *", Password: "hanshin-tigers85"}}
		for _, p := range people {
			put(t, d, p.ID, p.Password, nil)
		}
		signIn := func(t *testing.T, id, password string) bool {
			t.Helper()
			_, ok, err := d.SignIn(t.Context(), id, password)
			if err != nil {
				t.Error(err)
			}
			return ok
		}
		lock := func(reason string) func(t *testing.T, id string) {
			return func(t *testing.T, id string) {
				for _, p := range people {
					if p.ID == id {
						put(t, d, id, p.Password, &evidence.Lock{Reason: reason, At: time.Unix(1, 0)})
					}
				}
			}
		}
		return directorytest.Subject{
			Directory: d, People: people, SignIn: signIn, Lock: lock("suspicious_activity"), LockForGood: lock(builtin.ByAdministrator),
			SetPassword: func(t *testing.T, id, password string) { put(t, d, id, password, nil) },
		}
	})
}

// V13: sessions of before a restoration, and of before its undoing, have ended.
func TestV13SessionsEndWithARestorationAndItsUndoing(t *testing.T) {
	d := builtin.New(newMemory())
	put(t, d, "a", "sakura-1998", nil)
	alive := func(epoch int64) bool {
		ok, err := d.Alive(t.Context(), "a", epoch)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	session := func(password string) int64 {
		epoch, ok, err := d.SignIn(t.Context(), "a", password)
		if err != nil || !ok {
			t.Fatalf("%q does not open: %v", password, err)
		}
		return epoch
	}
	before := session("sakura-1998")
	done, err := d.Restore(t.Context(), "k", "a", "a-new-password-1")
	if err != nil || !done.SessionsEnded || alive(before) {
		t.Errorf("%+v %v, the old session lives: %t", done, err, alive(before))
	}
	during := session("a-new-password-1")
	if !alive(during) {
		t.Error("a fresh session is dead")
	}
	if err := d.Undo(t.Context(), "k", "a", done.Receipt); err != nil || alive(during) || alive(before) {
		t.Errorf("undone (%v): sessions live: %t %t", err, alive(during), alive(before))
	}
	if ok, err := d.Alive(t.Context(), "nobody", 0); ok || err != nil {
		t.Errorf("a session of nobody: %t %v", ok, err)
	}
}

func TestNewPasswordsAreKeptAsArgon2id(t *testing.T) {
	m := newMemory()
	d := builtin.New(m)
	put(t, d, "a", "sakura-1998", nil)
	if _, err := d.Restore(t.Context(), "k", "a", "a-new-password-1"); err != nil {
		t.Fatal(err)
	}
	if h := m.accounts["a"].Hash; !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") || !evidence.IsHash(h) {
		t.Errorf("kept as %q", h)
	}
}

func TestAPlainPasswordIsNeverKept(t *testing.T) {
	d := builtin.New(newMemory())
	for _, plain := range []string{"", "sakura-1998", "{CLEAR}sakura-1998"} {
		if err := d.Put(t.Context(), "a", plain, nil); err == nil {
			t.Errorf("%q was kept", plain)
		}
	}
}
