package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// purchase is something that the owner bought, with what is known of the card. A full card number is never held.
type purchase struct {
	item          string
	month         intake.Day // zero: unknown
	amount        string
	holder        intake.NameForms
	holderWords   string // as it was written
	last4, expiry string
	gift          bool
}

func purchaseOf(f *Fact) purchase {
	v := f.Value
	p := purchase{
		item: intake.Folded(v.Part("item")), amount: intake.Digits(v.Part("amount")), holder: intake.Name(v.Part("holder")),
		holderWords: strings.ToLower(intake.Plain(v.Part("holder"))), last4: intake.Digits(v.Part("last4")), expiry: intake.Expiry(v.Part("expiry")), gift: v.Part("gift") == "true" || f.Source == "gift",
	}
	if v.Text != "" {
		p.item = intake.Folded(v.Text)
	}
	if f.At != nil {
		p.month = intake.Day{Year: f.At.Year(), Month: int(f.At.Month())}
	}
	return p
}

// bought lists the owner's own purchases before the cutoff: a gift can be sent to anybody.
func (c *comparison) bought() []*held[purchase] {
	var list []*held[purchase]
	for i := range c.d.purchases {
		if h := &c.d.purchases[i]; h.counts(c.cutoff) && !h.value.gift {
			list = append(list, h)
		}
	}
	return list
}

// cardFinding compares card holder, last four digits and expiry; expired cards are as good as others.
func (c *comparison) cardFinding() (Finding, bool) {
	best := len(levels[Card])
	var truth []*held[purchase]
	for _, h := range c.bought() {
		switch p := &h.value; {
		case p.last4 != "" && (p.expiry != "" || p.holder.Written != ""):
			best = Card.Index(Exact)
		case p.last4 != "":
			best = min(best, Card.Index(LastFour))
		case p.expiry != "" && p.holder.Written != "":
			best = min(best, Card.Index(Partial))
		default:
			continue
		}
		truth = append(truth, h)
	}
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(Card, best)
	seen := map[purchase]bool{} // the same card in one attempt after the other is one answer
	for _, v := range append(c.claims(intake.KindCard), c.cardsOfPurchases()...) {
		claimed := purchase{holder: intake.Name(v.Part("holder")), holderWords: strings.ToLower(intake.Plain(v.Part("holder"))), last4: intake.Digits(v.Part("last4")), expiry: intake.Expiry(v.Part("expiry"))}
		if v.Text != "" {
			claimed.last4 = intake.Digits(v.Text)
		}
		if !seen[claimed] {
			seen[claimed] = true
			c.card(g, truth, claimed)
		}
	}
	return g.finding(string(Card)), true
}

// cardsOfPurchases are what was said of a card together with the thing it paid for, as records have it.
func (c *comparison) cardsOfPurchases() []intake.Value {
	return slices.DeleteFunc(c.claims(intake.KindPurchase), func(v intake.Value) bool { return v.Part("last4")+v.Part("expiry") == "" })
}

func (c *comparison) card(g *graded, truth []*held[purchase], claimed purchase) {
	level, since, last4 := len(levels[Card]), int64(0), ""
	for _, h := range truth {
		if l := compareCard(&h.value, &claimed); l < level {
			level, since, last4 = l, h.from, h.value.last4
		}
	}
	switch {
	case level < len(levels[Card]):
		way := Way{}
		if level <= Card.Index(LastFour) {
			way.Guess[Card.Index(LastFour)] = c.shares.of(keyLast4, last4, assumedLast4)
		}
		g.hit(level, way, since)
	case claimed.last4 != "" || claimed.expiry != "" || claimed.holder.Written != "":
		g.miss()
	}
}

func compareCard(held, claimed *purchase) int {
	last4 := same(held.last4, claimed.last4)
	expiry := same(held.expiry, claimed.expiry)
	holder := (last4 || expiry || len(held.last4) == 4) && sameHolder(held, claimed)
	switch {
	case last4 && (expiry || holder):
		return Card.Index(Exact)
	case last4:
		return Card.Index(LastFour)
	case expiry && holder:
		return Card.Index(Partial)
	case len(held.last4) == 4 && (expiry || holder) && oneEdit([]rune(held.last4), []rune(claimed.last4)):
		return Card.Index(Partial)
	}
	return len(levels[Card])
}

// sameHolder says that a card is in one person's name, whichever of its parts stands first and in whatever script.
func sameHolder(held, claimed *purchase) bool {
	switch {
	case held.holder.Written == "" || claimed.holder.Written == "":
		return false
	case same(held.holder.Folded, claimed.holder.Folded), same(held.holder.Sound, claimed.holder.Sound):
		return true
	}
	for _, h := range namesOfText(held.holderWords) {
		for _, n := range namesOfText(claimed.holderWords) {
			if compareName(&h, &n) <= Name.Index(Near) {
				return true
			}
		}
	}
	return false
}

// purchaseFinding compares what was bought and when or for how much.
func (c *comparison) purchaseFinding() (Finding, bool) {
	var truth []*held[purchase]
	for _, h := range c.bought() {
		if h.value.item != "" {
			truth = append(truth, h)
		}
	}
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(Purchase, 0)
	seen := map[purchase]bool{}
	for _, v := range c.claims(intake.KindPurchase) {
		claimed := purchase{item: intake.Folded(v.Part("item")), amount: intake.Digits(v.Part("amount"))}
		if v.Text != "" {
			claimed.item = intake.Folded(v.Text)
		}
		for _, part := range [...]string{"when", "at", "date", "month"} {
			if day, ok := intake.Date(v.Part(part)).Day(); ok {
				claimed.month = day
			}
		}
		if seen[claimed] {
			continue
		}
		seen[claimed] = true
		level, since, item := len(levels[Purchase]), int64(0), ""
		for _, h := range truth {
			if l := comparePurchase(&h.value, &claimed); l < level {
				level, since, item = l, h.from, h.value.item
			}
		}
		switch {
		case level < len(levels[Purchase]):
			way := Way{}
			way.Guess[Purchase.Index(Partial)] = c.shares.of("item", item, assumedItem)
			g.hit(level, way, since)
		case claimed.item != "" || claimed.amount != "" || claimed.month.Year != 0:
			g.miss()
		}
	}
	return g.finding(string(Purchase)), true
}

func comparePurchase(held, claimed *purchase) int {
	item := likeItem(held.item, claimed.item)
	month := held.month.Month != 0 && monthsApart(held.month, claimed.month) <= 1
	amount := same(held.amount, claimed.amount)
	switch {
	case item && (month || amount):
		return Purchase.Index(Exact)
	case item, month && amount:
		return Purchase.Index(Partial)
	}
	return len(levels[Purchase])
}

// likeItem compares the names of things bought: the same, one within the other, or a slip away.
func likeItem(held, claimed string) bool {
	if held == "" || len([]rune(claimed)) < 3 {
		return same(held, claimed)
	}
	a, b := lettersOf(held), lettersOf(claimed)
	return strings.Contains(a, b) || strings.Contains(b, a) || nearText(held, claimed, 5) ||
		likeText(tokensOf(claimed), tokensOf(held))
}

// monthsApart is how many months lie between two; many when either is unknown.
func monthsApart(a, b intake.Day) int {
	if a.Month == 0 || b.Month == 0 {
		return 1 << 20
	}
	n := (a.Year-b.Year)*12 + a.Month - b.Month
	return max(n, -n)
}

// createdFinding compares when the account was made.
func (c *comparison) createdFinding() (Finding, bool) {
	if c.d.created == 0 || c.d.created >= c.cutoff.time {
		return Finding{}, false
	}
	made := c.d.account.Created
	truth := intake.Day{Year: made.Year(), Month: int(made.Month())}
	g := newGraded(Created, 0)
	share := c.shares.of(keyCreated, truth.String(), assumedCreated)
	g.guess = [MaxLevels]Probability{share}
	seen := map[intake.Day]bool{}
	for _, v := range c.claims(intake.KindAccountCreated) {
		for _, text := range v.All() {
			day, ok := intake.Date(text).Day()
			day.Day = 0
			if !ok || seen[day] {
				g.asked = g.asked || intake.Plain(text) != ""
				continue
			}
			seen[day] = true
			switch apart := monthsApart(truth, day); {
			case apart == 0:
				g.hit(Created.Index(Exact), Way{Guess: g.guess}, c.d.created)
			case apart == 1:
				g.hit(Created.Index(Month), Way{Guess: g.guess}, c.d.created)
			case day.Year == truth.Year:
				g.hit(Created.Index(Year), Way{Guess: g.guess}, c.d.created)
			default:
				g.miss()
			}
		}
	}
	return g.finding(string(Created)), true
}
