package assess

import (
	"fmt"
	"io"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Source is a file that is read from the start, and parts of it again.
type Source interface {
	io.ReaderAt
	Size() int64
}

// entry is one account of the file.
type entry struct {
	line      int
	at        int64 // place and length of its record
	length    int
	dossier   *evidence.Dossier // nil: not kept, read again
	passwords []evidence.Fact
}

// book is the file of accounts after it was read once.
type book struct {
	source  Source
	entries []entry
	byName  map[string]int
	byID    map[string]int
	counts  *evidence.Counts
	room    int64 // bytes of records that may still be kept prepared
}

// page is one account on its way into the book.
type page struct {
	entry
	id    string
	names []string
	keys  []evidence.Key
	err   error
}

// readBook reads every account on all cores. Unless frequencies are given it learns from them how common values are.
func readBook(source Source, counts *evidence.Counts, room int64, progress func(int)) (*book, error) {
	b := &book{source: source, byName: map[string]int{}, byID: map[string]int{}, counts: counts, room: room}
	learn := counts == nil
	if learn {
		b.counts = evidence.NewCounts()
	}
	err := inOrder(func(submit func(func() *page) bool) error {
		return eachLine(io.NewSectionReader(source, 0, source.Size()), progress, func(l line) bool {
			l.text = append([]byte(nil), l.text...)
			return submit(func() *page { return readPage(l, learn) })
		})
	}, func(p *page) error { return b.enter(p, learn) })
	return b, err
}

// readPage decodes one account and prepares it.
func readPage(l line, learn bool) *page {
	a, err := evidence.DecodeAccount(l.text)
	if err != nil {
		return &page{err: fmt.Errorf("%d: %w", l.number, err)}
	}
	p := &page{entry: entry{line: l.number, at: l.at, length: len(l.text), passwords: passwordFacts(a)}, id: a.ID, names: a.Identifiers}
	if learn {
		p.dossier, p.keys = evidence.Prepare(a)
	} else {
		p.dossier = evidence.NewDossier(a)
	}
	return p
}

// enter writes an account into the book.
func (b *book) enter(p *page, learn bool) error {
	if p.err != nil {
		return p.err
	}
	if before, twice := b.byID[p.id]; twice {
		return fmt.Errorf(`%d: field "id": the account of line %d has it`, p.line, b.entries[before].line)
	}
	place := len(b.entries)
	b.byID[p.id] = place
	for _, name := range p.names {
		if form := intake.Identifier(name); form != "" {
			if _, taken := b.byName[form]; !taken {
				b.byName[form] = place
			}
		}
	}
	if learn {
		b.counts.Add(p.keys)
	}
	if b.room -= int64(p.length); b.room < 0 {
		p.dossier, p.passwords = nil, nil
	}
	b.entries = append(b.entries, p.entry)
	return nil
}

// find is the account that is meant, in whichever way it is written; an account's own id is taken too.
func (b *book) find(identifier string) (*entry, bool) {
	place, ok := b.byName[intake.Identifier(identifier)]
	if !ok {
		place, ok = b.byID[identifier]
	}
	if !ok {
		return nil, false
	}
	return &b.entries[place], true
}

// prepared is the account ready to compare, read again if it was not kept.
func (b *book) prepared(e *entry) (*evidence.Dossier, []evidence.Fact, error) {
	if e.dossier != nil {
		return e.dossier, e.passwords, nil
	}
	record := make([]byte, e.length)
	if _, err := b.source.ReadAt(record, e.at); err != nil && err != io.EOF {
		return nil, nil, fmt.Errorf("%d: %w", e.line, err)
	}
	a, err := evidence.DecodeAccount(record)
	if err != nil {
		return nil, nil, fmt.Errorf("%d: %w", e.line, err)
	}
	return evidence.NewDossier(a), passwordFacts(a), nil
}

// passwordFacts are the facts that typed passwords are compared with.
func passwordFacts(a evidence.Account) []evidence.Fact {
	var facts []evidence.Fact
	for _, f := range a.Facts {
		if f.Kind == "password" {
			facts = append(facts, f)
		}
	}
	return facts
}
