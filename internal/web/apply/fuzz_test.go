package apply_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/intake"
)

// FuzzNoFormBreaksAPage posts anything to any page of the form: it is taken, sent back or refused, but never a fault of ours, and no
// full card number is ever kept.
func FuzzNoFormBreaksAPage(f *testing.F) {
	f.Add(byte(1), "account=hanako%40momiji.example")
	f.Add(byte(4), "family_name=%E4%BD%90&given_name=&one_name=1")
	f.Add(byte(5), "birth_era=showa&birth_year=35&birth_month=4&birth_day=8")
	f.Add(byte(6), "country=JP&postal_code=498-0000&find=1")
	f.Add(byte(12), "bought=yes&card_last4=4111111111111111")
	f.Add(byte(13), "else=4242+4242+4242+4242&switch=en")
	f.Add(byte(10), "q.mail_recipients=a&more=q.mail_recipients")
	f.Add(byte(0), "device=own&situation=locked&change=1")
	f.Add(byte(2), "contact=a%40b&contact_anyway=1&once=x")
	s := newSite(f)
	v := s.visitor("ja")
	v.walk("send")
	keep := *v.caseOf()
	f.Fuzz(func(t *testing.T, at byte, body string) {
		s.t, v.t = t, t
		c := v.caseOf()
		*c = keep
		c.Private.Answers = intake.Answers(nil).Merge(nil, nil)
		for name, values := range keep.Private.Answers {
			c.Private.Answers[name] = slices.Clone(values)
		}
		page := steps[int(at)%len(steps)].page
		res := v.do(http.MethodPost, "/recover/"+page, nil, func(r *http.Request) { *r = *newPost("/recover/"+page, body, r) })
		if res.StatusCode >= http.StatusInternalServerError {
			t.Fatalf("%s %q: %d", page, body, res.StatusCode)
		}
		v.follow()
		if v.res.StatusCode >= http.StatusInternalServerError {
			t.Fatalf("%s after %q: %d", v.at, body, v.res.StatusCode)
		}
		for name, values := range c.Private.Answers {
			for _, value := range values {
				if name != "account" && name != "contact" && name != "other_hints" && name != "helper_phone" && intake.HasFullCard(value) {
					t.Fatalf("%s keeps a card number: %q", name, value)
				}
			}
		}
		if strings.Contains(s.log.String(), `"level":"ERROR"`) {
			t.Fatalf("an error in the log after %q", body)
		}
	})
}
