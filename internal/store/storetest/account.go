package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

func date(year int) *time.Time {
	t := time.Date(year, 4, 1, 0, 0, 0, 0, time.UTC)
	return &t
}

// Account is an account with some of everything; n makes it a different one.
func Account(n, mails int) evidence.Account {
	a := evidence.Account{
		ID: fmt.Sprintf("hanako-%d", n), Identifiers: []string{fmt.Sprintf("hanako%d@momiji.example", n), fmt.Sprintf("+81901234%04d", n)},
		Created: *date(2014), Worth: evidence.Ordinary, Language: "ja",
		Contacts: []evidence.Contact{{Kind: "email", Value: fmt.Sprintf("old%d@example.jp", n), Verified: true, From: *date(2014)}},
		Facts: []evidence.Fact{
			{Kind: "name", Value: intake.Value{Parts: map[string]string{"family": "佐藤", "given": fmt.Sprintf("花子%d", n)}}, From: date(2014), Source: "registration"},
			{Kind: "birth_date", Value: intake.Value{Text: "1960-04-08"}, From: date(2014)},
			{Kind: "postal_code", Value: intake.Value{Text: "5300001"}, From: date(2014), Until: date(2021)},
			{Kind: "password", Value: intake.Value{Text: "$6$saltsalt$planted-hash-of-a-password"}, From: date(2014)},
		},
	}
	tokyo := time.FixedZone("JST", 9*3600)
	for i := range mails {
		at := time.Date(2026, 10, 1, 9, 12, i, 0, tokyo)
		a.Facts = append(a.Facts, evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{
			Parts: map[string]string{"to": fmt.Sprintf("taro%d@example.jp", i%7), "subject": fmt.Sprintf("来週の同窓会について %d", i)},
		}})
	}
	return a
}

// sameAccount compares accounts whatever the order of their facts and the pointers of their time zones.
var sameAccount = cmp.Options{
	cmpopts.SortSlices(func(a, b evidence.Fact) bool {
		return fmt.Sprintf("%s %v", a.Kind, a.Value) < fmt.Sprintf("%s %v", b.Kind, b.Value)
	}),
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b time.Time) bool {
		_, x := a.Zone()
		_, y := b.Zone()
		return a.Equal(b) && x == y
	}),
}

// kept is everything that is held of all accounts, by ID.
func kept(t *testing.T, d *dossier.Dossiers) map[string]evidence.Account {
	t.Helper()
	all := map[string]evidence.Account{}
	for a, err := range d.Each(t.Context()) {
		must(t, err)
		all[a.ID] = a
	}
	return all
}
