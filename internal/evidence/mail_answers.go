package evidence

import (
	"strings"

	"okaeri/internal/intake"
)

// answer is a mail that answers another.
type answer struct {
	at      int64
	subject int   // place in the subjects; negative without
	to      []int // places in index.entries
	open    bool  // it went to a role or a list as well, behind which anybody may be
}

// befriend takes people of the address book, who stood there before they were answered, for people whom the owner would write to
// unasked. Mail programs put everybody there who is answered, so that a later entry says nothing, nor does one without a date.
func (b *mailBuilder) befriend(book []held[bookEntry]) {
	for i := range book {
		entry := &book[i]
		n, ok := b.seen[entry.value.mail]
		if !ok || !entry.value.dated {
			continue
		}
		if e := &b.ix.entries[n]; entry.from <= e.first-day && entry.until > e.first {
			e.opened = min(e.opened, e.first)
		}
	}
}

// adopt takes the subject of an answer for the owner's where the owner also writes to everybody who got it unasked: what is known among
// friends, the parameters' chances of acquaintances hold.
func (b *mailBuilder) adopt() {
	for _, a := range b.answers {
		if a.subject < 0 || a.open || len(a.to) == 0 {
			continue
		}
		since := a.at
		for _, i := range a.to {
			since = max(since, b.ix.entries[i].opened)
		}
		b.subjects.own[a.subject] = min(b.subjects.own[a.subject], since)
	}
}

// ownSince is from when something of the mailbox is the owner's own doing: since it was written unasked, or half a year after it was in answer,
// since nobody is likely to have written then for today's sake.
func ownSince(first, unasked int64) int64 {
	if first == forever {
		return forever
	}
	return min(unasked, first+lurking)
}

// collect tells of the entries of the address book from when they are the owner's own doing: those that an answer put there, or may have put
// there where nobody knows since when they stand, are no more so than the answer is.
func (d *Dossier) collect() {
	for i := range d.book {
		entry := &d.book[i]
		entry.value.own = entry.from
		if entry.value.mail == "" || entry.from == forever {
			continue
		}
		if e, ok := d.mail.find(entry.value.mail); ok && e.opened > e.first && (!entry.value.dated || entry.from > e.first-day) {
			entry.value.own = max(entry.from, e.own)
		}
	}
}

// answersMail says whether the owner sent a mail in answer to another: its subject says so, or its record does and it hands nothing on, which
// some programs note in the same way.
func answersMail(f *Fact) bool {
	subject := f.Value.Part("subject")
	switch strings.ToLower(strings.TrimSpace(f.Value.Part("in_reply_to"))) {
	case "", "false", "0", "no", "null", "none":
		return intake.AnswersMail(subject)
	}
	return !intake.HandsMailOn(subject) // a subject that says so answers, and then hands nothing on
}
