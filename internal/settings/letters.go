package settings

import (
	"context"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// Post is how letters are worded and leave.
type Post struct {
	Writer recovery.Writer
	Mailer recovery.Mailer
}

// LetterKinds are the kinds of letters in the order in which people get them.
func LetterKinds() []notice.Kind {
	return []notice.Kind{
		notice.Code, notice.ReturnCode, notice.Received, notice.NeedMore, notice.Late, notice.Granted, notice.Declined, notice.Ready,
		notice.RestoreCode, notice.Restored, notice.Undone, notice.Withdrawn, notice.Contested, notice.Expired, notice.MoveCode, notice.Moved,
		notice.MovedBack, notice.NoticeSubmitted, notice.NoticeGranted, notice.NoticeDeclined, notice.NoticeRestored, notice.NoticeUnused,
		notice.ContestReceived,
	}
}

// sampleRef is a reference number that no case has.
const sampleRef = "TEST-00"

// Letter writes a sample of a kind, in "ja" or "en". Its links lead to pages that say that there is no such case. Error: *Unclear for a
// kind that there is none of.
func (s *Settings) Letter(kind notice.Kind, lang string) (notice.Message, error) {
	known := false
	for _, k := range LetterKinds() {
		known = known || k == kind
	}
	if !known || lang != "ja" && lang != "en" {
		return notice.Message{}, ErrNotFound
	}
	now := s.Now().UTC().Truncate(time.Minute)
	at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	public := func(parts ...string) string { return s.House.PublicURL.JoinPath(parts...).String() }
	return s.Post.Writer.Write(notice.Letter{Kind: kind, Lang: lang, Ref: sampleRef, Data: map[string]string{
		"code": "123456", "until": at(10 * time.Minute), "due": at(24 * time.Hour), "opens": at(72 * time.Hour), "again": at(24 * time.Hour),
		"at": at(0), "submitted": at(-time.Hour), "link": public("not-me", "sample"), "check": public("check"), "status": public("status"),
		"appeal": public("status"), "kinds": "past_password,mail_recipient", "changes": "password,unlocked,sessions", "region": "JP-27",
		"network": "home", "outcome": "stopped",
	}})
}

// TestLetter sends a sample to the address that is on record for the person who asks, and to no other. Errors: *recovery.Refused,
// *recovery.TooSoon, *Unclear where no address is on record, ErrNotFound for an unknown kind, or what the post office said.
func (s *Settings) TestLetter(ctx context.Context, a recovery.Actor, kind notice.Kind, lang string) (to string, err error) {
	if err := runs(a); err != nil {
		return "", err
	}
	m, err := s.Letter(kind, lang)
	if err != nil {
		return "", err
	}
	people, err := s.Store.Staff(ctx)
	if err != nil {
		return "", err
	}
	me, err := s.worker(&Step{People: people}, a)
	if err != nil {
		return "", err
	}
	if me.Mail == "" {
		return "", &Unclear{"no_mail"}
	}
	if err := s.pace(ctx, "letter-test", a); err != nil {
		return "", err
	}
	sent := s.Post.Mailer.Send(ctx, "test-"+staff.NewID(), me.Mail, m)
	outcome := "sent"
	if sent != nil {
		outcome = "failed"
	}
	err = s.Store.Record(ctx, audit.Entry{At: s.Now().UTC(), Door: "letter_test", Actor: "staff:" + me.Login, Detail: map[string]string{
		"kind": string(kind), "lang": lang, "outcome": outcome, "via": a.Via,
	}})
	if sent != nil {
		return me.Mail, &Unclear{"not_sent"}
	}
	return me.Mail, err
}
