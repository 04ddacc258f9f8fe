package staff

import (
	"context"
	"errors"
	"time"
)

// JobLetter is the wake-up that sends a letter to somebody of the staff.
const JobLetter = "staff_letter"

// Letter is a letter to somebody of the staff, queued in the transaction of what it tells: a step that is rolled back tells nobody, and
// what was saved is told even if the post office rests for days.
type Letter struct {
	ID    string    `json:"-"`
	What  string    `json:"what"` // TellHost, TellLink or TellKeys
	To    string    `json:"to"`
	Login string    `json:"login"` // whom it is about
	At    time.Time `json:"at"`
}

// tell adds a letter to a step for each address that there is.
func (s *Staff) tell(step *Step, what, login string, to ...string) {
	if s.Teller == nil {
		return
	}
	for _, address := range to {
		if address != "" {
			step.Letters = append(step.Letters, Letter{ID: NewID(), What: what, To: address, Login: login, At: s.Now().UTC()})
		}
	}
}

// Deliver sends a letter of the queue and forgets it; one that is gone was sent. What the post office will never take is given up, since
// the record tells of the change all the same. Another error is a reason to try again later.
func (s *Staff) Deliver(ctx context.Context, id string) error {
	l, err := s.Store.StaffLetter(ctx, id)
	if errors.Is(err, ErrNotFound) || s.Teller == nil {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.Teller.Tell(ctx, l.What, []string{l.To}, l.Login, l.At)
	if err != nil && (s.Permanent == nil || !s.Permanent(err)) {
		return err
	}
	return s.Store.EndStaffLetter(ctx, id)
}
