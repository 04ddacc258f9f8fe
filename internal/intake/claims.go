package intake

import "strings"

// Claims makes claims of the answers, in the order of the pages. Nothing is normalised here: claims hold what was typed. What
// was left empty, is not known, or belongs to a question that does not apply (a product no longer ticked) is no claim.
// Old passwords are none either: they were compared when they were typed.
func (q *Questionnaire) Claims(a Answers) []Claim {
	var claims []Claim
	add := func(kind string, v Value) {
		if !v.Blank() {
			claims = append(claims, Claim{Kind: kind, Value: v})
		}
	}
	if a.Ticked("unknown_account") {
		for _, hint := range a["other_hints"] {
			add(KindOtherHint, Text(hint))
		}
	}
	for _, page := range q.Pages(a) {
		switch page {
		case PageName:
			add(KindName, nameValue(a))
			add(KindFormerName, Text(a.One("former_name")))
		case PageBirth:
			if !a.Ticked(FieldBirthUnknown) {
				add(KindBirthDate, Text(BirthText(a)))
			}
		case PageAddress:
			addressClaims(a, add)
		case PageProducts:
			add(KindProduct, Texts(a["product"]...))
		case PagePurchases:
			purchaseClaims(a, add)
		case PageElse:
			add(KindOther, Text(a.One("else")))
		default:
			for _, question := range q.Asked(page, a) {
				question.claims(a, add)
			}
		}
	}
	return claims
}

// wholeName is a family and a given name that were written into one box, the other left empty; "" where they were not.
func wholeName(a Answers) string {
	for _, boxes := range [][2]string{{"family_name", "given_name"}, {"given_name", "family_name"}} {
		if a.Blank(boxes[1]) && len(SplitName(a.One(boxes[0]))) > 1 {
			return a.One(boxes[0])
		}
	}
	return ""
}

func nameValue(a Answers) Value {
	whole, kana := wholeName(a), !a.Blank("family_kana") || !a.Blank("given_kana")
	switch words := SplitName(whole); {
	case whole != "" && !kana:
		return Text(whole) // whoever compares tries both orders
	case whole != "":
		return Parts("family", words[0], "given", strings.Join(words[1:], " "),
			"family_kana", a.One("family_kana"), "given_kana", a.One("given_kana"))
	}
	return Parts("family", a.One("family_name"), "given", a.One("given_name"),
		"family_kana", a.One("family_kana"), "given_kana", a.One("given_kana"))
}

func addressClaims(a Answers, add func(string, Value)) {
	if a.Ticked("address_unknown") {
		return
	}
	if country := a.One("country"); country != unknownValue {
		add(KindCountry, Text(country))
	}
	if region := a.One("region"); region != unknownValue {
		add(KindRegion, Text(region))
	}
	add(KindPostalCode, Text(a.One("postal_code")))
}

// claims of one question: one claim for each row, none for "I do not know".
func (q *Question) claims(a Answers, add func(string, Value)) {
	values := a[q.Field()]
	if a.Ticked(q.Field() + ".unknown") {
		return
	}
	if q.Control == ControlMonth {
		add(q.Kind, Text(MonthText(values)))
		return
	}
	for _, value := range values {
		if value != unknownValue || q.Control != ControlChoice {
			add(q.Kind, Text(value))
		}
	}
}
