package evidence_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// operators are the questionnaire's kinds with some of an operator's own.
func operators(t *testing.T) map[string]intake.Kind {
	t.Helper()
	kinds := maps.Clone(intake.DefaultQuestionnaire().Kinds)
	for id, comparator := range map[string]intake.Comparator{"member_number": "digits", "joined": "date", "pin_hash": "password"} {
		kinds[id] = intake.Kind{ID: id, Comparator: comparator, Custom: true}
	}
	return kinds
}

func TestAFactThatCanNeverServeIsNamedByItsField(t *testing.T) {
	const secret = "Geheim-im-Feld"
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	kinds := operators(t)
	for line, says := range map[string]string{
		`"facts":[{"kind":"pasword","value":"` + secret + `"}]`:                                          `fact 1: field "kind": no such kind`,
		`"facts":[{"kind":"past_password","value":"` + secret + `"}]`:                                    `fact 1: field "kind": no such kind`,
		`"facts":[{"kind":"mail_subject","value":"` + secret + `"}]`:                                     `fact 1: field "kind": no such kind`,
		`"facts":[{"kind":"country","value":"JP"},{"kind":"birth_date","value":"` + secret + `"}]`:       `fact 2: field "value": can't be read`,
		`"facts":[{"kind":"birth_date","value":"1960-04"}]`:                                              `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"birth_date","value":{"year":"1960"}}]`:                                        `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"postal_code","value":"` + secret + `"}]`:                                      `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"country","value":""}]`:                                                        `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"purchase","value":{"item":"x","expiry":"` + secret + `"}}]`:                   `fact 1: field "value.expiry": can't be read`,
		`"facts":[{"kind":"joined","value":"` + secret + `"}]`:                                           `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"member_number","value":"` + secret + `"}]`:                                    `fact 1: field "value": can't be read`,
		`"facts":[{"kind":"pin_hash","value":"` + secret + `"}]`:                                         `fact 1: field "value": not a known password hash`,
		`"facts":[{"kind":"country","value":"JP","from":"2030-01-01T00:00:00Z"}]`:                        `fact 1: field "from": lies in the future`,
		`"created":"2030-01-01T00:00:00Z"`:                                                               `field "created": lies in the future`,
		`"contacts":[{"kind":"email","value":"` + secret + `@x.example","from":"2026-11-23T00:00:00Z"}]`: `contact 1: field "from": lies in the future`,
	} {
		a, err := evidence.DecodeAccount([]byte(`{"id":"a",` + line + `}`))
		if err != nil {
			t.Errorf("%s: without a questionnaire nothing speaks against it: %v", line, err)
			continue
		}
		err = evidence.Unusable(&a, kinds, now)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %s", line, err, says)
		}
	}
}

func TestWhatServesIsTaken(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	lines := []string{contractAccount}
	for _, fact := range []string{
		`{"kind":"member_number","value":"A-123"}`, `{"kind":"joined","value":"平成元年5月3日"}`,
		`{"kind":"pin_hash","value":"{SSHA}1G904nLkTkGWjKNnQuB/hpWXC/hzYWx0c2FsdA=="}`,
		`{"kind":"birth_date","value":"昭和35年4月8日"}`, `{"kind":"postal_code","value":"SW1A 1AA"}`, `{"kind":"postal_code","value":"〒530-0001"}`,
		`{"kind":"purchase","value":"storage"}`, `{"kind":"card","value":{"last4":"1234","expiry":"03/27"}}`, `{"kind":"former_name","value":"田中"}`,
		`{"kind":"not_me","value":"","at":"2026-11-01T00:00:00Z"}`, `{"kind":"security_change","value":"mfa"}`, `{"kind":"forwarding_rule","value":"x"}`,
		`{"kind":"phone","value":"090-1234-5678"}`, `{"kind":"last_sign_in","value":"week"}`, `{"kind":"paid_plan","value":"large"}`,
		`{"kind":"region","value":"大阪府","from":"2026-11-22T12:00:30Z"}`, // their clock runs a little ahead
	} {
		lines = append(lines, `{"id":"a","facts":[`+fact+`]}`)
	}
	for _, line := range lines {
		a, err := evidence.DecodeAccount([]byte(line))
		if err == nil {
			err = evidence.Unusable(&a, operators(t), now)
		}
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}
