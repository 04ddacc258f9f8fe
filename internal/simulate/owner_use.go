package simulate

import (
	"strings"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// rowsOf is how many boxes the form has for passwords, recipients and subjects.
const rowsOf = 5

// passwords answers with those that come to mind: the newest first, each further back less likely, and some is another site's instead.
func (o *Owner) passwords(c *claims) {
	all := o.Person.Passwords
	chance := float64(o.habits.Password)
	typed := 0
	seen := map[string]bool{}
	for i := len(all) - 1; i >= 0 && typed < o.rows; i-- {
		plain := all[i].Plain
		recalled := o.still(Rate(chance), aboutPast)
		if !seen[plain] {
			chance *= float64(o.habits.PasswordBack)
		}
		if !recalled || seen[plain] {
			continue
		}
		seen[plain] = true
		typed++
		if o.does(o.habits.OtherSite) {
			plain = o.elsewhere()
		}
		c.add(intake.KindPastPassword, intake.Text(o.password(plain)))
	}
}

// elsewhere is a password that this person uses at another site.
func (o *Owner) elsewhere() string {
	base := o.Person.Passwords[o.IntN(len(o.Person.Passwords))].Plain
	return strings.TrimRight(base, "0123456789!") + o.digits(2)
}

// use answers for products, the account's beginning and purchases.
func (o *Owner) use(c *claims) {
	a := &o.Person.Account
	products := holding(a, intake.KindProduct)
	switch {
	case o.knows(o.habits.ProductsExact, aboutUse):
		c.add(intake.KindProduct, intake.Texts(products...))
	case o.knows(o.habits.ProductsPart, aboutUse):
		c.add(intake.KindProduct, intake.Texts(products[o.IntN(len(products))]))
	}
	year, month, _ := a.Created.Date()
	switch {
	case o.still(o.habits.Created, aboutUse):
		c.add(intake.KindAccountCreated, intake.Text(o.month(year, int(month), o.Person.Language)))
	case o.still(o.habits.CreatedMonth, aboutUse):
		t := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1-2*o.IntN(2), 0)
		c.add(intake.KindAccountCreated, intake.Text(o.month(t.Year(), int(t.Month()), o.Person.Language)))
	case o.still(o.habits.CreatedYear, aboutUse):
		c.add(intake.KindAccountCreated, intake.Text(o.month(year, 0, o.Person.Language)))
	case o.chance(.5):
		c.add(intake.KindAccountCreated, intake.Text(o.month(year+o.IntN(5)-2, 1+o.IntN(12), o.Person.Language)))
	}
	o.bought(c)
}

// bought answers for a card and a purchase, where there was one.
func (o *Owner) bought(c *claims) {
	purchases := eventsOf(&o.Person.Account, intake.KindPurchase)
	if len(purchases) == 0 {
		return
	}
	last := purchases[len(purchases)-1].Value
	if o.knows(o.habits.Card, aboutUse) {
		v := intake.Parts("last4", o.number(last.Part("last4")))
		if o.does(o.habits.CardFull) {
			year, month, _ := strings.Cut(last.Part("expiry"), "-")
			v.Parts["expiry"], v.Parts["holder"] = o.number(month+"/"+year[2:]), o.text(capitals(last.Part("holder")))
		}
		c.add(intake.KindCard, v)
	}
	switch bought := *purchases[len(purchases)-1].At; {
	case o.still(o.habits.Purchase, aboutUse):
		c.add(intake.KindPurchase, intake.Parts("item", o.text(last.Part("item")), "when", o.month(bought.Year(), int(bought.Month()), o.Person.Language)))
	case o.still(o.habits.PurchasePart, aboutUse):
		c.add(intake.KindPurchase, intake.Parts("item", o.text(last.Part("item"))))
	}
}

// capitals writes HANAKO SATO as Hanako Sato.
func capitals(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i := range words {
		words[i] = capital(words[i])
	}
	return strings.Join(words, " ")
}

// holding are the texts of the facts of a kind that still hold.
func holding(a *evidence.Account, kind string) []string {
	var all []string
	for _, f := range a.Facts {
		if f.Kind == kind && f.Until == nil {
			all = append(all, f.Value.Text)
		}
	}
	return all
}

func eventsOf(a *evidence.Account, kind string) []evidence.Fact {
	var all []evidence.Fact
	for _, f := range a.Facts {
		if f.Kind == kind && f.At != nil {
			all = append(all, f)
		}
	}
	return all
}
