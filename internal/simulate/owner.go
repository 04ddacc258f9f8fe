package simulate

import (
	"math"
	"time"

	"okaeri/internal/intake"
)

// The streams of chance of one account, beside those of the population.
const (
	streamScene = iota + 16
	streamOwner
	streamAdversary // and one more for each adversary
)

// Scene is what befell an account before somebody applies for it: the same for its owner and for those who would be the owner.
type Scene struct {
	Person   Person
	World    *World
	Index    int
	Months   float64   // since the account was last used
	At       time.Time // of the application
	NoDevice bool      // the owner lost every device of before
}

// NewScene sets the scene of person i of n.
func NewScene(seed uint64, i, n int, o Options, w *World) *Scene {
	s := &Scene{Person: PersonAt(seed, i, n, o), World: w, Index: i}
	d := throw(seed, i, streamScene)
	s.Months = sinceLoss(d)
	s.At = o.withDefaults().Now.Add(span(s.Months / 12)).Truncate(time.Second)
	s.NoDevice = d.chance(float64(w.Owner.DeviceLost))
	return s
}

// sinceLoss draws the months between the last use of an account and the application: half of those who ask for their account do it
// within a day (Bursztein et al., IMC 2014), others come back after years (assumed: a median of three months).
func sinceLoss(d dice) float64 {
	if d.chance(.5) {
		return d.ExpFloat64() / 15
	}
	return 3 * math.Exp(1.2*d.NormFloat64())
}

// Areas of memory that hang together more than with each other.
const (
	aboutSelf = iota // name, date of birth, address
	aboutMail
	aboutPast // old passwords
	aboutUse  // products, purchases, cards
	areas
)

// latents draw what one person is like: how much better or worse than others in each area, on the logit scale.
func latents(d dice, spread, shared float64) (z [areas]float64) {
	common := d.NormFloat64()
	for i := range z {
		z[i] = spread * (math.Sqrt(shared)*common + math.Sqrt(1-shared)*d.NormFloat64())
	}
	return z
}

// Owner is somebody who asks for their own account back.
type Owner struct {
	*Scene
	hand
	memory [areas]float64
	habits *Habits
	kept   float64 // what time has left of what was known
	rows   int     // answers given to one question at most
	Device bool    // applies from a device of before
	Moved  bool    // lives elsewhere than the account was told
}

// NewOwner is the owner of a scene.
func NewOwner(seed uint64, s *Scene) *Owner {
	d := throw(seed, s.Index, streamOwner)
	o := &Owner{
		Scene: s, hand: hand{d, s.World.Typing}, memory: latents(d, s.World.Memory, s.World.Shared),
		habits: &s.World.Owner, kept: Retention(s.Months),
	}
	last := s.Person.Homes[len(s.Person.Homes)-1]
	o.Moved, o.rows = !last.Told, o.effort()
	return o
}

// knows says whether this owner remembers something of an area.
func (o *Owner) knows(r Rate, area int) bool { return o.chance(shifted(float64(r), o.memory[area])) }

// still is knows for what fades.
func (o *Owner) still(r Rate, area int) bool {
	return o.chance(shifted(float64(r)*o.kept, o.memory[area]))
}

// effort is how many rows of a question this owner fills at most: one, the three that stand there, or all that there are.
func (o *Owner) effort() int {
	switch {
	case o.does(o.habits.Single):
		return 1
	case o.does(o.habits.Thorough):
		return rowsOf
	}
	return rowsOf - 2
}

// Apply writes the owner's application, in the strings of the form.
func (o *Owner) Apply() intake.Application {
	app := intake.Application{
		ID: "o-" + pad(o.Index), Account: o.Person.Account.Identifiers[0], At: o.At, Language: o.Person.Language,
		Situation: intake.ForgotPassword,
	}
	var c claims
	o.self(&c)
	o.address(&c)
	o.passwords(&c)
	o.use(&c)
	o.mailbox(&c)
	app.Claims, app.Context, app.Contact = c.list, o.context(), o.contact()
	return app
}

// claims gathers answers; blank ones are none.
type claims struct{ list []intake.Claim }

func (c *claims) add(kind string, v intake.Value) {
	if !v.Blank() {
		c.list = append(c.list, intake.Claim{Kind: kind, Value: v})
	}
}

// self answers for name and date of birth.
func (o *Owner) self(c *claims) {
	p := &o.Person
	now := p.Names[len(p.Names)-1]
	switch {
	case !o.knows(o.habits.Registered, aboutSelf): // signed up under a nickname and does not know it any more
		other := now
		other.Given, other.GivenKana, other.GivenLetters = other.Family, other.FamilyKana, other.FamilyLetters
		c.add(intake.KindName, o.name(other))
	default:
		c.add(intake.KindName, o.name(now))
	}
	if len(p.Names) > 1 && o.knows(o.habits.FormerName, aboutSelf) {
		former := p.Names[0]
		c.add(intake.KindFormerName, intake.Text(o.hand.name(former).Part("family")))
	}
	if o.does(o.habits.BirthBlank) {
		return
	}
	day := p.Birth
	if told := o.told(); !told.Equal(day) && !o.does(o.habits.TellsTruth) {
		day = told
	}
	c.add(intake.KindBirthDate, intake.Text(o.date(day, p.Language)))
}

// told is the date of birth that the account holds.
func (s *Scene) told() time.Time {
	for _, f := range s.Person.Account.Facts {
		if f.Kind == intake.KindBirthDate {
			if day, err := time.Parse(time.DateOnly, f.Value.Text); err == nil {
				return day
			}
		}
	}
	return s.Person.Birth
}

// address answers for country, prefecture and postal code: those of the form's "as registered", if they are remembered.
func (o *Owner) address(c *claims) {
	if o.does(o.habits.AddressBlank) {
		return
	}
	homes := o.Person.Homes
	now, told := homes[len(homes)-1], o.registered()
	home := now
	postal, part := o.knows(o.habits.PostalKnown, aboutSelf), o.knows(o.habits.PostalPart, aboutSelf)
	if earlier, is := o.earlier(); is && o.does(o.habits.FormerHome) {
		home = earlier
	} else if o.Moved {
		switch {
		case o.knows(o.habits.OldPostal, aboutSelf):
			home = told
		case o.knows(o.habits.OldRegion, aboutSelf):
			home, postal = told, false
		}
	}
	c.add(intake.KindCountry, intake.Text(o.country(home.Country)))
	c.add(intake.KindRegion, intake.Text(o.region(home.Region)))
	switch {
	case postal:
		c.add(intake.KindPostalCode, intake.Text(o.postal(home.Postal, home.Country)))
	case part:
		c.add(intake.KindPostalCode, intake.Text(o.number(home.Postal[:3])))
	}
}

// earlier is a home that the account was told before the present one, if there was one.
func (s *Scene) earlier() (Home, bool) {
	var told []Home
	for _, h := range s.Person.Homes {
		if h.Told {
			told = append(told, h)
		}
	}
	if len(told) < 2 {
		return Home{}, false
	}
	return told[len(told)-2], true
}

// registered is the home that the account holds now.
func (s *Scene) registered() Home {
	homes := s.Person.Homes
	for i := len(homes) - 1; i >= 0; i-- {
		if homes[i].Told {
			return homes[i]
		}
	}
	return homes[0]
}

// country writes a country in one of its names.
func (h hand) country(code string) string {
	for _, r := range mistaken()["country"] {
		if r[0] == code {
			return pick(h.dice, r[1:])
		}
	}
	return code
}

// region writes a prefecture by name, or a state by its code.
func (h hand) region(code string) string {
	for _, p := range intake.Prefectures() {
		if p.Code == code {
			if h.chance(.85) {
				return p.Name["ja"]
			}
			return p.Name["en"]
		}
	}
	return code
}
