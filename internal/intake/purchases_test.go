package intake_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

// threeOf are three cards and two things, with the second card left blank: people do not fill boxes in order.
var threeOf = intake.Answers{
	"bought": {"yes"}, "card_holder": {"HANAKO SATO"}, "card_last4": {"１２３４"}, "card_month": {"03"}, "card_year": {"27"},
	"card_last4.3": {"5678"}, "bought_item": {"storage"}, "bought_when": {"2019"}, "bought_item.2": {"stamps"},
}

func TestEveryCardAndEveryPurchaseIsAClaimOfItsOwn(t *testing.T) {
	var got []intake.Claim
	for _, c := range intake.DefaultQuestionnaire().Claims(threeOf) {
		if c.Kind == intake.KindCard || c.Kind == intake.KindPurchase {
			got = append(got, c)
		}
	}
	want := []intake.Claim{
		{Kind: intake.KindCard, Value: intake.Parts("holder", "HANAKO SATO", "last4", "１２３４", "expiry", "03/27")},
		{Kind: intake.KindCard, Value: intake.Parts("last4", "5678")},
		{Kind: intake.KindPurchase, Value: intake.Parts("item", "storage", "when", "2019")},
		{Kind: intake.KindPurchase, Value: intake.Parts("item", "stamps")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFullCardNumberIsDroppedFromEverySetOfBoxes(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	for n := 1; n <= intake.PurchaseSets; n++ {
		for _, name := range slices.Concat(intake.CardBoxes, intake.ThingBoxes) {
			box := intake.Nth(name, n)
			got, problems := q.Clean(intake.PagePurchases, nil, map[string][]string{"bought": {"yes"}, box: {"4111 1111 1111 1111"}})
			if len(got[box]) > 0 {
				t.Errorf("%s keeps %q", box, got[box])
			}
			want := []intake.Problem{{Field: box, Code: intake.CodeCardFull}}
			if diff := cmp.Diff(want, problems); diff != "" {
				t.Errorf("%s:\n%s", box, diff)
			}
		}
		// Where four digits are asked for, a number with a slip in it is one too.
		if got, _ := q.Clean(intake.PagePurchases, nil, map[string][]string{intake.Nth("card_last4", n): {"4111 1111 1111 1112"}}); len(got) > 0 {
			t.Errorf("set %d keeps %v", n, got)
		}
	}
	if _, problems := q.Clean(intake.PagePurchases, nil, map[string][]string{"card_last4.4": {"1234"}}); len(problems) != 1 || problems[0].Code != intake.CodeFieldUnknown {
		t.Errorf("a fourth card: %+v", problems)
	}
}

func TestEverySetOfACardIsJudged(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	got := q.Check(intake.PagePurchases, intake.Answers{
		"bought": {"yes"}, "card_last4": {"下4けた１２３４"}, "card_last4.2": {"123"}, "card_month.3": {"13"}, "card_year.3": {"27"},
		"card_last4.3": {"下4けたは忘れました"},
	}, filedAt)
	want := []intake.Problem{
		{Field: "card_last4.2", Code: intake.CodeLast4Length, Args: map[string]string{"N": "3"}},
		{Field: "card_month.3", Code: intake.CodeCardMonth},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAProgramMayClaimAsManyCardsAsAPerson(t *testing.T) {
	card := `{"kind": "card", "value": {"holder": "HANAKO SATO", "last4": "1234", "expiry": "2027-03"}}`
	other := `{"kind": "card", "value": {"last4": "5678"}}`
	thing := `{"kind": "purchase", "value": {"item": "storage", "when": "2019-04"}}`
	_, f := filed(t, card+","+other+","+thing+`, {"kind": "purchase", "value": {"amount": "1200"}}`)
	if len(f.Problems) > 0 {
		t.Fatalf("problems: %+v", f.Problems)
	}
	if n := len(intake.DefaultQuestionnaire().Claims(f.Answers)); n != 4 {
		t.Errorf("%d claims of %v", n, f.Answers)
	}
	_, f = filed(t, card+","+other+","+other+","+other)
	if len(f.Problems) != 1 || f.Problems[0].Claim != 3 || f.Problems[0].Code != intake.CodeClaimNotAsked {
		t.Errorf("a fourth card: %+v", f.Problems)
	}
}
