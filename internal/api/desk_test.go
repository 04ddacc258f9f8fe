package api_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/testenv/apiserver"
	"okaeri/internal/token"
)

const (
	grants   = `{"verdict": "grant", "reason": "identity_proofed", "proof": "in_person", "words": "Came with a passport."}`
	declines = `{"verdict": "decline", "reason": "evidence_insufficient", "words": "Too little to go on."}`
)

func deciding(t *testing.T, s *apiserver.Server, login string) caller {
	return caller{t: t, s: s, token: s.Deciding(login)}
}

func TestTwoDifferentPeopleDecideByTheirOwnTokens(t *testing.T) { onBoth(t, twoDecide) }

func twoDecide(t *testing.T, s *apiserver.Server, ref string) {
	at := "/api/v1/cases/" + ref
	mori, ito := deciding(t, s, "mori"), deciding(t, s, "ito")
	mori.post(at+"/decision", grants).is(t, 409, "refused.claim_missing")
	if a := mori.post("/api/v1/cases/next", ""); a.text("ref") != ref {
		t.Fatalf("next: %d %s", a.status, a.body)
	}
	ito.post(at+"/claim", "").is(t, 409, "refused.claimed")
	ito.post(at+"/decision", grants).is(t, 409, "refused.claimed")
	mori.post(at+"/decision", strings.Replace(grants, `"proof": "in_person", `, "", 1)).is(t, 422, "refused.proof_missing")
	mori.post(at+"/decision", strings.Replace(grants, "Came with a passport.", " ", 1)).is(t, 422, "refused.words_missing")
	mori.post(at+"/decision", strings.Replace(grants, "identity_proofed", "duplicate", 1)).is(t, 422, "refused.reason_unknown")
	first := mori.post(at+"/decision", grants)
	if first.status != 200 || first.json["decided"] != false {
		t.Fatalf("first: %d %s", first.status, first.body)
	}
	mori.post(at+"/claim", "").is(t, 403, "refused.same_person")
	mori.post(at+"/decision", grants).is(t, 403, "refused.same_person")
	if a := ito.get(at); strings.Contains(a.body, "passport") || strings.Contains(a.body, "identity_proofed") || !strings.Contains(a.body, `"by":"mori"`) {
		t.Errorf("the second sees what the first said, or not that: %s", a.body)
	}
	if a := ito.post(at+"/claim", ""); a.status != 200 {
		t.Fatalf("claim: %d %s", a.status, a.body)
	}
	second := ito.post(at+"/decision", grants)
	if second.status != 200 || second.json["decided"] != true {
		t.Errorf("second: %d %s", second.status, second.body)
	}
	ito.post(at+"/decision", grants).is(t, 409, "closed")
	entries, err := s.Store.AuditOf(t.Context(), caseOf(t, s, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprint(entries)
	for _, want := range []string{"staff:mori", "staff:ito", "via:api", "vote", "claim", "view"} {
		if !strings.Contains(said, want) {
			t.Errorf("the audit log does not say %s: %s", want, said)
		}
	}
}

func caseOf(t *testing.T, s *apiserver.Server, ref string) *recovery.Case {
	t.Helper()
	c, err := s.Store.ByRef(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhoHasAPartInACaseDecidesNothingByToken(t *testing.T) { onBoth(t, partiesDecideNothing) }

func partiesDecideNothing(t *testing.T, s *apiserver.Server, ref string) {
	at := "/api/v1/cases/" + ref
	err := s.Store.Update(t.Context(), caseOf(t, s, ref).ID, func(step *recovery.Step) error {
		step.Case.Private.Helper = &recovery.Helper{Name: "Ito", Shop: "corner shop"}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/claim", "/put-back"} {
		deciding(t, s, "ito").post(at+path, "").is(t, 403, "refused.helper")
	}
	deciding(t, s, "ito").post(at+"/decision", declines).is(t, 403, "refused.helper")
	deciding(t, s, "ito").get(at).is(t, 403, "refused.helper")
	owner := s.People["abe"]
	owner.Mail = "owner1@example.jp"
	s.People["abe"] = owner
	deciding(t, s, "abe").post(at+"/claim", "").is(t, 403, "refused.own_account")
	operator := caller{t: t, s: s, token: s.Token("ota", token.CasesRead)}
	operator.get(at).is(t, 403, "refused.role")
	operator.get("/api/v1/cases").is(t, 403, "refused.role")
	mori := s.People["mori"]
	c := deciding(t, s, "mori")
	mori.Roles = []string{recovery.RoleAuditor} // roles count as they are now, not as they were when the token was made
	s.People["mori"] = mori
	c.post(at+"/claim", "").is(t, 403, "refused.role")
}

func TestAClaimThatRanOutAndAContestStopATokenToo(t *testing.T) { onBoth(t, lateAndContested) }

func lateAndContested(t *testing.T, s *apiserver.Server, ref string) {
	at := "/api/v1/cases/" + ref
	if a := deciding(t, s, "mori").post(at+"/claim", ""); a.status != 200 {
		t.Fatalf("claim: %d %s", a.status, a.body)
	}
	s.Wait(61 * time.Minute)
	late := deciding(t, s, "mori")
	late.post(at+"/decision", declines).is(t, 409, "refused.claim_expired")
	late.post(at+"/claim", "")
	link := regexp.MustCompile(`/not-me/([\w-]+)`)
	contested := false
	for _, l := range s.Post {
		if m := link.FindStringSubmatch(l.Message.Text); m != nil && l.To == "owner1@example.jp" {
			contested = true
			if err := s.Story.Contest(t.Context(), m[1], recovery.Visitor{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !contested {
		t.Fatal("the owner was not told")
	}
	late.post(at+"/decision", grants).is(t, 409, "closed")
}

func TestOfTwoWhoDecideAtOnceOneIsRefused(t *testing.T) { onBoth(t, twoAtOnce) }

func twoAtOnce(t *testing.T, s *apiserver.Server, ref string) {
	at := "/api/v1/cases/" + ref
	callers := []caller{deciding(t, s, "mori"), deciding(t, s, "ito")}
	var mu sync.Mutex
	took := 0
	var wg sync.WaitGroup
	for _, c := range callers {
		wg.Go(func() {
			a := c.post(at+"/claim", "")
			mu.Lock()
			defer mu.Unlock()
			if a.status == 200 {
				took++
			} else {
				a.is(t, 409, "refused.claimed")
			}
		})
	}
	wg.Wait()
	if took != 1 {
		t.Fatalf("%d of two hold one case", took)
	}
	voted := 0
	for _, c := range callers {
		for range 4 {
			wg.Go(func() {
				if c.post(at+"/decision", declines).status == 200 {
					mu.Lock()
					voted++
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	if n := len(caseOf(t, s, ref).Private.Votes); voted != 1 || n != 1 {
		t.Errorf("%d answers and %d votes of one claim", voted, n)
	}
}

func TestGrantingTakesAConfirmationOfTheLastTenMinutes(t *testing.T) {
	s, ref := reviewed(t)
	at := "/api/v1/cases/" + ref
	p := s.People["mori"]
	_, secret, err := s.Tokens.CreateForDecisions(t.Context(), actorOf(p, p.Roles, s.Now().Add(-9*time.Minute), "desk"), "test")
	if err != nil {
		t.Fatal(err)
	}
	c := caller{t: t, s: s, token: secret}
	if a := c.post(at+"/claim", ""); a.status != 200 {
		t.Fatalf("claim: %d %s", a.status, a.body)
	}
	s.Wait(time.Minute)
	c.post(at+"/decision", grants).is(t, 401, "token")
	// A token cannot be made to outlive the confirmation: even one whose row says so decides nothing.
	b := token.Bearer{Token: &token.Token{Scopes: []token.Scope{token.CasesRead}, Strong: s.Now()}}
	if !b.Actor().Strong.IsZero() {
		t.Error("a standing token carries a confirmation")
	}
}

func TestNoAnswerHoldsAStoredValue(t *testing.T) {
	s, ref := reviewed(t)
	at := "/api/v1/cases/" + ref
	mori := deciding(t, s, "mori")
	plain := caller{t: t, s: s, token: s.Token("kudo", token.CasesRead)}
	program := caller{t: t, s: s, token: s.Token("", token.EventsRead, token.MetricsRead, token.AccountsWrite)}
	mori.post(at+"/claim", "")
	answers := []answer{
		mori.get(at), plain.get(at), plain.get("/api/v1/cases"), mori.post(at+"/note", `{"words": "Called back."}`),
		mori.post(at+"/ask", `{"kinds": ["birth_date"]}`), program.get("/api/v1/events"), program.get("/api/v1/metrics"), program.get("/api/v1/accounts/a-1"),
		plain.get("/api/v1/cases?state=declined"),
	}
	for _, a := range answers {
		if a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
		for _, word := range append(append([]string{}, stored...), answered...) {
			if strings.Contains(a.body, word) {
				t.Errorf("%q is told: %s", word, a.body)
			}
		}
	}
	for _, a := range everyOperation(t, s, ref) {
		for _, word := range append(append([]string{}, stored...), answered...) {
			if strings.Contains(a.body, word) {
				t.Errorf("%q is told: %s", word, a.body)
			}
		}
	}
	if !strings.Contains(answers[0].body, `"bits":`) || strings.Contains(answers[1].body, `"bits":`) {
		t.Error("weights are told to who may not see them, or not to who may")
	}
	if !strings.Contains(answers[1].body, `"mark":"exact"`) || !strings.Contains(answers[1].body, `"reason":`) {
		t.Errorf("nothing is told at all: %s", answers[1].body)
	}
	for _, word := range append(append([]string{}, stored...), answered...) {
		if strings.Contains(s.Log(), word) {
			t.Errorf("%q is in the log", word)
		}
	}
}

func TestListsComeInPagesThatHideNothing(t *testing.T) {
	s, c := filled(t)
	want := map[string]bool{}
	for _, n := range []int{1, 3, 5} {
		want[c.file(fmt.Sprintf("hanako%d@momiji.example", n), fmt.Sprintf("applicant%d@example.jp", n)).text("ref")] = true
		s.Wait(time.Second)
	}
	reader := caller{t: t, s: s, token: s.Token("kudo", token.CasesRead)}
	seen, cursor := map[string]bool{}, ""
	for range 5 {
		a := reader.get("/api/v1/cases?limit=1&cursor=" + cursor)
		for _, one := range a.json["cases"].([]any) {
			seen[one.(map[string]any)["ref"].(string)] = true
		}
		if cursor = a.text("next"); cursor == "" {
			break
		}
	}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("pages show %v, want %v", seen, want)
	}
	reader.get("/api/v1/cases?cursor=bWFkZS11cA").is(t, 422, "cursor")
	var types []string
	cursor = ""
	for {
		a := c.get("/api/v1/events?limit=2&cursor=" + cursor)
		events := a.json["events"].([]any)
		if cursor = a.text("next"); len(events) == 0 {
			break
		}
		for _, e := range events {
			types = append(types, e.(map[string]any)["type"].(string))
		}
	}
	if said := strings.Join(types, " "); strings.Count(said, "application.submitted") != 3 || strings.Count(said, "case.judged") != 3 {
		t.Errorf("events: %s", said)
	}
	if m := c.get("/api/v1/metrics"); m.json["cases"].(map[string]any)["reviewing"] != 3.0 {
		t.Errorf("metrics: %s", m.body)
	}
	c.file("hanako2@momiji.example", "applicant2@example.jp")
	if a := c.get("/api/v1/events?cursor=" + cursor); len(a.json["events"].([]any)) == 0 {
		t.Error("what happens later is not told to who asks later")
	}
}
