package desk

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

var previews = regexp.MustCompile(`(?s)<details id="letter-(\w+)".*?<p class="letter-subject">(.*?)</p><pre tabindex="0">(.*?)</pre>`)

// shown are the letters that a page shows, by the decision that sends them.
func shown(body string) map[string]string {
	out := map[string]string{}
	for _, m := range previews.FindAllStringSubmatch(body, -1) {
		out[m[1]] = html.UnescapeString(m[2] + "\n" + m[3])
	}
	return out
}

// toApplicant is the letter about a case that the applicant got last.
func (o *office) toApplicant(ref string) string {
	o.t.Helper()
	o.work()
	for i := len(o.post) - 1; i >= 0; i-- {
		if l := o.post[i]; l.to == "sister@example.net" && strings.Contains(l.m.Text, ref) {
			return l.m.Subject + "\n" + l.m.Text
		}
	}
	o.t.Fatalf("no letter about %s", ref)
	return ""
}

// The page shows the letter that asks for what is ticked, in the applicant's language, and what leaves is that letter.
func TestTheLetterThatAsksForMoreIsTheOneThatWasShown(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(6)
	for ref, says := range map[string]string{"7K2-400-00": "カード", "7K2-400-03": "card"} {
		at := "/desk/cases/" + ref + "/decide"
		check(t, o.r.Claim(t.Context(), o.actor("sato"), ref))
		first := shown(o.ask("sato", at, nil).Body.String())["ask"]
		form := url.Values{"way": {"ask"}, "kinds": {"past_password", "card"}, "words": {"Half a sentence"}, "onward": {"on"}, "asks": {"name"}}
		if w := o.ask("sato", at, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#letter-ask"`) {
			t.Fatalf("%s: what was ticked after the letter was shown: %d", ref, w.Code)
		}
		form.Set("show", "letter")
		w := o.ask("sato", at, form)
		page := w.Body.String()
		second := shown(page)["ask"]
		for _, kept := range []string{
			"Half a sentence</textarea>", `value="card" checked`, `value="past_password" checked`, `name="onward" value="on" checked`, `value="ask" checked`,
			`name="asks" value="past_password,card"`, `<details id="letter-ask" open>`,
		} {
			if !strings.Contains(page, kept) {
				t.Errorf("%s: the page lost %s", ref, kept)
			}
		}
		if w.Code != http.StatusOK || second == first || !strings.Contains(second, says) {
			t.Errorf("%s: %d, shown %q and then %q", ref, w.Code, first, second)
		}
		if c := must(o.db.ByRef(t.Context(), ref))(t); !c.Desk.Asked.At.IsZero() {
			t.Errorf("%s: showing the letter sent it", ref)
		}
		form.Del("show")
		form.Del("onward")
		form.Set("asks", "past_password,card")
		if w := o.ask("sato", at, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", ref, w.Code, plainly(w.Body.String()))
		}
		if left := o.toApplicant(ref); left != second {
			t.Errorf("%s: shown\n%s\nleft\n%s", ref, second, left)
		}
	}
}

// The refusal that is shown before a decision is the one that leaves, with how to appeal.
func TestTheRefusalThatLeavesIsTheOneThatWasShown(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(6)
	for _, ref := range []string{"7K2-400-02", "7K2-400-05"} {
		at, said := "/desk/cases/"+ref, ""
		for _, who := range []string{"sato", "suzuki"} {
			if must(o.db.ByRef(t.Context(), ref))(t).State != recovery.Reviewing {
				break
			}
			check(t, o.r.Claim(t.Context(), o.actor(who), ref))
			said = shown(o.ask(who, at+"/decide", nil).Body.String())["decline"]
			if w := o.ask(who, at+"/decide", ballotOf("decline")); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d", ref, w.Code)
			}
		}
		o.pass(must(o.db.ByRef(t.Context(), ref))(t).Mark.Sub(o.now()).Round(time.Second))
		if left := o.toApplicant(ref); left != said {
			t.Errorf("%s: shown\n%s\nleft\n%s", ref, said, left)
		}
	}
}
