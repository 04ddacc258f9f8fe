package evidence_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// A memo may change nothing but the time that comparing takes: each application is compared with one that has seen all others.
func TestAMemoChangesNoFinding(t *testing.T) {
	answers := append(planted().Claims,
		parts("name", "family", "髙橋", "given", "花子"), parts("name", "family", "佐藤", "given", "花子"), claim("birth_date", "1960-04-08"),
		claim("postal_code", "530-0001"), claim("postal_code", "160-0022"), claim("region", "東京都"), claim("mail_recipient", "taro@example.jp"),
		claim("mail_subject", "来週の同窓会について"), claim("product", "mail", "storage"), claim("account_created", "2014年5月"), claim("favourite", "青い鳥の本"))
	dossiers := []*evidence.Dossier{evidence.NewDossier(hanako()), evidence.NewDossier(visited())}
	population := evidence.NewCounts()
	population.Add(evidence.FactKeys(hanako()))
	memo := &evidence.Memo{}
	for n := range 1 << 8 {
		app := planted()
		app.Claims = nil
		for i, c := range answers {
			if (n*0x9e37>>(i%12))&1 == 1 {
				app.Claims = append(app.Claims, c)
			}
		}
		if n%3 == 0 {
			slices.Reverse(app.Claims)
		}
		if n%7 == 0 {
			app.Context = intake.Context{IP: "203.0.113.7", UserAgent: firefox, Device: "d-1"}
		}
		e := evidence.Evidence{Population: population}
		want := evidence.Compare(dossiers[n>>6&1], app, e)
		e.Memo = memo
		if diff := cmp.Diff(want, evidence.Compare(dossiers[n>>6&1], app, e)); diff != "" {
			t.Fatalf("application %d: %s", n, diff)
		}
	}
}
