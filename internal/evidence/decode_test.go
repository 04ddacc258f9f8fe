package evidence_test

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
)

const contractAccount = `{"id": "a-000001", "identifiers": ["hanako@momiji.example", "+819012345678"], "created": "2014-05-03T00:00:00Z",
 "mfa": false, "value": "ordinary", "locked": null,
 "contacts": [{"kind": "email", "value": "hanako.s@example.jp", "verified": true, "from": "2014-05-03T00:00:00Z"}],
 "facts": [
  {"kind": "name", "value": {"family": "佐藤", "given": "花子", "family_kana": "サトウ", "given_kana": "ハナコ"}, "from": "2014-05-03T00:00:00Z", "source": "registration"},
  {"kind": "birth_date", "value": "1960-04-08", "from": "2014-05-03T00:00:00Z"},
  {"kind": "country", "value": "JP", "from": "2014-05-03T00:00:00Z"},
  {"kind": "region", "value": "JP-27", "from": "2014-05-03T00:00:00Z"},
  {"kind": "postal_code", "value": "5300001", "from": "2014-05-03T00:00:00Z", "until": "2021-03-31T00:00:00Z"},
  {"kind": "password", "value": "{SSHA}1G904nLkTkGWjKNnQuB/hpWXC/hzYWx0c2FsdA==", "from": "2014-05-03T00:00:00Z", "until": "2019-01-02T00:00:00Z"},
  {"kind": "product", "value": "mail", "from": "2014-05-03T00:00:00Z"},
  {"kind": "sent_mail", "value": {"to": ["taro@example.jp", "jiro@example.org"], "subject": "来週の同窓会について"}, "at": "2026-10-01T09:12:00+09:00"},
  {"kind": "mail_folder", "value": "旅行", "from": "2018-01-01T00:00:00Z"},
  {"kind": "mail_contact", "value": {"name": "鈴木", "email": "suzuki@example.jp"}, "from": "2018-01-01T00:00:00Z"},
  {"kind": "purchase", "value": {"item": "storage 100GB", "holder": "HANAKO SATO", "last4": "1234", "expiry": "2027-03"}, "at": "2025-02-11T00:00:00Z"},
  {"kind": "sign_in", "value": {"ip": "203.0.113.7", "user_agent": "Mozilla/5.0 \u2026", "device": "", "success": true}, "at": "2026-10-30T07:01:00+09:00"}
 ]}`

func TestTheAccountOfTheContractIsReadWhole(t *testing.T) {
	a, err := evidence.DecodeAccount([]byte(contractAccount))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Facts) != 12 || len(a.Contacts) != 1 || a.Worth != evidence.Ordinary || a.Locked != nil || len(a.Identifiers) != 2 {
		t.Errorf("read %+v", a)
	}
	if to := a.Facts[7].Value.Part("to"); to != "taro@example.jp,jiro@example.org" {
		t.Errorf("recipients are %q", to)
	}
	if success := a.Facts[11].Value.Part("success"); success != "true" {
		t.Errorf("success is %q", success)
	}
	if until := a.Facts[4].Until; until == nil || !until.Equal(time.Date(2021, 3, 31, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("until is %v", until)
	}
}

func TestAnAccountIsRefusedByFieldNameAndNeverByValue(t *testing.T) {
	const secret = "Geheim-1234"
	fact := func(f string) string {
		return `{"id":"a","facts":[{"kind":"name","value":"` + secret + `"},` + f + `]}`
	}
	for name, c := range map[string]struct{ line, says string }{
		"an unknown field":             {`{"id":"a","nickname":"` + secret + `"}`, `unknown field "nickname"`},
		"an unknown field of a fact":   {fact(`{"kind":"name","value":"x","weight":1}`), `unknown field "weight" in field "facts": fact 2`},
		"an unknown field of a lock":   {`{"id":"a","locked":{"why":"` + secret + `"}}`, `unknown field "why" in field "locked"`},
		"an unknown contact field":     {`{"id":"a","contacts":[{"kind":"email","mail":"` + secret + `"}]}`, `unknown field "mail" in field "contacts": contact 1`},
		"a name in other letters":      {`{"ID":"` + secret + `"}`, `unknown field "ID"`},
		"a field given twice":          {`{"id":"a","id":"` + secret + `"}`, `"id" is given twice`},
		"a plain password":             {fact(`{"kind":"password","value":"` + secret + `"}`), `fact 2: field "value": not a known password hash`},
		"a full card number":           {fact(`{"kind":"purchase","value":{"item":"4111 1111 1111 1111"}}`), `"value.item": holds a full card number`},
		"a card number of wide digits": {fact(`{"kind":"mail_folder","value":"４１１１１１１１１１１１１１１１"}`), `holds a full card number`},
		"a card number among contacts": {`{"id":"a","contacts":[{"kind":"email","value":"4111111111111111"}]}`, `contact 1: holds a full card number`},
		"a card number as last four":   {fact(`{"kind":"purchase","value":{"last4":"41111111"}}`), `"value.last4": holds a full card number`},
		"no id":                        {`{"identifiers":["` + secret + `"]}`, `field "id"`},
		"a worth that is none":         {`{"id":"a","value":"` + secret + `"}`, `field "value": low, ordinary or high`},
		"a time that is none":          {fact(`{"kind":"name","value":"x","from":"` + secret + `"}`), `field "from": a time in RFC 3339 form`},
		"a value of numbers alone":     {`{"id":"a","mfa":"` + secret + `"}`, `field "mfa": true or false`},
		"an end before the beginning":  {fact(`{"kind":"name","value":"x","from":"2020-01-01T00:00:00Z","until":"2019-01-01T00:00:00Z"}`), `field "until"`},
		"two objects":                  {`{"id":"a"}{"id":"` + secret + `"}`, "not one JSON object"},
		"half an object":               {`{"id":"` + secret, "not one JSON object"},
		"an array":                     {`["` + secret + `"]`, "not one JSON object"},
	} {
		_, err := evidence.DecodeAccount([]byte(c.line))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error %v does not say %s", name, err, c.says)
			continue
		}
		if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "4111") {
			t.Errorf("%s: the error repeats what stood there: %v", name, err)
		}
	}
}

func TestLongNumbersOfMachinesAreNoCardNumbers(t *testing.T) {
	for _, part := range []string{`"ip":"203.100.113.110"`, `"device":"4111111111111111"`, `"user_agent":"X/4111 1111 1111 1111"`, `"in_reply_to":"<4111111111111111@example.jp>"`} {
		line := `{"id":"a","identifiers":["+819008826052"],"facts":[{"kind":"sign_in","value":{` + part + `},"at":"2026-10-30T07:01:00Z"}]}`
		if _, err := evidence.DecodeAccount([]byte(line)); err != nil {
			t.Errorf("%s: %v", part, err)
		}
	}
}

func FuzzAccountNeverPanics(f *testing.F) {
	f.Add([]byte(contractAccount))
	f.Add([]byte(`{"id":"a","facts":[{"kind":"password","value":"$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if a, err := evidence.DecodeAccount(line); err == nil {
			evidence.Prepare(a)
		}
	})
}
