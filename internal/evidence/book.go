package evidence

import (
	_ "embed"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// bookEntry is somebody of the owner's address book.
type bookEntry struct {
	name  string
	mail  string
	names []uint64 // the forms of the name; see Dossier.named
	word  string   // the name as the population counts it; likewise
	dated bool     // the record says since when
	own   int64    // from when it is the owner's own doing; see Dossier.collect
}

// named is the address book with the forms of its names, and their index. To read names takes as long as to read all else of an account and most
// applications name nobody, so that it is done when the first asks.
func (d *Dossier) named() ([]held[bookEntry], *valueIndex) {
	d.bookRead.Do(func() {
		for i := range d.book {
			entry := &d.book[i].value
			entry.names, entry.word = heldBookName(entry.name), bookWord(entry.name)
			for _, key := range entry.keys() {
				d.bookIndex.add(key, d.book[i].from)
			}
		}
		d.bookIndex.sort()
	})
	return d.book, &d.bookIndex
}

func bookEntryOf(v intake.Value) bookEntry {
	if v.Parts == nil {
		if strings.Contains(v.Text, "@") {
			name, _, _ := strings.Cut(v.Text, "<") // 鈴木 <suzuki@example.jp>
			if strings.Contains(name, "@") {
				name = ""
			}
			return bookEntry{name: strings.Trim(name, " \""), mail: recipientForm(v.Text)}
		}
		return bookEntry{name: v.Text}
	}
	return bookEntry{name: bookNameOf(v), mail: recipientForm(v.Part("email"))}
}

// bookNameOf is the name in a value of several parts.
func bookNameOf(v intake.Value) string {
	if name := v.Part("name"); name != "" {
		return name
	}
	return strings.TrimSpace(v.Part("family") + " " + v.Part("given"))
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

// heldBookName is the forms under which a held name is found: as it is, without a title, its words the other way round, and as its kanji are read.
func heldBookName(name string) []uint64 {
	keys := claimedBookName(name)
	words := intake.SplitName(name)
	if len(words) == 2 {
		keys = append(keys, bookName(words[1]+" "+words[0])...)
	}
	if strings.ContainsFunc(name, dense) && len(words) <= 2 {
		for _, sound := range soundsOfName(words) {
			if len(sound) > 2 {
				keys = append(keys, textHash(sound))
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// soundsOfName lists how a name of one word or two in kanji may be read, either word first.
func soundsOfName(words []string) []string {
	for i := range words {
		words[i] = intake.Folded(words[i])
	}
	var sounds []string
	if len(words) == 1 {
		sounds = slices.Concat(soundsOf(familyPart, words[0], nil), soundsOf(givenPart, words[0], nil))
		for _, n := range knownApart(words[0]) {
			sounds = append(sounds, soundsOfName(n.words[:])...)
		}
		return sounds
	}
	for n := range words {
		for _, f := range soundsOf(familyPart, words[n], nil) {
			for _, g := range soundsOf(givenPart, words[1-n], nil) {
				sounds = append(sounds, intake.Sound(f+g), intake.Sound(g+f))
			}
		}
	}
	return sounds
}

//go:embed data/titles.txt
var titleFile string

// titles are what people put behind a name when they speak of somebody.
var titles = strings.Fields(titleFile)

// claimedBookName is the forms of a name that was claimed: with what may be a title, and without.
func claimedBookName(name string) []uint64 {
	keys := bookName(name)
	if bare := withoutTitle(name); bare != name {
		keys = append(keys, bookName(bare)...)
	}
	plain := intake.Plain(name)
	for _, title := range titles {
		if rest, found := strings.CutSuffix(plain, title); found && strings.TrimSpace(rest) != "" {
			keys = append(keys, bookName(rest)...)
		}
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

// bookFinding compares people of the address book, by name or address. One person named twice is one.
func (c *comparison) bookFinding() (Finding, bool) {
	depth := 0
	for i := range c.d.book {
		if c.d.book[i].counts(c.cutoff) && c.d.book[i].value.own < c.cutoff.time {
			if depth++; depth == 2 {
				break
			}
		}
	}
	g := newGraded(AddressBook, 2-max(depth, 1))
	var hits []Probability
	met := map[int64]bool{}
	wrong, since := 0, int64(0)
	claims := c.bookClaims()
	for _, claimed := range claims {
		entry, first := c.bookEntry(claimed.keys)
		switch {
		case entry < 0:
			wrong++
		case c.d.book[entry].value.own >= c.cutoff.time:
			g.answered = true
		case !met[entry]:
			met[entry] = true
			hits, since = append(hits, c.bookShare(entry, claimed.word)), earlier(since, first)
		}
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two}, since)
	return g.finding(string(AddressBook)), depth > 0
}

// bookClaim is somebody who is said to be in the address book.
type bookClaim struct {
	keys []uint64
	word string
}

// bookClaims lists the people named, each once: by name, by address or by both.
func (c *comparison) bookClaims() []bookClaim {
	var claims []bookClaim
	seen := map[string]bool{}
	add := func(name, mail string) {
		claim := bookClaim{word: bookWord(name)}
		if mail != "" {
			claim = bookClaim{keys: []uint64{textHash(mail)}, word: mail}
		}
		if claim.keys = append(claim.keys, claimedBookName(name)...); len(claim.keys) > 0 && !seen[claim.word] {
			seen[claim.word] = true
			claims = append(claims, claim)
		}
	}
	for _, v := range c.claims(intake.KindMailContact) {
		if v.Parts != nil {
			add(bookNameOf(v), recipientForm(v.Part("email")))
			continue
		}
		for _, text := range v.All() {
			if strings.Contains(text, "@") {
				add("", claimedAddress(text))
			} else {
				add(text, "")
			}
		}
	}
	return claims
}

// bookShare is how common an entry is among address books, by the word it is counted by or the one that was given.
func (c *comparison) bookShare(entry int64, word string) Probability {
	share := c.shares.of(intake.KindMailContact, word, assumedBook)
	if entry >= 0 {
		book, _ := c.d.named()
		share = max(share, c.shares.of(intake.KindMailContact, book[entry].value.word, assumedBook))
	}
	return share
}

// bookEntry finds an entry by any of its forms; -1 when there is none.
func (c *comparison) bookEntry(keys []uint64) (entry, first int64) {
	_, index := c.d.named()
	for _, key := range keys {
		if first, ok := index.find(key); ok {
			if first < c.cutoff.time {
				return c.bookNumber(key), first
			}
			c.flagLate(true)
		}
	}
	return -1, 0
}

// bookNumber is the entry that a form names; of several the one that has been the owner's own for longest.
func (c *comparison) bookNumber(key uint64) int64 {
	book, _ := c.d.named()
	best := int64(-1)
	for i := range book {
		if (best < 0 || book[i].value.own < book[best].value.own) && slices.Contains(book[i].value.keys(), key) {
			best = int64(i)
		}
	}
	return best
}

// bookWord is how the population counts an entry.
func bookWord(claimed string) string {
	if strings.Contains(claimed, "@") {
		return recipientForm(claimed)
	}
	return intake.Name(claimed).Folded
}
