package evidence

import (
	"maps"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// Memo keeps findings for whoever compares many applications with one dossier, as the simulator does: an item whose answers
// were compared before is not compared again. It follows one dossier, one time of applying and one population, and begins anew
// with another. The zero value is ready; it is not safe for use by several goroutines.
type Memo struct {
	d          *Dossier
	at         int64
	population Population
	made       map[string]remembered
}

// remembered is what comparing one item came to.
type remembered struct {
	finding Finding
	ok      bool
	late    bool
}

// placeKinds are the kinds of claims that say where somebody lives.
var placeKinds = []string{intake.KindPostalCode, intake.KindCity, intake.KindRegion, intake.KindCountry}

// of readies the memo for a comparison; nil stays nil.
func (m *Memo) of(d *Dossier, a *intake.Application, p Population) *Memo {
	if m == nil {
		return nil
	}
	if at := a.At.Unix(); m.made == nil || m.d != d || m.at != at || m.population != p {
		*m = Memo{d, at, p, map[string]remembered{}}
	}
	return m
}

// finding is make's, or what it gave when the same answers to these kinds of questions were compared before.
func (m *Memo) finding(c *comparison, item Item, make func() (Finding, bool), kinds ...string) (Finding, bool) {
	if m == nil {
		return make()
	}
	key := answersKey(c.application, item, kinds)
	known, ok := m.made[key]
	if !ok {
		before := c.late
		c.late = false
		known.finding, known.ok = make()
		known.late = c.late
		c.late = before
		m.made[key] = known
	}
	c.flagLate(known.late)
	return known.finding, known.ok
}

// answersKey writes down all that a finding of these kinds can depend on.
func answersKey(a *intake.Application, item Item, kinds []string) string {
	var b strings.Builder
	b.WriteString(string(item))
	for i := range a.Claims {
		claim := &a.Claims[i]
		if !slices.Contains(kinds, claim.Kind) {
			continue
		}
		b.WriteString("\x00" + claim.Kind + "\x01" + claim.Value.Text)
		for _, text := range claim.Value.Texts {
			b.WriteString("\x02" + text)
		}
		if claim.Value.Parts != nil {
			for _, name := range slices.Sorted(maps.Keys(claim.Value.Parts)) {
				b.WriteString("\x03" + name + "\x04" + claim.Value.Parts[name])
			}
		}
	}
	return b.String()
}
