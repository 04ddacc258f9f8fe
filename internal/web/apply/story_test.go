package apply_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// memory is a story kept in memory, as far as pages can tell it from the real one: it has the real one's states and errors and no
// judgement at all. The real story is walked through the same pages by the tests of the whole program.
type memory struct {
	mu      sync.Mutex
	now     func() time.Time
	cases   map[string]*recovery.Case
	codes   map[string]string // by purpose and case: the living code
	tries   map[string]int
	once    map[string]bool
	proven  map[string]bool
	links   map[string]string // token to case
	letters []string          // purpose of every code sent
	typed   map[string][]string
	seen    []recovery.Visitor
	limit   error // returned instead of doing anything that is limited
	n       int
}

func newMemory(now func() time.Time) *memory {
	return &memory{
		now: now, cases: map[string]*recovery.Case{}, codes: map[string]string{}, tries: map[string]int{}, once: map[string]bool{},
		proven: map[string]bool{}, links: map[string]string{}, typed: map[string][]string{},
	}
}

const goodCode = "482913"

var refs = []string{"7K2-4M9-QX", "3BW-8RT-0A", "Z5H-1CN-6J"}

func (m *memory) Begin(_ context.Context, v recovery.Visitor) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit != nil {
		return "", m.limit
	}
	m.seen = append(m.seen, v)
	id := fmt.Sprintf("%032x", m.n+1)
	m.cases[id] = &recovery.Case{
		ID: id, Ref: refs[m.n%len(refs)], State: recovery.Draft, Created: m.now(), Due: m.now().Add(72 * time.Hour), Language: v.Language,
	}
	m.n++
	return id, nil
}

func (m *memory) Draft(_ context.Context, id string) (*recovery.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cases[id]
	if c == nil {
		return nil, recovery.ErrNotFound
	}
	out := *c
	out.Private.Answers = maps.Clone(c.Private.Answers)
	out.Private.Done = slices.Clone(c.Private.Done)
	return &out, nil
}

func (m *memory) Status(ctx context.Context, id string) (*recovery.Case, error) {
	return m.Draft(ctx, id)
}

func (m *memory) Save(_ context.Context, id string, page intake.Page, a intake.Answers) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cases[id]
	if c.State != recovery.Draft {
		return recovery.ErrClosed
	}
	p := &c.Private
	p.Answers = p.Answers.Merge(intake.DefaultQuestionnaire().Fields(page, p.Answers), nil)
	maps.Copy(p.Answers, a)
	p.Device, p.Account = p.Answers.One("device"), p.Answers.One("account")
	if !slices.Contains(p.Done, string(page)) {
		p.Done = append(p.Done, string(page))
	}
	return nil
}

// send keeps a new code for a purpose, once for each form.
func (m *memory) send(purpose, id, once string, v recovery.Visitor) error {
	if m.limit != nil {
		return m.limit
	}
	if once != "" && m.once[once] {
		return nil
	}
	m.once[once], m.codes[purpose+id], m.tries[purpose+id] = true, goodCode, 0
	m.letters, m.seen = append(m.letters, purpose), append(m.seen, v)
	return nil
}

func (m *memory) prove(purpose, id, code string) error {
	key := purpose + id
	switch {
	case m.codes[key] == "":
		return recovery.ErrExpired
	case intake.Digits(code) != m.codes[key]:
		m.tries[key]++
		if m.tries[key] == 5 {
			delete(m.codes, key)
		}
		return &recovery.WrongCode{Left: 5 - m.tries[key]}
	}
	delete(m.codes, key)
	m.proven[key] = true
	return nil
}

func (m *memory) SendCode(_ context.Context, id, contact, once string, v recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cases[id].Private.Contact = contact
	return m.send("contact", id, once, v)
}

func (m *memory) ProveContact(_ context.Context, id, code string, _ recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.prove("contact", id, code)
}

func (m *memory) OldPasswords(_ context.Context, id string, typed []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.typed[id] = typed
	return nil
}

func (m *memory) Submit(_ context.Context, id string, v recovery.Visitor) (*recovery.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit != nil {
		return nil, m.limit
	}
	c := m.cases[id]
	if c.State != recovery.Draft {
		return c, nil
	}
	if !m.proven["contact"+id] {
		return nil, recovery.ErrMissingProof
	}
	m.seen = append(m.seen, v)
	c.State, c.Submitted, c.Due = recovery.Submitted, m.now(), m.now().Add(24*time.Hour)
	m.letters = append(m.letters, "received")
	return c, nil
}

func (m *memory) byRef(ref string) string {
	for id, c := range m.cases {
		if c.Ref == ref {
			return id
		}
	}
	return ""
}

func (m *memory) Return(_ context.Context, ref, contact, once string, v recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit != nil {
		return m.limit
	}
	id := m.byRef(ref)
	if id == "" || m.cases[id].Private.Contact != contact {
		return nil
	}
	return m.send("return", id, once, v)
}

func (m *memory) ProveReturn(_ context.Context, ref, code string, _ recovery.Visitor) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := m.byRef(ref)
	return id, m.prove("return", id, code)
}

func (m *memory) Withdraw(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cases[id].State, m.cases[id].Closed = recovery.Withdrawn, m.now()
	return nil
}

func (m *memory) view(token string) (recovery.ContestView, *recovery.Case, error) {
	c := m.cases[m.links[token]]
	if c == nil {
		return recovery.ContestView{}, nil, recovery.ErrNotFound
	}
	open := c.State == recovery.Submitted || c.State == recovery.Holding
	return recovery.ContestView{Ref: c.Ref, Filed: c.Submitted, Shown: c.Shown(m.now()), Open: open, Restored: c.State == recovery.Restored, Until: c.UndoUntil}, c, nil
}

func (m *memory) ContestView(_ context.Context, token string) (recovery.ContestView, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _, err := m.view(token)
	return v, err
}

func (m *memory) Contest(_ context.Context, token string, _ recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, c, err := m.view(token)
	if err != nil {
		return err
	}
	if !v.Open {
		return recovery.ErrClosed
	}
	c.State, c.Closed = recovery.Contested, m.now()
	return nil
}

func (m *memory) OpenLink(_ context.Context, token string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := m.links[token]
	if id == "" {
		return "", recovery.ErrNotFound
	}
	if m.cases[id].State != recovery.Ready {
		return "", recovery.ErrExpired
	}
	return id, nil
}

func (m *memory) SendRestoreCode(ctx context.Context, token, once string, v recovery.Visitor) error {
	id, err := m.OpenLink(ctx, token)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.send("restore", id, once, v)
}

func (m *memory) ProveRestore(ctx context.Context, token, code string, _ recovery.Visitor) (string, error) {
	id, err := m.OpenLink(ctx, token)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return id, m.prove("restore", id, code)
}

func (m *memory) Finish(_ context.Context, id, password string, _ recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cases[id]
	switch {
	case c.State != recovery.Ready:
		return recovery.ErrClosed
	case !m.proven["restore"+id]:
		return recovery.ErrMissingProof
	case len(password) < 8:
		return &recovery.BadPassword{Codes: []string{"too_short"}}
	}
	c.State, c.Restored, c.UndoUntil, c.Closed = recovery.Restored, m.now(), m.now().Add(72*time.Hour), m.now()
	return nil
}

func (m *memory) UndoView(ctx context.Context, token string) (recovery.ContestView, error) {
	v, err := m.ContestView(ctx, token)
	v.Used = m.proven["undo"+token]
	v.Open = v.Restored && !v.Used && m.now().Before(v.Until)
	return v, err
}

func (m *memory) Undo(_ context.Context, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, c, err := m.view(token)
	if err != nil || !v.Restored {
		return cmp.Or(err, recovery.ErrClosed)
	}
	c.State = recovery.Undone
	return nil
}

func (m *memory) Check(_ context.Context, ref string, _ recovery.Visitor) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.byRef(ref) != "", m.limit
}
