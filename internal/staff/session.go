package staff

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"time"
)

// Session is what is kept of somebody's being signed in.
type Session struct {
	Person string    `json:"person"` // ID
	Epoch  int64     `json:"epoch"`  // the person's, when the session began
	Begun  time.Time `json:"begun"`
	Seen   time.Time `json:"seen"`            // to the minute
	Strong time.Time `json:"strong,omitzero"` // the last sign-in that no false page can have taken; zero: none
	Way    string    `json:"way"`             // passkey or oidc
	Agent  []byte    `json:"agent"`           // MAC of the browser's name: a session that turns up in another browser is over
}

// Presence is somebody who is signed in.
type Presence struct {
	Person  *Person
	Session Session
}

// Limits of a session.
const (
	SessionIdle = 30 * time.Minute // without a page
	SessionLife = 12 * time.Hour   // in all
	seenEvery   = time.Minute      // how exactly rest is measured: a page a second needs no write a second
)

// Enter begins a session of a person who has just been proven, and returns its secret. The session before, if the browser had one, is
// ended by the caller with Leave: a token known from before opens nothing. Errors: *Refused{"disabled"}, ErrNotFound.
func (s *Staff) Enter(ctx context.Context, personID, way string, strong time.Time, agent string) (token string, err error) {
	p, err := s.Store.StaffPerson(ctx, personID)
	if err != nil {
		return "", err
	}
	if !p.Active() {
		return "", &Refused{"disabled"}
	}
	now := s.Now().UTC()
	token = rand.Text()
	return token, s.Store.BeginStaffSession(ctx, token, Session{
		Person: p.ID, Epoch: p.Epoch, Begun: now, Seen: now, Strong: strong.UTC(), Way: way, Agent: s.agent(agent),
	}, now.Add(SessionIdle))
}

// Visit finds whose session a token is, and keeps it going. Error: ErrSignedOut, whatever the reason.
func (s *Staff) Visit(ctx context.Context, token, agent string) (*Presence, error) {
	if token == "" {
		return nil, ErrSignedOut
	}
	session, err := s.Store.StaffSession(ctx, token)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrSignedOut
	}
	if err != nil {
		return nil, err
	}
	p, err := s.Store.StaffPerson(ctx, session.Person)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrSignedOut
	}
	if err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	if !p.Active() || p.Epoch != session.Epoch || now.Sub(session.Seen) > SessionIdle || now.Sub(session.Begun) > SessionLife ||
		!hmac.Equal(session.Agent, s.agent(agent)) {
		return nil, errors.Join(ErrSignedOut, s.Store.EndStaffSession(ctx, token))
	}
	if now.Sub(session.Seen) >= seenEvery {
		session.Seen = now
		if err := s.Store.KeepStaffSession(ctx, token, *session, session.until()); err != nil {
			return nil, err
		}
	}
	return &Presence{p, *session}, nil
}

// until is when a session ends if nobody comes.
func (s Session) until() time.Time {
	rest, end := s.Seen.Add(SessionIdle), s.Begun.Add(SessionLife)
	if end.Before(rest) {
		return end
	}
	return rest
}

// Confirm notes in a session that its person has just been proven again, and gives it a new secret. Errors: ErrSignedOut, and
// *Refused{"other_person"} where somebody else was proven.
func (s *Staff) Confirm(ctx context.Context, token, agent, personID string, strong time.Time) (fresh string, err error) {
	here, err := s.Visit(ctx, token, agent)
	if err != nil {
		return "", err
	}
	if here.Person.ID != personID {
		return "", &Refused{"other_person"}
	}
	session := here.Session
	session.Strong, session.Seen = strong.UTC(), s.Now().UTC()
	fresh = rand.Text()
	if err := s.Store.BeginStaffSession(ctx, fresh, session, session.until()); err != nil {
		return "", err
	}
	return fresh, s.Store.EndStaffSession(ctx, token)
}

// Leave ends a session; one that is over already is no error.
func (s *Staff) Leave(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	return s.Store.EndStaffSession(ctx, token)
}

func (s *Staff) agent(name string) []byte { return s.Keys.MAC("staff-agent", name) }
