package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// FactKeys lists what an account adds to the population: each of its values once, as Compare asks for them. Passwords are never
// among them.
func FactKeys(a Account) []Key {
	mail := newMailBuilder(a)
	created := createdAt(a)
	for i := range a.Facts {
		if f := &a.Facts[i]; f.Kind == kindSentMail {
			mail.add(f, created)
		}
	}
	return factKeys(a, mail, newPlaceReader())
}

// Prepare is NewDossier and FactKeys in one go, for whoever needs both.
func Prepare(a Account) (*Dossier, []Key) {
	mail, places := newMailBuilder(a), newPlaceReader()
	d := newDossier(a, mail, places)
	return d, factKeys(a, mail, places)
}

// factKeys lists the keys of an account whose sent mail has been read.
func factKeys(a Account, mail *mailBuilder, places placeReader) []Key {
	k := keySet{seen: make(map[Key]bool, len(a.Facts))}
	if !a.Created.IsZero() {
		k.add(keyCreated, intake.Day{Year: a.Created.Year(), Month: int(a.Created.Month())}.String())
	}
	var products []string
	for i := range a.Facts {
		switch f := &a.Facts[i]; f.Kind {
		case kindPassword, kindSentMail, kindForwarding, kindNotMe, kindSecurity:
		case kindSignIn:
			k.addSignIn(f, places)
		case intake.KindProduct:
			if f.Until == nil {
				for _, product := range f.Value.All() {
					products = append(products, intake.Folded(product))
				}
			}
		default:
			k.addFact(f)
		}
	}
	k.addMail(mail)
	slices.Sort(products)
	products = slices.Compact(products)
	for _, product := range products {
		k.add(intake.KindProduct, product)
	}
	k.add(keyProducts, strings.Join(products, ","))
	return k.keys
}

func (k *keySet) addMail(mail *mailBuilder) {
	for i := range mail.ix.entries {
		k.add(intake.KindMailRecipient, mail.ix.entries[i].text)
		k.add(keyDomain, mail.ix.entries[i].domain)
	}
	for _, subject := range mail.subjects.texts {
		k.add(intake.KindMailSubject, subject)
	}
}

type keySet struct {
	keys []Key
	seen map[Key]bool
}

func (k *keySet) add(kind, value string) {
	key := Key{kind, value}
	if value != "" && !k.seen[key] {
		k.seen[key] = true
		k.keys = append(k.keys, key)
	}
}

func (k *keySet) addFact(f *Fact) {
	text := f.Value.Text
	switch f.Kind {
	case intake.KindName, intake.KindFormerName:
		for _, n := range namesOf(f.Value) {
			k.add(keyFamily, n.family.Folded)
			k.add(keyGiven, n.given.Folded)
			k.add(string(Name), n.written)
		}
	case intake.KindBirthDate:
		if day, ok := intake.Date(text).Day(); ok && day.Whole() {
			k.add(f.Kind, day.String())
		}
	case intake.KindCountry:
		k.add(f.Kind, intake.Country(text))
	case intake.KindRegion:
		k.add(f.Kind, intake.Region(text))
	case intake.KindCity:
		k.add(f.Kind, intake.City(text))
	case intake.KindPostalCode:
		postal := intake.Postal(text)
		k.add(f.Kind, postal)
		if len(postal) >= 5 {
			k.add(keyPostal5, postal[:5])
			k.add(keyPostal3, postal[:3])
		}
	case intake.KindMailFolder:
		k.add(f.Kind, folderForm(text))
	case intake.KindMailContact:
		k.addBookEntry(f.Value)
	case intake.KindPurchase, intake.KindCard:
		p := purchaseOf(f)
		k.add(keyLast4, p.last4)
		k.add("item", p.item)
	default:
		k.add(f.Kind, customWord((&comparison{}).kindOf(f.Kind), f.Value))
	}
}

func (k *keySet) addBookEntry(v intake.Value) {
	if v.Parts == nil {
		k.add(intake.KindMailContact, bookWord(v.Text))
		return
	}
	k.add(intake.KindMailContact, bookWord(bookNameOf(v)))
	k.add(intake.KindMailContact, recipientForm(v.Part("email")))
}

func (k *keySet) addSignIn(f *Fact, places placeReader) {
	if failed(f) {
		return
	}
	w := places.words(contextOf(f))
	k.add(keyNet, w.net)
	k.add(keyArea, w.area)
}

// ClaimKeys lists every key that comparing the application with the dossier asks the population for: one look-up for one verdict.
func ClaimKeys(d *Dossier, a intake.Application) []Key {
	asked := &recorder{keySet{seen: map[Key]bool{}}}
	Compare(d, a, Evidence{Population: asked})
	return asked.keys
}

// recorder is a population that only remembers what it was asked.
type recorder struct{ keySet }

func (r *recorder) Size() int64 { return 0 }

func (r *recorder) Holders(k Key) int64 {
	r.add(k.Kind, k.Value)
	return 0
}

// KeyOf is the key under which a value of a kind is counted, from the value as people write it. Kinds are those of facts, and
// family, given, postal_5, postal_3, mail_domain, network and the like.
func KeyOf(kind, value string) Key {
	switch kind {
	case keyFamily, keyGiven:
		return Key{kind, intake.Name(value).Folded}
	case string(Name):
		if names := namesOf(intake.Text(value)); len(names) > 0 {
			return Key{kind, names[0].written}
		}
		return Key{kind, ""}
	case intake.KindBirthDate, keyCreated:
		if day, ok := intake.Date(value).Day(); ok {
			return Key{kind, day.String()}
		}
		return Key{kind, ""}
	case intake.KindCountry:
		return Key{kind, intake.Country(value)}
	case intake.KindRegion:
		return Key{kind, intake.Region(value)}
	case intake.KindCity:
		return Key{kind, intake.City(value)}
	case intake.KindPostalCode, keyPostal5, keyPostal3:
		return Key{kind, intake.Postal(value)}
	case intake.KindMailRecipient, keyDomain:
		return Key{kind, recipientForm(value)}
	case intake.KindMailSubject:
		return Key{kind, intake.Subject(value)}
	case intake.KindMailFolder:
		return Key{kind, folderForm(value)}
	case intake.KindProduct, "item":
		return Key{kind, intake.Folded(value)}
	case intake.KindMailContact:
		return Key{kind, bookWord(value)}
	case keyNet, keyArea, keyLast4, keyProducts:
		return Key{kind, value}
	}
	return Key{kind, customForm((&comparison{}).kindOf(kind).Comparator, value)}
}
