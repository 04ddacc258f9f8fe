package ldap

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// source is where these facts say they come from.
const source = "ldap"

// account makes an account record of an entry.
func (m Mapping) account(e *ldap.Entry) (evidence.Account, bool) {
	created, _ := generalizedTime(e.GetAttributeValue("createTimestamp"))
	a := evidence.Account{
		ID: strings.ToLower(get(e, m.ID)), Created: created, MFA: m.MFA != "" && get(e, m.MFA) != "", Worth: evidence.Ordinary,
		Language: spoken(get(e, m.Language)), Locked: lock(e.GetAttributeValue(lockedTime)),
	}
	if !strings.EqualFold(m.ID, "entryUUID") {
		a.ID = get(e, m.ID)
	}
	for _, name := range m.Identifiers {
		for _, v := range all(e, name) {
			if !slices.Contains(a.Identifiers, v) {
				a.Identifiers = append(a.Identifiers, v)
			}
		}
	}
	for _, name := range m.Contacts {
		for _, v := range all(e, name) {
			a.Contacts = append(a.Contacts, evidence.Contact{Kind: contactKind(v), Value: v, From: created})
		}
	}
	a.Facts = append(m.facts(e, created), passwords(e, created)...)
	return a, a.ID != "" && len(a.Identifiers) > 0
}

// facts are what the entry says of its person. LDAP holds no history of them: each holds since the account exists.
func (m Mapping) facts(e *ldap.Entry, created time.Time) []evidence.Fact {
	name := intake.Parts("family", get(e, m.Family), "given", get(e, m.Given), "family_kana", get(e, m.FamilyKana), "given_kana", get(e, m.GivenKana))
	var facts []evidence.Fact
	add := func(kind string, v intake.Value) {
		if !v.Blank() {
			facts = append(facts, evidence.Fact{Kind: kind, Value: v, From: when(created), Source: source})
		}
	}
	add("name", name)
	add("birth_date", intake.Text(birthDate(get(e, m.BirthDate))))
	add("country", intake.Text(get(e, m.Country)))
	add("region", intake.Text(get(e, m.Region)))
	add("postal_code", intake.Text(get(e, m.PostalCode)))
	return facts
}

// past is an earlier password: its hash and when it was replaced.
type past struct {
	hash  string
	until time.Time
}

// passwords are the hashes of the present and the earlier passwords with the times that they held. What is no hash that can be compared
// is left out: a password that a server keeps in clear is never taken.
func passwords(e *ldap.Entry, created time.Time) []evidence.Fact {
	var held []past
	for _, v := range e.GetAttributeValues(history) {
		if p, ok := readHistory(v); ok {
			held = append(held, p)
		}
	}
	slices.SortStableFunc(held, func(a, b past) int { return a.until.Compare(b.until) })
	var facts []evidence.Fact
	add := func(hash string, from, until time.Time) {
		if evidence.IsHash(hash) {
			facts = append(facts, evidence.Fact{
				Kind: "password", Value: intake.Text(hash), From: when(from), Until: when(until), Source: source,
			})
		}
	}
	from := created
	for _, p := range held {
		add(p.hash, from, p.until)
		from = p.until
	}
	if changed, ok := generalizedTime(e.GetAttributeValue(changedTime)); ok {
		from = changed
	}
	for _, hash := range e.GetAttributeValues(userPassword) {
		add(hash, from, time.Time{})
	}
	return facts
}

// readHistory reads a pwdHistory value: time#syntax#length#hash, where time is when the hash was put there, that is when the password
// was replaced.
func readHistory(v string) (past, bool) {
	parts := strings.SplitN(v, "#", 4)
	if len(parts) != 4 {
		return past{}, false
	}
	until, ok := generalizedTime(parts[0])
	if n, err := strconv.Atoi(parts[2]); err != nil || n != len(parts[3]) {
		return past{}, false
	}
	return past{hash: parts[3], until: until}, ok
}

// lock says since when the password policy or a person refuses sign-in.
func lock(v string) *evidence.Lock {
	switch at, ok := generalizedTime(v); {
	case v == byAdministrator:
		return &evidence.Lock{Reason: "administrator"}
	case ok:
		return &evidence.Lock{Reason: "too_many_failures", At: at}
	}
	return nil
}

// generalizedTime reads RFC 4517's time as servers write it.
func generalizedTime(s string) (time.Time, bool) {
	for _, layout := range []string{"20060102150405Z", "20060102150405.999999999Z", "20060102150405-0700", "200601021504Z"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// birthDate writes SCHAC's form (19600408) with hyphens and leaves every other form to the comparing.
func birthDate(s string) string {
	if t, err := time.Parse("20060102", s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

// spoken is a language we write letters in, out of RFC 2068's "ja, en;q=0.5"; empty means both.
func spoken(preferred string) string {
	first, _, _ := strings.Cut(preferred, ",")
	tag, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(first)), "-")
	tag, _, _ = strings.Cut(tag, ";")
	if tag == "ja" || tag == "en" {
		return tag
	}
	return ""
}

func contactKind(v string) string {
	if strings.Contains(v, "@") {
		return "email"
	}
	return "phone"
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// get is the first value of an attribute, "" for none or for an attribute without a name.
func get(e *ldap.Entry, name string) string {
	return cmp.Or(append(all(e, name), "")...)
}

// all are the values of an attribute. Its name is compared without case, its language tags in any order (RFC 4512 §2.5).
func all(e *ldap.Entry, name string) []string {
	if name == "" {
		return nil
	}
	for _, a := range e.Attributes {
		if sameAttribute(a.Name, name) {
			return a.Values
		}
	}
	return nil
}

func sameAttribute(a, b string) bool {
	parts := func(s string) []string {
		p := strings.Split(strings.ToLower(s), ";")
		slices.Sort(p[1:])
		return p
	}
	return slices.Equal(parts(a), parts(b))
}
