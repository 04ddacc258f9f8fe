package desk

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// ballotOf is a form of the page on which people decide.
func ballotOf(way string) url.Values {
	v := url.Values{"way": {way}, "words": {"The documents agree."}}
	switch way {
	case "grant":
		v.Set("reason", "identity_proofed")
		v.Set("proof", "in_person")
	case "decline":
		v.Set("reason", "evidence_insufficient")
	}
	return v
}

// H1: not one page of the desk holds a value that is held of an account, whatever state its case is in and whoever reads it.
func TestH1NoPageShowsWhatIsHeld(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desks()
	check(t, o.r.Claim(t.Context(), o.actor("sato"), plainRef))
	check(t, o.r.Reveal(t.Context(), o.actor("sato"), plainRef, "other", "unclear_match"))
	check(t, o.end(endedRef))
	o.count() // with the page of figures
	o.hire("mori", staff.Admin)
	o.hire("ota", staff.Operator)
	var all strings.Builder
	for _, lang := range []string{"ja", "en"} {
		for _, login := range []string{"sato", "suzuki", "takahashi", "ito", "mori", "ota"} {
			paths := []string{"/desk/cases/" + plainRef + "/decide", "/desk/audit?case=" + plainRef, "/desk/audit?door=reveal", "/desk/token"}
			for _, e := range o.d.menu { // every section, whoever adds one
				if e.key != "people" && e.key != "me" { // the staff's own story is not in this office
					paths = append(paths, e.path)
				}
			}
			for _, r := range must(o.db.DeskQueue(t.Context(), recovery.QueueQuery{Now: o.now(), N: 100}))(t) {
				paths = append(paths, "/desk/cases/"+r.Ref)
			}
			for _, path := range append(paths, "/desk/cases/"+endedRef) {
				and := "?"
				if strings.Contains(path, "?") {
					and = "&"
				}
				w := o.ask(login, path+and+"lang="+lang, nil)
				if w.Code != http.StatusOK && w.Code != http.StatusSeeOther && w.Code != http.StatusForbidden {
					t.Errorf("%s for %s: %d", path, login, w.Code)
				}
				all.WriteString(html.UnescapeString(w.Body.String()))
			}
		}
	}
	for _, ref := range []string{"", plainRef, endedRef} {
		w := o.ask("ito", "/desk/audit/export", url.Values{"case": {ref}})
		for line := range strings.Lines(w.Body.String()) { // what it says, and not its hashes, in which anything may turn up
			var e audit.Entry
			check(t, json.Unmarshal([]byte(line), &e))
			fmt.Fprintln(&all, e)
		}
	}
	all.WriteString(o.ask("ito", "/desk/audit/verify", url.Values{}).Body.String())
	if n := all.Len(); n < 200_000 || !strings.Contains(all.String(), "ヨガの先生です") {
		t.Fatalf("%d bytes of pages, or what was asked to be seen is not in them", n)
	}
	for _, value := range held {
		if at := strings.Index(all.String(), value); at >= 0 {
			t.Errorf("a page shows %q: …%s…", value, all.String()[max(0, at-80):at+40])
		}
	}
}

// The pages refuse what the story refuses.
func TestPagesRefuseWhatTheRulesForbid(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desks()
	path := "/desk/cases/" + strictRef
	post := func(login, what string, form url.Values) int {
		t.Helper()
		return o.ask(login, path+what, form).Code
	}
	o.hire("yamada", staff.Senior)
	for _, step := range []struct {
		who, what string
		form      url.Values
		want      int
	}{
		{"sato", "/decide", ballotOf("grant"), http.StatusForbidden}, // not claimed
		{"ito", "/claim", url.Values{}, http.StatusForbidden},        // an auditor
		{"sato", "/claim", url.Values{}, http.StatusSeeOther},
		{"suzuki", "/claim", url.Values{}, http.StatusForbidden}, // taken
		{"suzuki", "/decide", ballotOf("grant"), http.StatusForbidden},
		{"sato", "/decide", url.Values{"way": {"grant"}, "reason": {"identity_proofed"}, "proof": {"in_person"}}, http.StatusUnprocessableEntity},
		{"sato", "/decide", url.Values{}, http.StatusUnprocessableEntity},
		{"sato", "/decide", ballotOf("grant"), http.StatusSeeOther},
		{"sato", "/claim", url.Values{}, http.StatusForbidden}, // the same person twice
		{"suzuki", "/claim", url.Values{}, http.StatusSeeOther},
	} {
		if got := post(step.who, step.what, step.form); got != step.want {
			t.Errorf("%s %s %v: %d, want %d", step.who, step.what, step.form, got, step.want)
		}
	}
	o.pass(61 * time.Minute)
	if got := post("suzuki", "/decide", ballotOf("decline")); got != http.StatusForbidden {
		t.Errorf("an expired claim decided: %d", got)
	}
	post("suzuki", "/claim", url.Values{})
	check(t, o.end(strictRef)) // the owner's word, while somebody decides
	if got := post("suzuki", "/decide", ballotOf("decline")); got != http.StatusConflict {
		t.Errorf("decided after the owner's word: %d", got)
	}
	helped := "/desk/cases/" + "7K2-400-06"
	if got := o.ask("yamada", helped, nil).Code; got != http.StatusForbidden {
		t.Errorf("the helper reads the case: %d", got)
	}
}

// What was typed wrongly stays on the page, and a sign-in that is too long ago is asked for again.
func TestADecisionThatNeedsAnotherLookKeepsWhatWasTyped(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desks()
	check(t, o.r.Claim(t.Context(), o.actor("sato"), strictRef))
	form := ballotOf("grant")
	form.Set("proof", "")
	form.Set("reason", "evidence_sufficient")
	w := o.ask("sato", "/desk/cases/"+strictRef+"/decide", form)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "The documents agree.") || !strings.Contains(w.Body.String(), `href="#proof"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	o.people["sato"].Session.Strong = o.now().Add(-11 * time.Minute)
	w = o.ask("sato", "/desk/cases/"+strictRef+"/decide", ballotOf("grant"))
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "/desk/confirm?next=") {
		t.Errorf("granted on an old sign-in: %d", w.Code)
	}
}

// The queue's whole state is its address.
func TestViewsOfTheQueueAreAddresses(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desks()
	check(t, o.r.Claim(t.Context(), o.actor("sato"), plainRef))
	refs := func(query string) (out []string) {
		body := o.ask("sato", "/desk/cases"+query, nil).Body.String()
		for _, part := range strings.Split(body, `<th scope="row"><a class="ref" href="`)[1:] {
			out = append(out, part[strings.Index(part, ">")+1:strings.Index(part, "</a>")])
		}
		return out
	}
	all := refs("")
	if len(all) != 12 || !slices.Contains(all, plainRef) {
		t.Fatalf("all: %v", all)
	}
	if got := refs("?view=mine"); len(got) != 1 || got[0] != plainRef {
		t.Errorf("mine: %v", got)
	}
	if got := refs("?view=unassigned"); len(got) != 11 {
		t.Errorf("unassigned: %v", got)
	}
	if got := refs("?language=en&sort=-due"); len(got) != 6 {
		t.Errorf("English: %v", got)
	}
	if got := refs("?view=nonsense&kind=nonsense&sort=;&page=x"); len(got) != 12 {
		t.Errorf("nonsense: %v", got)
	}
	if w := o.ask("takahashi", "/desk/cases/next", url.Values{}); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/cases/7K2-") {
		t.Errorf("next: %d %s", w.Code, w.Header().Get("Location"))
	}
	if w := o.ask("sato", "/desk/find?ref=7k2+4oo+oo", nil); w.Header().Get("Location") != "/desk/cases/"+plainRef {
		t.Errorf("find: %s", w.Header().Get("Location"))
	}
	if w := o.ask("sato", "/desk/find?ref=hanako", nil); w.Code != http.StatusNotFound {
		t.Errorf("a search by name: %d", w.Code)
	}
}

// An application typed by staff goes on in the applicant's own pages.
func TestS19TheCounterOpensTheApplicantsForm(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desks()
	w := o.ask("sato", "/desk/assist", url.Values{"way": {"counter"}, "shop": {"駅前店"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/recover/who" || len(o.seats) != 1 {
		t.Fatalf("%d %s %v", w.Code, w.Header().Get("Location"), o.seats)
	}
	c := must(o.db.Case(t.Context(), o.seats[0]))(t)
	if c.Desk.Assisted.By != "sato" || c.Desk.Assisted.Shop != "駅前店" || c.State != recovery.Draft {
		t.Errorf("assisted %+v, state %s", c.Desk.Assisted, c.State)
	}
	typed := must(o.db.ByRef(t.Context(), plainRef))(t)
	check(t, o.db.Update(t.Context(), typed.ID, func(s *recovery.Step) error {
		s.Case.Desk.Assisted = recovery.Assisted{By: "ota", Way: "phone", Shop: "Ekimae"}
		return nil
	}))
	for path, said := range map[string]string{"?kind=assisted&lang=en": `<td data-head="Kind">Assisted</td>`, "?kind=assisted&lang=ja": `<td data-head="種別">代理入力</td>`, "/" + plainRef + "?lang=ja": "<li>代理入力（電話）</li>"} {
		if body := o.ask("suzuki", "/desk/cases"+path, nil).Body.String(); !strings.Contains(body, said) {
			t.Errorf("%s does not say %s", path, said)
		}
	}
	if w := o.ask("suzuki", "/desk/assist/"+c.Ref, nil); w.Code != http.StatusNotFound {
		t.Errorf("somebody else's slip: %d", w.Code)
	}
	if w := o.ask("ito", "/desk/assist", nil); w.Code != http.StatusForbidden {
		t.Errorf("an auditor types: %d", w.Code)
	}
}

// How many have decided is said while people decide, and where they did; a case that the machine alone refused, or that was over before, asks
// nobody.
func TestTheCountOfDecisionsStandsOnlyWherePeopleDecide(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(3)
	count := func(ref, said string) bool {
		return strings.Contains(o.ask("ito", "/desk/cases/"+ref+"?lang=en", nil).Body.String(), `</svg>`+said+"</li>")
	}
	if !count(strictRef, "0 of 2 decided") {
		t.Error("a case with people does not say how many have decided")
	}
	check(t, o.end(endedRef))
	if count(endedRef, "0 of 1 decided") || count(endedRef, "0 of 2 decided") || !strings.Contains(o.ask("ito", "/desk/cases/"+endedRef, nil).Body.String(), "No person decided.") {
		t.Error("a case that nobody has to decide says that nobody has")
	}
	for _, who := range []string{"sato", "suzuki"} {
		check(t, o.r.Claim(t.Context(), o.actor(who), strictRef))
		check(t, o.r.Decide(t.Context(), o.actor(who), strictRef, recovery.Ballot{Reason: "evidence_insufficient", Words: "A neighbour's postcode."}))
	}
	if !count(strictRef, "2 of 2 decided") {
		t.Error("a case that people decided does not say how many")
	}
}

// Colleagues are called by their names, and by their logins too where two have one name.
func TestColleaguesAreCalledByTheirNames(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(2)
	check(t, o.r.Claim(t.Context(), o.actor("sato"), plainRef))
	o.people["sato"].Person.Name, o.people["suzuki"].Person.Name = "佐藤 葵", "鈴木 翼"
	check(t, o.r.Claim(t.Context(), o.actor("suzuki"), strictRef))
	o.people["takahashi"].Person.Name = "鈴木 翼" // two people of one name
	for path, said := range map[string]string{
		"?lang=en": `<span title="sato">佐藤 葵, for 0 min</span>`, "?lang=ja": `<span title="suzuki">鈴木 翼（suzuki）が確認中（0分）</span>`,
		"/" + plainRef + "?lang=en": `<span class="who">佐藤 葵</span>`,
	} {
		if body := o.ask("ito", "/desk/cases"+path, nil).Body.String(); !strings.Contains(body, said) {
			t.Errorf("%s does not say %s", path, said)
		}
	}
}

// A case that nobody who works here may decide any more says so, in the queue where numbers tell and on its page.
func TestACaseThatNobodyMayDecideSaysWhoIsNeeded(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(3) // of the third Yamada is the helper
	says := func(path, said string, want bool) {
		t.Helper()
		if got := strings.Contains(o.ask("ito", "/desk/cases"+path+"?lang=en", nil).Body.String(), said); got != want {
			t.Errorf("%s says %q: %t", path, said, got)
		}
	}
	says("", "Nobody left", false)
	says("/"+strictRef, "Nobody who works here", false)
	delete(o.people, "suzuki")
	check(t, o.r.Claim(t.Context(), o.actor("sato"), strictRef))
	check(t, o.r.Escalate(t.Context(), o.actor("sato"), strictRef, "I am not sure."))
	delete(o.people, "takahashi")
	says("", "Nobody left who may decide: a senior is needed", true)
	says("/"+strictRef, "Nobody who works here may decide this case any more. A senior is needed", true)
	says("/"+plainRef, "Nobody who works here", false)
	o.hire("yamada", staff.Reviewer)
	delete(o.people, "sato")
	says("/"+endedRef, "A reviewer is needed who has had no part in it", true) // the helper
}
