package evidence

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"okaeri/internal/intake"
)

// Dossier is an account prepared for comparing. NewDossier makes it; it never changes and is safe for use by many goroutines.
type Dossier struct {
	account Account // without its facts
	created int64
	locals  []string // what stands before the @ of the account's addresses, folded and by sound

	names      []held[fullName]
	births     []held[intake.Day]
	countries  []held[string]
	regions    []held[string]
	cities     []held[string]
	postals    []held[string]
	passwords  []held[struct{}]
	products   []held[string]
	folders    valueIndex
	book       []held[bookEntry]
	bookIndex  valueIndex
	bookRead   sync.Once
	purchases  []held[purchase]
	custom     []customFacts
	mail       mailIndex
	signIns    []signIn
	suspicions []suspicion
	// firstImport is when Okaeri first learned anything of the account.
	firstImport int64
}

// customFacts are the facts of one kind that is the operator's own.
type customFacts struct {
	kind   string
	values []held[intake.Value]
}

// NewDossier prepares an account. What it cannot read (a birth date that is none) it leaves out: the item is then absent.
func NewDossier(a Account) *Dossier { return newDossier(a, newMailBuilder(a), newPlaceReader()) }

func newDossier(a Account, mail *mailBuilder, places placeReader) *Dossier {
	d := &Dossier{account: a, created: createdAt(a)}
	d.account.Facts = nil
	d.locals = localsOf(a.Identifiers)
	for i := range a.Facts {
		f := &a.Facts[i]
		if at := unix(f.Imported); at != 0 && (d.firstImport == 0 || at < d.firstImport) {
			d.firstImport = at
		}
		d.take(f, mail, places)
	}
	d.sort()
	d.date()
	d.suspicions = d.suspicious()
	d.spoil(mail)
	d.mail = mail.index(d.book)
	d.collect()
	return d
}

// localsOf lists what stands before the @ of addresses, as names are compared: folded, and by sound.
func localsOf(identifiers []string) []string {
	var locals []string
	for _, id := range identifiers {
		if local, _, mail := strings.Cut(id, "@"); mail || strings.ContainsFunc(local, unicode.IsLetter) {
			forms := intake.Name(strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) {
					return r
				}
				return -1
			}, local))
			locals = append(locals, forms.Folded, forms.Sound)
		}
	}
	return locals
}

// createdAt is when the account was made, 0 where that is not known.
func createdAt(a Account) int64 {
	if a.Created.IsZero() {
		return 0
	}
	return a.Created.Unix()
}

// take puts one fact where it will be compared.
func (d *Dossier) take(f *Fact, mail *mailBuilder, places placeReader) {
	text := f.Value.Text
	switch f.Kind {
	case intake.KindName, intake.KindFormerName:
		for _, name := range namesOf(f.Value) {
			d.names = append(d.names, heldOf(f, name, d.created))
		}
	case intake.KindBirthDate:
		if day, ok := intake.Date(text).Day(); ok && day.Whole() {
			d.births = append(d.births, heldOf(f, day, d.created))
		}
	case intake.KindCountry:
		addText(&d.countries, f, intake.Country(text), d.created)
	case intake.KindRegion:
		addText(&d.regions, f, intake.Region(text), d.created)
	case intake.KindCity:
		addText(&d.cities, f, intake.City(text), d.created)
	case intake.KindPostalCode:
		addText(&d.postals, f, intake.Postal(text), d.created)
	case kindPassword:
		d.passwords = append(d.passwords, heldOf(f, struct{}{}, d.created))
	case intake.KindProduct:
		for _, product := range f.Value.All() {
			addText(&d.products, f, intake.Folded(product), d.created)
		}
	case kindSentMail:
		mail.add(f, d.created)
	case kindSignIn:
		if s, ok := signInOf(f, d.created, places); ok {
			d.signIns = append(d.signIns, s)
		}
	default:
		d.takeOther(f)
	}
}

func (d *Dossier) takeOther(f *Fact) {
	switch f.Kind {
	case intake.KindMailFolder:
		d.folders.add(textHash(folderForm(f.Value.Text)), heldOf(f, struct{}{}, d.created).from)
	case intake.KindMailContact:
		entry := bookEntryOf(f.Value)
		entry.dated = f.From != nil || f.At != nil
		d.book = append(d.book, heldOf(f, entry, d.created))
	case intake.KindPurchase, intake.KindCard:
		d.purchases = append(d.purchases, heldOf(f, purchaseOf(f), d.created))
	case kindForwarding, kindNotMe:
		d.suspicions = append(d.suspicions, suspicion{at: heldOf(f, struct{}{}, d.created).from, event: true})
	case kindSecurity:
		d.suspicions = append(d.suspicions, suspicion{at: heldOf(f, struct{}{}, d.created).from, change: true})
	default:
		d.takeCustom(f)
	}
}

func (d *Dossier) takeCustom(f *Fact) {
	h := heldOf(f, f.Value, d.created)
	for i := range d.custom {
		if d.custom[i].kind == f.Kind {
			d.custom[i].values = append(d.custom[i].values, h)
			return
		}
	}
	d.custom = append(d.custom, customFacts{f.Kind, []held[intake.Value]{h}})
}

func addText(list *[]held[string], f *Fact, text string, created int64) {
	if text != "" {
		*list = append(*list, heldOf(f, text, created))
	}
}

// sort puts everything into an order that the record's own order cannot change.
func (d *Dossier) sort() {
	slices.SortStableFunc(d.signIns, func(a, b signIn) int { return compareInt(a.at, b.at) })
	slices.SortStableFunc(d.custom, func(a, b customFacts) int { return strings.Compare(a.kind, b.kind) })
	d.folders.sort()
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ID is the account's.
func (d *Dossier) ID() string { return d.account.ID }

// Account is the account without its facts.
func (d *Dossier) Account() Account { return d.account }

// Baseline is the last moment at which the account is trusted to have been the owner's: values from later are no truth.
func (d *Dossier) Baseline(at time.Time) time.Time {
	return time.Unix(d.trusted(at).baseline, 0).UTC()
}

// Suspicion tells what the records say against the time since the baseline.
type Suspicion struct {
	Event    bool // a suspicious event set the baseline
	Stranger bool // within 90 days somebody signed in from a device and a network that were both foreign and stayed so
	Recent   bool // security data was changed within 30 days
}

// Suspicion looks at the year before a time.
func (d *Dossier) Suspicion(at time.Time) Suspicion {
	t := d.trusted(at)
	return Suspicion{Event: t.event, Stranger: t.stranger, Recent: d.recentChange(at)}
}

// Familiar says whether an application comes from a device or a network that was the owner's before the baseline: such attempts are
// counted apart, so that a stranger's never use up the owner's.
func (d *Dossier) Familiar(a intake.Application) bool {
	if d == nil {
		return false
	}
	seen := d.seen(newPlaceReader().place(a.Context), d.trusted(a.At).cutoff)
	return seen.device > 0 || seen.ip > 0 || seen.net > 0
}

// Reachable counts the mailboxes in which a notice may find somebody who would object: those elsewhere that were verified before the baseline
// and are still held, and all to which letters go: the account's own names among them, and without the one where the applicant writes from, who
// objects to nothing. Against anybody outside the owner reads the account's own mailbox too; a reader of it empties it, and no record says
// whether a name was ever verified. No letter goes to a telephone.
func (d *Dossier) Reachable(a intake.Application) (all, elsewhere int) {
	cutoff, found, names := d.trusted(a.At).cutoff, map[string]bool{}, d.mailNames()
	for _, held := range d.account.Contacts {
		form := recipientForm(held.Value)
		if held.Kind == "email" && held.Verified && held.Until == nil && !names[form] && held.From.Unix() < cutoff.time {
			found[form] = true
		}
	}
	all, elsewhere = len(names)+len(found), len(found)
	if applicant := recipientForm(a.Contact); names[applicant] || found[applicant] {
		all--
	}
	return all, elsewhere
}

// mailNames are the account's own names that are mail addresses.
func (d *Dossier) mailNames() map[string]bool {
	names := map[string]bool{}
	for _, id := range d.account.Identifiers {
		if intake.IsMail(id) {
			names[recipientForm(id)] = true
		}
	}
	return names
}

// Latest is the last moment that the account's records tell of.
func (d *Dossier) Latest() time.Time {
	latest := d.created
	note := func(at int64) {
		if at != forever {
			latest = max(latest, at)
		}
	}
	for i := range d.signIns {
		note(d.signIns[i].at)
	}
	for _, change := range d.changes() {
		note(change)
	}
	for i := range d.mail.entries {
		note(d.mail.entries[i].first)
	}
	for _, first := range d.mail.subjects.first {
		note(first)
	}
	for i := range d.purchases {
		note(d.purchases[i].from)
	}
	return time.Unix(latest, 0).UTC()
}
