package recovery

import (
	"context"
	"crypto/rand"
	"maps"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// write adds one letter and the job that sends it to the step.
func (r *Recovery) write(s *Step, kind notice.Kind, to, lang string, data map[string]string) {
	r.writeAt(s, kind, to, lang, data, Job{Kind: JobLetter, CaseID: s.Case.ID, At: r.Now()})
}

func (r *Recovery) writeAt(s *Step, kind notice.Kind, to, lang string, data map[string]string, job Job) {
	if to == "" {
		return
	}
	all := map[string]string{"ref": s.Case.Ref, "check": r.link("check"), "status": r.link("status")}
	maps.Copy(all, data)
	if kind == notice.Declined && s.Case.MayAppeal(r.Now()) {
		all["appeal"], all["till"] = r.link("status"), stamp(s.Case.Closed.Add(appealFor))
	}
	l := Letter{ID: newID(), CaseID: s.Case.ID, Kind: string(kind), To: to, Lang: lang, Data: all, Queued: r.Now().UTC()}
	job.Letter = l.ID
	s.Letters, s.Jobs = append(s.Letters, l), append(s.Jobs, job)
}

// channels are the owner's addresses that letters can reach: every one held, verified or not, old and new (C6); what was replaced
// is told too, since a hijacker replaces addresses first. The contact address of the case itself is not an owner's channel.
func channels(a *evidence.Account, c *Case) []evidence.Contact {
	var out []evidence.Contact
	seen := map[string]bool{c.Private.Contact: true}
	add := func(contact evidence.Contact) {
		if contact.Kind != "email" || seen[contact.Value] {
			return
		}
		seen[contact.Value] = true
		out = append(out, contact)
	}
	for _, contact := range a.Contacts {
		add(contact)
	}
	for _, name := range a.Identifiers {
		if intake.IsMail(name) {
			add(evidence.Contact{Kind: "email", Value: name, Verified: true, From: a.Created})
		}
	}
	return out
}

// tellOwner writes to channels of the owner, each letter with a link of its own that is bound to this case and purpose.
func (r *Recovery) tellOwner(s *Step, to []evidence.Contact, a *evidence.Account, kind notice.Kind, purpose Purpose, data map[string]string) {
	for _, contact := range to {
		r.tellChannel(s, a, contact, kind, purpose, data, r.Now())
	}
}

// tellChannel writes one letter to one channel of the owner. A link sent to an address that was added after the baseline is marked
// late: it opens a dispute, it doesn't end the case (C13).
func (r *Recovery) tellChannel(s *Step, a *evidence.Account, to evidence.Contact, kind notice.Kind, purpose Purpose, data map[string]string, at time.Time) {
	c := s.Case
	all := maps.Clone(data)
	if all == nil {
		all = map[string]string{}
	}
	if purpose != "" {
		all["link"] = r.newLink(s, purpose, r.contactKey(to.Value), to.From.After(c.Baseline), r.Now().Add(linkLife))
	}
	r.writeAt(s, kind, to.Value, a.Language, all, Job{Kind: JobLetter, CaseID: c.ID, At: at})
}

// linkPath is the first part of each link's path; linkLife is how long an owner's link lives if its case does.
var linkPath = map[Purpose]string{ProveContest: "not-me", ContestAll: "not-me", ProveUndo: "undo", ProveLink: "finish", ProveKeep: "keep"}

const linkLife = 60 * day

// newLink adds a link's proof row to the step and returns its address.
func (r *Recovery) newLink(s *Step, purpose Purpose, destination []byte, late bool, expires time.Time) string {
	token, mac := r.newToken(purpose)
	s.Proofs = append(s.Proofs, &Proof{
		CaseID: s.Case.ID, AccountKey: s.Case.AccountKey, Purpose: purpose, Destination: destination, MAC: mac,
		Late: late, Created: r.Now().UTC(), Expires: expires.UTC(),
	})
	return r.link(linkPath[purpose], token)
}

// newToken is a link's secret of 128 random bits or more, and the MAC under which it is kept.
func (r *Recovery) newToken(p Purpose) (token string, mac []byte) {
	token = rand.Text()
	return token, r.tokenMAC(p, token)
}

func (r *Recovery) tokenMAC(p Purpose, token string) []byte {
	return r.Keys.MAC("link", string(p), token)
}

// deliver is the job that sends one letter: worded now, sent under the letter's own id so that a second delivery after a crash is
// recognisably the same letter, and marked as sent. A failure that will never mend is recorded as its class and not tried again.
func (r *Recovery) deliver(ctx context.Context, id string) error {
	l, err := r.Store.Letter(ctx, id)
	if err != nil || !l.Sent.IsZero() || l.Failed != "" {
		return err
	}
	m, err := r.Writer.Write(notice.Letter{Kind: notice.Kind(l.Kind), Lang: l.Lang, Ref: l.Data["ref"], Data: l.Data})
	if err != nil {
		return err
	}
	err = r.Mailer.Send(ctx, l.ID, l.To, m)
	if r.Delivered != nil {
		r.Delivered(*l, err, err != nil && r.PermanentMail(err))
	}
	switch {
	case err == nil:
		return r.Store.LetterSent(ctx, l.ID, r.Now().UTC(), "")
	case r.PermanentMail(err):
		return r.Store.LetterSent(ctx, l.ID, r.Now().UTC(), "refused")
	}
	return err
}
