package evidence

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"okaeri/internal/intake"
)

// mailIndex is what the owner sent, ready to look up: to whom, and under which subjects. Whom the owner only ever answered, and the subjects
// that came from them, are told apart: anybody can write to the owner and remember the answer (engine.md §2.5).
type mailIndex struct {
	entries  []address // every address once
	whole    []partOf  // whole addresses
	parts    []partOf  // parts of addresses, for those one edit away; see partsOf
	subjects subjectIndex
}

// address is somebody to whom the owner wrote.
type address struct {
	text   string
	domain string
	first  int64
	opened int64 // when the owner first wrote without being written to; forever if never
	own    int64 // from when it is the owner's own doing; see ownSince
}

// partOf says that an address has a part.
type partOf struct {
	hash  uint64
	entry int32
}

// mailBuilder gathers sent mail.
type mailBuilder struct {
	own      map[string]bool   // the owner's own addresses: a letter to oneself says nothing
	forms    map[string]string // addresses as they were written, folded: most letters go to the same few
	seen     map[string]int    // place in index.entries
	ix       mailIndex
	subjects subjectBuilder
	answers  []answer
}

func newMailBuilder(a Account) *mailBuilder {
	b := &mailBuilder{own: map[string]bool{}, forms: map[string]string{}, seen: map[string]int{}}
	for _, id := range a.Identifiers {
		b.own[recipientForm(id)] = true
	}
	for _, c := range a.Contacts {
		b.own[recipientForm(c.Value)] = true
	}
	return b
}

// recipientForm is the form in which addresses are compared: nobody remembers the letter case. Mail to one and the same mailbox has one
// form: what stands behind a plus sign tells apart nothing but the owner's folders (RFC 5233), nor do dots at Gmail.
func recipientForm(s string) string {
	form := strings.ToLower(intake.Mail(s))
	local, domain, mail := strings.Cut(form, "@")
	if !mail {
		return form
	}
	if box, _, tagged := strings.Cut(local, "+"); tagged && box != "" {
		local = box
	}
	if domain == "googlemail.com" || domain == "gmail.com" {
		local, domain = strings.ReplaceAll(local, ".", ""), "gmail.com"
	}
	return local + "@" + domain
}

// amongWords finds an address among other words.
var amongWords = regexp.MustCompile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")

// claimedAddress is the form of an address that somebody typed, words around it left out: 太郎（taro@example.jp）, To: taro@example.jp.
func claimedAddress(s string) string {
	form := recipientForm(s)
	local, domain, mail := strings.Cut(form, "@")
	if mail && (strings.ContainsFunc(local, notOfAddress) || wordsBehind(s, domain)) || strings.Count(form, "@") > 1 || strings.Contains(form, "(") {
		if address := amongWords.FindString(intake.Plain(s)); address != "" {
			return recipientForm(address)
		}
	}
	return form
}

// wordsBehind says that what follows an address was taken for the end of its domain: taro@example.jp です.
func wordsBehind(s, domain string) bool {
	if !strings.Contains(domain, "xn--") {
		return false
	}
	last := strings.TrimSpace(s[strings.LastIndexAny(s, ".．")+1:])
	return last != "" && (last[0] >= 'a' && last[0] <= 'z' || strings.ContainsFunc(last, unicode.IsSpace))
}

// notOfAddress says that a character stands in no plain address before the @.
func notOfAddress(r rune) bool { return r >= 0x80 || strings.ContainsRune("()<>[]:;,\\\" ", r) }

// add takes one sent mail.
func (b *mailBuilder) add(f *Fact, created int64) {
	reply := answer{at: heldOf(f, struct{}{}, created).from, subject: -1}
	unasked := reply.at
	answers := answersMail(f)
	if answers {
		unasked = forever
	}
	for _, to := range strings.Split(f.Value.Part("to"), ",") {
		switch i := b.addRecipient(to, reply.at, unasked); {
		case answers && i >= 0:
			reply.to = append(reply.to, i)
		case i == aRole:
			reply.open = true
		}
	}
	if subject := intake.Subject(f.Value.Part("subject")); subject != "" {
		reply.subject = b.subjects.add(subject, reply.at, unasked)
	}
	if answers {
		b.answers = append(b.answers, reply)
	}
}

// What addRecipient gives where nobody is noted.
const (
	nobody = -1 - iota // the owner, or nothing
	aRole
)

// addRecipient notes somebody written to and gives their place.
func (b *mailBuilder) addRecipient(to string, first, opened int64) int {
	form, known := b.forms[to]
	if !known {
		form = recipientForm(to)
		b.forms[to] = form
	}
	switch {
	case form == "" || b.own[form]:
		return nobody
	case automatic(form):
		return aRole
	}
	if i, ok := b.seen[form]; ok {
		e := &b.ix.entries[i]
		e.first, e.opened = min(e.first, first), min(e.opened, opened)
		return i
	}
	_, domain, _ := strings.Cut(form, "@")
	b.seen[form] = len(b.ix.entries)
	b.ix.entries = append(b.ix.entries, address{form, domain, first, opened, 0})
	return b.seen[form]
}

// automatic knows addresses that no person is behind: they are known to everybody who knows the organisation.
func automatic(form string) bool {
	local, domain, _ := strings.Cut(form, "@")
	if strings.HasPrefix(domain, "lists.") || strings.HasPrefix(domain, "ml.") || strings.HasSuffix(domain, "googlegroups.com") {
		return true
	}
	for _, word := range strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune(".-_+", r) }) {
		if slices.Contains(roleWords, word) {
			return true
		}
	}
	return slices.Contains(roleWords, local)
}

var roleWords = []string{
	"abuse", "admin", "administrator", "all", "announce", "billing", "bounce", "bounces", "contact", "daemon", "hello", "help", "helpdesk",
	"hostmaster", "info", "list", "mailer", "marketing", "ml", "news", "newsletter", "noreply", "notification", "notifications", "notify",
	"office", "order", "orders", "owner", "postmaster", "press", "reply", "request", "root", "sales", "security", "service", "shop", "staff",
	"support", "system", "team", "undisclosed", "unsubscribe", "webmaster",
}

// index readies everything for looking up.
func (b *mailBuilder) index(book []held[bookEntry]) mailIndex {
	b.befriend(book)
	b.adopt()
	for i := range b.ix.entries {
		e := &b.ix.entries[i]
		e.own = ownSince(e.first, e.opened)
	}
	for i, first := range b.subjects.first {
		b.subjects.own[i] = ownSince(first, b.subjects.own[i])
	}
	slices.SortFunc(b.ix.entries, func(x, y address) int { return strings.Compare(x.text, y.text) })
	for i := range b.ix.entries {
		e := &b.ix.entries[i]
		b.ix.whole = append(b.ix.whole, partOf{textHash(e.text), int32(i)})
		for _, part := range partsOf(e.text) {
			b.ix.parts = append(b.ix.parts, partOf{part, int32(i)})
		}
	}
	sortParts(b.ix.whole)
	sortParts(b.ix.parts)
	b.ix.subjects = b.subjects.index()
	return b.ix
}

func sortParts(parts []partOf) {
	slices.SortFunc(parts, func(a, b partOf) int {
		if a.hash != b.hash {
			if a.hash < b.hash {
				return -1
			}
			return 1
		}
		return int(a.entry - b.entry)
	})
}

// withPart lists the entries that have a part, at most a few: a part that many share says nothing.
func withPart(parts []partOf, hash uint64) []partOf {
	const most = 32
	i, _ := slices.BinarySearchFunc(parts, hash, func(p partOf, h uint64) int {
		switch {
		case p.hash < h:
			return -1
		case p.hash > h:
			return 1
		}
		return 0
	})
	end := i
	for end < len(parts) && end-i < most && parts[end].hash == hash {
		end++
	}
	return parts[i:end]
}

// Parts of an address are told apart by what they are.
const (
	headPart  = uint64(0x9e3779b97f4a7c15)
	tailPart  = uint64(0xc2b2ae3d27d4eb4f)
	localPart = uint64(0x165667b19e3779f9)
)

// partsOf gives the parts that stay whole when one letter of an address goes wrong: either half of what stands before the @, with
// the domain, and all of it without the domain and, as some providers count none, without dots.
func partsOf(text string) []uint64 {
	local, domain, _ := strings.Cut(text, "@")
	middle := len(local) / 2
	return []uint64{
		part(headPart, local[:middle], domain, len(local)), part(tailPart, local[middle:], domain, len(local)),
		part(localPart, strings.ReplaceAll(local, ".", ""), "", 0),
	}
}

func part(kind uint64, text, domain string, length int) uint64 {
	return hashText(hashText(kind^uint64(length)*hashPrime, text)*hashPrime, domain)
}

// find is the address itself.
func (x *mailIndex) find(form string) (*address, bool) {
	for _, p := range withPart(x.whole, textHash(form)) {
		if e := &x.entries[p.entry]; e.text == form {
			return e, true
		}
	}
	return nil, false
}

// nearly is an address that is one edit away before the @, or that has another domain behind the same rare local part: of several the one that
// has been the owner's own for longest.
func (x *mailIndex) nearly(form string, before cutoff) (best *address, ok bool) {
	local, domain, _ := strings.Cut(form, "@")
	if len(local) < 4 {
		return nil, false
	}
	take := func(e *address) {
		if e.first < before.time && (best == nil || e.before(best)) {
			best = e
		}
	}
	for length := len(local) - 1; length <= len(local)+1; length++ {
		middle := length / 2
		for _, hash := range []uint64{
			part(headPart, local[:middle], domain, length), part(tailPart, local[max(0, len(local)-(length-middle)):], domain, length),
		} {
			for _, p := range withPart(x.parts, hash) {
				e := &x.entries[p.entry]
				if oneEdit([]rune(e.text), []rune(form)) {
					take(e)
				}
			}
		}
	}
	for _, p := range withPart(x.parts, part(localPart, strings.ReplaceAll(local, ".", ""), "", 0)) {
		take(&x.entries[p.entry])
	}
	return best, best != nil
}

// before says whether an address has been the owner's own for longer than another.
func (a *address) before(b *address) bool {
	return cmp.Or(cmp.Compare(a.own, b.own), cmp.Compare(a.first, b.first), strings.Compare(a.text, b.text)) < 0
}
