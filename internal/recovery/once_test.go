package recovery_test

import (
	"strings"
	"testing"
)

// V12 has an end: whoever goes back to a form in the browser and corrects the address there is sent a code to the corrected one, and what
// came for a token is not kept as it came.
func TestV12ACorrectedAddressGetsALetterOfItsOwn(t *testing.T) {
	s := newStage(t)
	id := must(s.r.Begin(t.Context(), home()))(t)
	check(t, s.r.Save(t.Context(), id, "account", map[string][]string{"account": {owner}}))
	form := strings.Repeat("the same form", 1000)
	for _, to := range []string{"sistre@example.jp", sister, " " + sister} {
		check(t, s.r.SendCode(t.Context(), id, to, form, home()))
	}
	s.work()
	if n := len(s.mailTo(sister)); n != 1 {
		t.Errorf("%d letters", n)
	}
	c := s.find(id)
	if c.Private.Contact != sister || len(c.Private.Once["contact"]) > 64 {
		t.Errorf("letters go to %s, %d bytes are kept", c.Private.Contact, len(c.Private.Once["contact"]))
	}
	check(t, s.r.ProveContact(t.Context(), id, s.code(sister), home()))
}
