package simulate

import (
	"strconv"
	"time"

	"okaeri/internal/intake"
)

// goods are what the accounts can buy, the most common first.
var goods = []string{"storage 100GB", "premium mail", "storage 1TB", "game pass", "photo book", "office suite"}

// buy lets one account in three pay for something, once a year or so (assumed). A card lasts four years; the last four
// digits are all that anybody holds.
func (h *history) buy() {
	if !h.dice.chance(0.35) {
		return
	}
	first := h.within(h.Account.Created, h.o.Now)
	h.state("product", intake.Text("paid"), first, time.Time{}, "")
	var card Card
	end := time.Time{}
	for at := first; at.Before(h.o.Now); at = at.Add(span(0.2 + h.dice.ExpFloat64())).Truncate(time.Second) {
		if !at.Before(end) {
			end = at.Add(span(1 + 3*h.dice.Float64()))
			card = h.newCard(end)
			h.Cards = append(h.Cards, card)
		}
		h.event("purchase", intake.Parts("item", byRank(goods, 0.8).draw(h.dice), "holder", card.Holder, "last4", card.Last4, "expiry", card.Expiry), at)
	}
}

func (h *history) newCard(end time.Time) Card {
	holder := h.Names[len(h.Names)-1]
	if h.dice.chance(0.07) { // paid by somebody of the family
		holder.GivenLetters = names().rare[pick(h.dice, []string{"f", "m"})].draw(h.dice).letters
	}
	return Card{Holder: holder.Printed(), Last4: h.dice.digits(4), Expiry: strconv.Itoa(end.Year()) + "-" + pad(int(end.Month()))[4:]}
}
