package apply_test

import (
	"context"
	"maps"
	"slices"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// What the story in memory does once an application is sent.

func (m *memory) AskMove(_ context.Context, id, contact, once string, v recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cases[id]
	if !c.Movable() {
		return recovery.ErrClosed
	}
	a := intake.Answers{"account": {c.Private.Account}, "contact": {contact}, "contact_anyway": {"1"}}
	for _, p := range intake.DefaultQuestionnaire().Check(intake.PageContact, a, m.now()) {
		return &recovery.Refused{Code: p.Code}
	}
	c.Private.Answers = maps.Clone(c.Private.Answers)
	c.Private.Answers["contact.to"] = []string{contact}
	return m.send("move", id, once, v)
}

func (m *memory) ProveMove(_ context.Context, id, code string, _ recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.prove("move", id, code); err != nil {
		return err
	}
	c := m.cases[id]
	a := maps.Clone(c.Private.Answers)
	a["contact.from"] = []string{c.Private.Contact}
	c.Private.Contact, c.Private.Answers, c.ContactKey = c.MovingTo(), a, []byte(c.MovingTo())
	return nil
}

func (m *memory) KeepView(ctx context.Context, token string) (recovery.ContestView, error) {
	v, err := m.ContestView(ctx, token)
	v.Used = m.proven["keep"+token]
	v.Open = v.Open && !v.Used
	return v, err
}

func (m *memory) Keep(_ context.Context, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, c, err := m.view(token)
	switch {
	case err != nil:
		return err
	case !v.Open || m.proven["keep"+token]:
		return recovery.ErrClosed
	}
	m.proven["keep"+token] = true
	c.Private.Contact = c.Private.Answers.One("contact.from")
	c.ContactKey = []byte(c.Private.Contact)
	return nil
}

func (m *memory) Add(_ context.Context, id string, page intake.Page, a intake.Answers) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := &m.cases[id].Private
	p.Added = p.Added.Merge(intake.DefaultQuestionnaire().Fields(page, p.Added), a)
	maps.Copy(p.Added, a)
	return nil
}

func (m *memory) AddPasswords(ctx context.Context, id string, typed []string) error {
	return m.OldPasswords(ctx, id, slices.Concat(m.typed[id], typed))
}

func (m *memory) SendMore(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cases[id].Desk.Asked.Until = m.now()
	return nil
}

func (m *memory) Appeal(_ context.Context, id, words string, _ recovery.Visitor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cases[id]
	if !c.MayAppeal(m.now()) {
		return recovery.ErrClosed
	}
	c.State, c.Closed, c.Private.Appeal, c.Desk.Appealed = recovery.Reviewing, time.Time{}, words, m.now()
	return nil
}

// Again is after six days, as when five applications went before.
func (m *memory) Again(_ context.Context, c *recovery.Case) (time.Time, error) {
	return c.Submitted.Add(6 * 24 * time.Hour), nil
}
