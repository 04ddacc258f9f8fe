package apply

import (
	"html/template"
	"strings"

	"okaeri/internal/intake"
)

// regionView is the place on the address page where the region is chosen or written.
type regionView struct {
	List     bool          // a list of prefectures, otherwise free text
	Several  []option      // the prefectures that the postal code can lie in, when there are several
	Said     string        // what looking the postal code up came to
	Country  string        // for which country the page was shown
	Options  template.HTML // of the list
	Selected bool
}

// dressAddress shows the lists, and what a look-up of the postal code found.
func (t *turn) dressAddress(v *askView) {
	a, lists := t.answers(), t.a.lists[t.lang()]
	country := a.One("country")
	if _, said := a["country"]; !said && !a.Ticked("address_unknown") {
		country = japan
	}
	v.F["country"].list = choose(lists.countries, country)
	r := &regionView{List: country == japan || country == "", Country: country}
	v.Region = r
	if !r.List {
		return
	}
	region := a.One("region")
	if strings.HasPrefix(intake.Region(region), "JP-") {
		region = intake.Region(region)
	}
	v.F["region"].list = choose(lists.prefectures, region)
	if t.r.URL.Query().Get("found") == "1" {
		t.lookedUp(r, a)
	}
}

// lookedUp says what the postal code tells. It fills in, it never locks: some codes lie in two prefectures, and a new one in none.
func (t *turn) lookedUp(r *regionView, a intake.Answers) {
	code := intake.Postal(a.One("postal_code"))
	found := intake.PrefecturesOf(code)
	written := code
	if len(code) == 7 {
		written = code[:3] + "-" + code[3:]
	}
	switch {
	case len(found) == 0:
		r.Said = t.say("apply.postal.none")
	case len(found) == 1:
		r.Said = t.say("apply.postal.one", "Region", prefectureName(t.lang(), found[0]))
	default:
		r.Said = t.say("apply.postal.several", "Postal", written, "N", itoa(len(found)))
		for i, f := range found {
			r.Several = append(r.Several, option{ID: rowID("region", i), Value: f, Label: prefectureName(t.lang(), f), Checked: a.One("region") == f})
		}
	}
}

// otherCountry shows the page again when the country was changed away from what its region box was made for.
func (t *turn) otherCountry(p *posted) string {
	a := p.answers
	if a.Ticked("address_unknown") {
		return ""
	}
	inList := strings.HasPrefix(a.One("region"), "JP-")
	if country := a.One("country"); country != japan && country != "unknown" && (inList || a.Blank("region")) && t.answers().One("country") != country {
		p.set("region", "")
		return "/recover/address#region"
	}
	return ""
}
