package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// bookEntry is somebody of the owner's address book.
type bookEntry struct {
	names []uint64 // the forms of the name
	mail  string
}

func bookEntryOf(v intake.Value) bookEntry {
	if v.Parts == nil {
		if strings.Contains(v.Text, "@") {
			return bookEntry{mail: recipientForm(v.Text)}
		}
		return bookEntry{names: bookName(v.Text)}
	}
	name := v.Part("name")
	if name == "" {
		name = v.Part("family") + v.Part("given")
	}
	return bookEntry{bookName(name), recipientForm(v.Part("email"))}
}

// bookName is the forms of a name, as keys.
func bookName(name string) []uint64 {
	forms := intake.Name(name)
	var keys []uint64
	if forms.Folded != "" {
		keys = append(keys, textHash(forms.Folded))
	}
	if len(forms.Sound) > 2 {
		keys = append(keys, textHash(forms.Sound))
	}
	return keys
}

// keys are all forms by which the entry can be named.
func (b *bookEntry) keys() []uint64 {
	if b.mail == "" {
		return b.names
	}
	return append(slices.Clone(b.names), textHash(b.mail))
}

// folderFinding compares names of folders.
func (c *comparison) folderFinding() (Finding, bool) {
	depth := c.d.folders.before(c.cutoff.time, 2)
	g := newGraded(Folders, 2-max(depth, 1))
	var hits []Probability
	wrong, since := 0, int64(0)
	claims := c.different(intake.KindMailFolder, intake.Folded)
	for _, folder := range claims {
		first, ok := c.d.folders.find(textHash(folder))
		switch {
		case ok && first < c.cutoff.time && c.shares.everybodys(intake.KindMailFolder, folder, assumedFolder):
			g.common = true
			continue
		case ok && first < c.cutoff.time:
			hits, since = append(hits, c.shares.of(intake.KindMailFolder, folder, assumedFolder)), earlier(since, first)
			continue
		}
		c.flagLate(ok)
		wrong++
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two}, since)
	return g.finding(string(Folders)), depth > 0
}

// bookFinding compares people of the address book, by name or address. One person named twice is one.
func (c *comparison) bookFinding() (Finding, bool) {
	depth := 0
	for i := range c.d.book {
		if c.d.book[i].counts(c.cutoff) {
			if depth++; depth == 2 {
				break
			}
		}
	}
	g := newGraded(AddressBook, 2-max(depth, 1))
	var hits []Probability
	met := map[int64]bool{}
	wrong, since := 0, int64(0)
	claims := c.different(intake.KindMailContact, intake.Plain)
	for _, claimed := range claims {
		keys := bookName(claimed)
		if strings.Contains(claimed, "@") {
			keys = []uint64{textHash(recipientForm(claimed))}
		}
		entry, first := c.bookEntry(keys)
		switch {
		case entry < 0:
			wrong++
		case !met[entry]:
			met[entry] = true
			hits, since = append(hits, c.shares.of(intake.KindMailContact, bookWord(claimed), assumedBook)), earlier(since, first)
		}
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two}, since)
	return g.finding(string(AddressBook)), depth > 0
}

// bookEntry finds an entry by any of its forms; -1 when there is none.
func (c *comparison) bookEntry(keys []uint64) (entry, first int64) {
	for _, key := range keys {
		if first, ok := c.d.bookIndex.find(key); ok {
			if first < c.cutoff.time {
				return c.bookNumber(key), first
			}
			c.flagLate(true)
		}
	}
	return -1, 0
}

func (c *comparison) bookNumber(key uint64) int64 {
	for i := range c.d.book {
		if slices.Contains(c.d.book[i].value.keys(), key) {
			return int64(i)
		}
	}
	return -1
}

// bookWord is how the population counts an entry.
func bookWord(claimed string) string {
	if strings.Contains(claimed, "@") {
		return recipientForm(claimed)
	}
	return intake.Name(claimed).Folded
}

// productFinding compares which products were used. One that was given up before the cutoff may be named or not.
func (c *comparison) productFinding() (Finding, bool) {
	var now, ever []string
	for i := range c.d.products {
		h := &c.d.products[i]
		if h.at(c.cutoff) && !slices.Contains(now, h.value) {
			now = append(now, h.value)
		}
		if h.counts(c.cutoff) && !slices.Contains(ever, h.value) {
			ever = append(ever, h.value)
		}
	}
	if len(ever) == 0 {
		return Finding{}, false
	}
	if len(now) == 0 {
		now = ever
	}
	g := newGraded(Products, 0)
	slices.Sort(now)
	g.guess[0] = c.shares.of(keyProducts, strings.Join(now, ","), assumedProducts)
	for _, product := range now {
		g.guess[1] = max(g.guess[1], c.shares.of(intake.KindProduct, product, assumedProduct))
	}
	claimed := c.different(intake.KindProduct, intake.Folded)
	g.asked = len(claimed) > 0
	switch f1 := max(likeSet(claimed, now), likeSet(claimed, ever)); {
	case f1 >= 800:
		g.hit(Products.Index(Exact), Way{Guess: g.guess}, c.d.created)
	case f1 >= 300:
		g.hit(Products.Index(Partial), Way{Guess: g.guess}, c.d.created)
	}
	return g.finding(string(Products)), true
}

// likeSet is the F1 measure of two sets, in thousandths.
func likeSet(claimed, held []string) int {
	common := 0
	for _, value := range claimed {
		if slices.Contains(held, value) {
			common++
		}
	}
	if len(claimed)+len(held) == 0 {
		return 0
	}
	return 2000 * common / (len(claimed) + len(held))
}
