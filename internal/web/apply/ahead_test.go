package apply_test

import "testing"

func TestWhatIsRememberedIsNotStillToCome(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("q-general")
	for _, typed := range [][2]string{{"3016", ""}, {"令和99", "4"}, {"2026", "8"}} {
		v.post("/recover/q-general", "q.account_created", typed[0], "q.account_created", typed[1], "q.last_sign_in", "month")
		v.mustBeAt("/recover/q-general")
		v.mustSay("When you opened the account: Enter a time that is not in the future", `value="`+typed[0]+`"`, `value="month" checked`)
	}
	v.post("/recover/q-general", "q.account_created", "2026", "q.account_created", "7", "q.last_sign_in", "month")
	v.mustBeAt("/recover/q-mail")
}

func TestNothingWasBoughtInTheFuture(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("purchases")
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_month", "3", "card_year", "2031", "bought_when", "去年の春",
		"bought_item.2", "はがき", "bought_when.2", "2031年3月")
	v.mustBeAt("/recover/purchases")
	v.mustSay("買ったもの（2つ目）：買った時期を入力してください", `href="#bought_when-2"`, `value="2031年3月"`, `value="去年の春"`)
	v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_month", "3", "card_year", "2031", "bought_when", "去年の春",
		"bought_item.2", "はがき", "bought_when.2", "2025年3月")
	v.mustBeAt("/recover/else")
}
