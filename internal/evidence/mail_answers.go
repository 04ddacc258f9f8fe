package evidence

// answer is a mail that answers another.
type answer struct {
	at      int64
	subject int   // place in the subjects; -1 without
	to      []int // places in index.entries
}

// befriend takes people of the address book, who stood there before they were answered, for people whom the owner would write to
// unasked. Mail programs put everybody there who is answered, so that a later entry says nothing.
func (b *mailBuilder) befriend(book []held[bookEntry]) {
	for i := range book {
		if n, ok := b.seen[book[i].value.mail]; ok && book[i].from <= b.ix.entries[n].first-day {
			e := &b.ix.entries[n]
			e.opened = min(e.opened, e.first)
		}
	}
}

// adopt takes the subject of an answer for the owner's where the owner also writes to everybody who got it unasked: what is known among
// friends, the parameters' chances of acquaintances hold.
func (b *mailBuilder) adopt() {
	for _, a := range b.answers {
		since := a.at
		for _, i := range a.to {
			since = max(since, b.ix.entries[i].opened)
		}
		if a.subject >= 0 && len(a.to) > 0 {
			b.subjects.coined[a.subject] = min(b.subjects.coined[a.subject], since)
		}
	}
}

// begun says whether something of the mailbox is the owner's own doing: written unasked before the cutoff, or in answer so long ago that
// nobody is likely to have written then for today's sake.
func (c *comparison) begun(first, unasked int64) bool {
	return unasked < c.cutoff.time || first < c.cutoff.time-lurking
}

// collected says whether an entry of the address book came there by an answer: a mail program puts everybody there.
func (c *comparison) collected(entry *held[bookEntry]) bool {
	e, ok := c.d.mail.find(entry.value.mail)
	return ok && entry.value.mail != "" && !c.begun(e.first, e.opened) && entry.from > e.first-day
}
