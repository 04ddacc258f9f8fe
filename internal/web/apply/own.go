package apply

import (
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"okaeri/internal/recovery"
)

// What a session holds about the proof behind it: for which contact address it was given, as the case's blind index of it, and when. A
// session whose case has moved to another address has to be proven anew, and what changes who reads the letters asks for a proof of now:
// a browser left open on somebody else's table must not be enough.
const (
	keyPlace  = "place"
	keyProven = "proven"
)

// freshProof is how long a code typed into this browser lets it do what needs a proof of now.
const freshProof = 15 * time.Minute

// prove notes that the visitor has just typed a code that was sent to the contact address of the case.
func (t *turn) prove(c *recovery.Case) {
	t.keep(keyPlace, hex.EncodeToString(c.ContactKey))
	t.keep(keyProven, strconv.FormatInt(t.now().Unix(), 10))
}

// fresh tells whether that was a short while ago.
func (t *turn) fresh() bool {
	at, err := strconv.ParseInt(t.session(keyProven), 10, 64)
	return err == nil && t.now().Sub(time.Unix(at, 0)) < freshProof
}

// owned finds the case that the visitor's session may look at. There is none when nobody has begun one here, when its time is over, and
// when its letters go to an address that this session has not proven.
func (t *turn) owned() (*recovery.Case, error) {
	id := t.session(keyCase)
	if id == "" {
		return nil, recovery.ErrNotFound
	}
	c, err := t.a.story.Status(t.ctx(), id)
	if err != nil {
		return nil, err
	}
	if place := t.session(keyPlace); place != "" && place != hex.EncodeToString(c.ContactKey) && c.State != recovery.Draft {
		return nil, recovery.ErrNotFound
	}
	return c, nil
}

// takeOwned puts the owned case into the turn, or sends the browser where the case can be proven.
func (t *turn) takeOwned() bool {
	c, err := t.owned()
	switch {
	case errors.Is(err, recovery.ErrNotFound):
		t.lost("/status")
		return false
	case err != nil:
		t.fail(err)
		return false
	}
	t.kase = c
	return true
}
