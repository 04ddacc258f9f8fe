package notice

import "slices"

// Kind names a letter; recovery stores it with the letter it queues.
type Kind string

// Letters to the applicant's contact address.
const (
	Code        Kind = "code"         // six digits that prove the address can be reached
	ReturnCode  Kind = "return_code"  // six digits to come back to a draft or to the status page
	RestoreCode Kind = "restore_code" // six digits before a new password, after the link
	Received    Kind = "received"     // the application is in; the verdict is promised by a time
	Granted     Kind = "granted"      // confirmed; says when access opens
	Declined    Kind = "declined"     // not confirmed; kinds of evidence to add, and when to try again
	Ready       Kind = "ready"        // the hold is over: the one-time link
	Restored    Kind = "restored"     // access is back: what changed, and the way to undo it
	Undone      Kind = "undone"       // the restoration was taken back (to every channel)
	MoveCode    Kind = "move_code"    // six digits for the address that the letters are to go to from now on
	Moved       Kind = "moved"        // to the address before: the letters go elsewhere now, and the link that takes them back
	MovedBack   Kind = "moved_back"   // they were taken back (to both addresses)
	Withdrawn   Kind = "withdrawn"    // the applicant took the application back
	NeedMore    Kind = "need_more"    // people ask for more
	Late        Kind = "late"         // the verdict is late; the new time
	Contested   Kind = "contested"    // the application is stopped, said without saying why
	Expired     Kind = "expired"      // the application ended without a verdict or a new password
)

// Letters to every known channel of the owner.
const (
	NoticeSubmitted Kind = "notice_submitted" // somebody applied; the contest link
	NoticeGranted   Kind = "notice_granted"   // somebody will get in at a time; the contest link
	NoticeDeclined  Kind = "notice_declined"  // somebody was not let in; nothing changed
	NoticeRestored  Kind = "notice_restored"  // somebody got in: what changed, and the undo link
	NoticeUnused    Kind = "notice_unused"    // access was offered and not taken; nothing changed
	ContestReceived Kind = "contest_received" // the owner's "not me" has arrived and what it did
)

// ToOwner tells whether a kind goes to the owner's channels and not to the applicant's contact address.
func (k Kind) ToOwner() bool {
	switch k {
	case NoticeSubmitted, NoticeGranted, NoticeDeclined, NoticeRestored, NoticeUnused, ContestReceived:
		return true
	}
	return false
}

// Needs lists the names of the values without which a kind can't be written.
func (k Kind) Needs() []string { return slices.Clone(outlines[k].needs) }

// Keys lists the keys of the catalogue that a kind's own sentences stand under.
func (k Kind) Keys() []string {
	prefix := "letters." + string(k) + "."
	keys := []string{prefix + "subject"}
	for _, st := range outlines[k].steps {
		if st.form == paragraph || st.form == button || st.form == address {
			keys = append(keys, prefix+st.name)
		}
	}
	return keys
}
