package intake

import (
	"slices"
	"strconv"
	"strings"
)

// PurchaseSets is how many cards and how many things bought the page of purchases has boxes for. Whoever compares closes a question after
// three wrong answers, so that a fourth box could only do harm.
const PurchaseSets = 3

// The boxes of one card and of one thing bought; those of the second have ".2" behind their names (Nth).
var (
	CardBoxes  = []string{"card_holder", "card_last4", "card_month", "card_year"}
	ThingBoxes = []string{"bought_item", "bought_when", "bought_amount"}
)

// Nth is the name of a box of the n-th set, n from 1. The first has no number: one card is what nearly everybody has.
func Nth(name string, n int) string {
	if n <= 1 {
		return name
	}
	return name + "." + strconv.Itoa(n)
}

// NthOf takes such a name apart; what is no name of a later set belongs to the first.
func NthOf(field string) (name string, n int) {
	for n := PurchaseSets; n > 1; n-- {
		if name, ok := strings.CutSuffix(field, "."+strconv.Itoa(n)); ok && (slices.Contains(CardBoxes, name) || slices.Contains(ThingBoxes, name)) {
			return name, n
		}
	}
	return field, 1
}

// purchaseFields: the choice, then the cards, then what was bought.
func purchaseFields() []Field {
	fields := []Field{{Name: "bought", Control: ControlChoice, Options: []string{"yes", "no", unknownValue}}}
	for n := range PurchaseSets {
		fields = append(fields,
			Field{Name: Nth("card_holder", n+1), Control: ControlText, Max: 100, Autocomplete: "cc-name", Optional: true},
			// Never cc-number: a browser would fill in the whole number.
			Field{Name: Nth("card_last4", n+1), Control: ControlText, Max: 40, Autocomplete: "off", InputMode: "numeric", Optional: true},
			Field{Name: Nth("card_month", n+1), Control: ControlText, Max: 20, Autocomplete: "cc-exp-month", InputMode: "numeric", Optional: true},
			Field{Name: Nth("card_year", n+1), Control: ControlText, Max: 20, Autocomplete: "cc-exp-year", InputMode: "numeric", Optional: true})
	}
	for n := range PurchaseSets {
		fields = append(fields,
			Field{Name: Nth("bought_item", n+1), Control: ControlText, Max: 200, Autocomplete: "off", Optional: true},
			Field{Name: Nth("bought_when", n+1), Control: ControlText, Max: 100, Autocomplete: "off", Optional: true},
			Field{Name: Nth("bought_amount", n+1), Control: ControlText, Max: 100, Autocomplete: "off", Optional: true})
	}
	for i := range fields { // a browser that knows one card would put it into every set
		if _, n := NthOf(fields[i].Name); n > 1 {
			fields[i].Autocomplete = "off"
		}
	}
	return fields
}

func purchaseClaims(a Answers, add func(string, Value)) {
	if a.One("bought") != "yes" {
		return
	}
	for n := range PurchaseSets {
		add(KindCard, Parts("holder", a.One(Nth("card_holder", n+1)), "last4", a.One(Nth("card_last4", n+1)), "expiry", ExpiryText(a, n+1)))
	}
	for n := range PurchaseSets {
		add(KindPurchase, Parts("item", a.One(Nth("bought_item", n+1)), "when", a.One(Nth("bought_when", n+1)),
			"amount", a.One(Nth("bought_amount", n+1))))
	}
}

// ExpiryText puts the two boxes of the n-th card's expiry into one text. A box left empty leaves the other alone: half an expiry, or a
// whole one typed into one box, or into both.
func ExpiryText(a Answers, n int) string {
	month, year := strings.TrimSpace(a.One(Nth("card_month", n))), strings.TrimSpace(a.One(Nth("card_year", n)))
	if whole := Expiry(month); whole != "" && whole == Expiry(year) {
		return month
	}
	return strings.Trim(month+"/"+year, "/")
}

func checkPurchases(a Answers) []Problem {
	if problems := missing(a, "bought", CodeBoughtMissing); len(problems) > 0 || a.One("bought") != "yes" {
		return problems
	}
	var problems []Problem
	for n := range PurchaseSets {
		problems = append(problems, checkCard(a, n+1)...)
	}
	return problems
}

func checkCard(a Answers, n int) []Problem {
	var problems []Problem
	last4, month, year := Nth("card_last4", n), Nth("card_month", n), Nth("card_year", n)
	if digits := len(Digits(a.One(last4))); digits != 4 && !a.Blank(last4) && !unknowing(a.One(last4)) {
		problems = append(problems, Problem{Field: last4, Code: CodeLast4Length, Args: map[string]string{"N": strconv.Itoa(digits)}})
	}
	if unknowing(a.One(month)) || unknowing(a.One(year)) || Expiry(ExpiryText(a, n)) != "" {
		return problems // half an expiry is half a clue
	}
	if Expiry(a.One(month)+"/2027") == "" {
		return append(problems, Problem{Field: month, Code: CodeCardMonth})
	}
	return append(problems, Problem{Field: year, Code: CodeCardYear})
}

// unknowing says that a box is empty, or holds nothing but the words that one does not know: in a box for numbers they are a blank.
func unknowing(s string) bool {
	plain := strings.ToLower(Plain(s))
	return plain == "" || Digits(plain) == "" && slices.ContainsFunc(
		[]string{"分か", "わか", "不明", "忘れ", "わすれ", "覚えて", "おぼえて", "知らない", "know", "remember", "forgot", "?", "なし", "n/a"},
		func(word string) bool { return strings.Contains(plain, word) })
}

// set puts what a program claims about a card, or about something bought, into the first set of boxes that is empty; the sets have an end.
func (f *filing) set(claim int, kind string, boxes []string, values ...string) {
	f.form["bought"] = []string{"yes"}
	for n := 1; n <= PurchaseSets; n++ {
		if slices.ContainsFunc(boxes, func(name string) bool { return len(f.form[Nth(name, n)]) > 0 }) {
			continue
		}
		for i, name := range boxes {
			f.put(claim, Nth(name, n), values[i])
		}
		return
	}
	f.problem(claim, Problem{Field: kind, Code: CodeClaimNotAsked})
}

// printed parts an expiry into the two boxes that a card's is typed into; what is none stays together, to be judged there.
func printed(expiry string) (month, year string) {
	if e := Expiry(expiry); len(e) == len("2027-03") {
		return e[5:], e[:4]
	}
	return expiry, ""
}
