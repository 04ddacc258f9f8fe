package apply_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

// Several cards and several things are a press of a button each, and no script.
func TestAnotherCardAndAnotherPurchaseCanBeAskedFor(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("purchases")
	v.mustSay(`name="card_last4"`)
	v.mustNotSay(`name="card_last4.2"`)
	v.post("/recover/purchases", "bought", "yes", "card_holder", "HANAKO SATO", "card_last4", "1234", "more", "card.2")
	v.mustBeAt("/recover/purchases")
	v.mustSay(`value="1234"`, `name="card_last4.2"`, "使ったカード（2つ目）", `id="card-2"`, `name="more" value="card.3"`)
	v.post("/recover/purchases", "bought", "yes", "card_holder", "HANAKO SATO", "card_last4", "1234", "card_last4.2", "５６７８", "card_holder.2", "", "same", "2")
	v.mustSay(`value="５６７８"`, `value="佐藤 花子"`)
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_last4.2", "５６７８", "bought_item", "切手", "more", "thing.2")
	v.mustSay(`name="bought_item.2"`, `value="切手"`)
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_last4.2", "５６７８", "bought_item", "切手", "bought_item.2", "はがき")
	v.mustBeAt("/recover/else")
	v.post("/recover/else", "else", "")
	v.mustBeAt("/recover/send")
	v.mustSay("カード（2つ目）", "下4けた 5678", "はがき")
	var cards, things int
	for _, c := range intake.DefaultQuestionnaire().Claims(v.caseOf().Private.Answers) {
		switch c.Kind {
		case intake.KindCard:
			cards++
		case intake.KindPurchase:
			things++
		}
	}
	if diff := cmp.Diff([]int{2, 2}, []int{cards, things}); diff != "" {
		t.Error(diff)
	}
}

func TestAFaultSaysWhichCardItIsAbout(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("purchases")
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_last4.2", "567", "card_last4.3", "4111 1111 1111 1111")
	v.mustBeAt("/recover/purchases")
	v.mustSay("Card, number 2: Enter the last 4 digits of the card. You entered 3", `href="#card_last4-2"`, "Card, number 3: Enter only the last 4 digits", `name="card_last4.3"`)
	v.mustNotSay("4111")
	if strings.Contains(strings.Join(v.caseOf().Private.Answers["card_last4.3"], ""), "1111") {
		t.Error("the draft keeps a full number")
	}
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_last4.2", "5678")
	v.mustBeAt("/recover/else")
}

func TestStrangeButtonsAreRefused(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("purchases")
	for _, pair := range [][2]string{{"more", "card.4"}, {"more", "boat.2"}, {"more", "q.mail_subjects"}, {"same", "9"}, {"same", "x"}} {
		if v.post("/recover/purchases", "bought", "yes", pair[0], pair[1]); v.res.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %d", pair, v.res.StatusCode)
		}
	}
	v.get("/recover/q-mail")
	if v.post("/recover/q-mail", "more", "//evil.example/#"); v.res.StatusCode != http.StatusBadRequest {
		t.Errorf("a row of nothing: %d", v.res.StatusCode)
	}
}
