package staff

import "time"

// AdminWait is how long an administrator's word does not count where two administrators are needed: whoever has taken over one
// administrator can make another one, or give one that there is a new passkey, but not unseen for a day. Assumed.
const AdminWait = 24 * time.Hour

// Standing is from when on the person's word counts as that of one of two administrators: a day after the role was given, after the
// person was let in again, and after the newest of their passkeys. It is never for whoever can't administer.
func (p *Person) Standing() (from time.Time, ok bool) {
	if !p.administers() {
		return time.Time{}, false
	}
	newest := p.Created
	if p.Since.After(newest) {
		newest = p.Since
	}
	for _, k := range p.Passkeys {
		if k.Added.After(newest) {
			newest = k.Added
		}
	}
	return newest.Add(AdminWait), true
}
