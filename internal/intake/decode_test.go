package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

func TestApplicationIsRefusedByFieldNameAndNeverByValue(t *testing.T) {
	const secret = "himitsu-4815"
	for name, c := range map[string]struct{ line, want string }{
		"unknown field":                   {`{"id":"x","colour":"` + secret + `"}`, `unknown field "colour"`},
		"unknown field in a claim":        {`{"claims":[{"kind":"name","value":"a","bits":"` + secret + `"}]}`, `unknown field "bits"`},
		"other letters":                   {`{"ID":"` + secret + `"}`, `unknown field "ID"`},
		"a letter that folds to ours":     {"{\"claim\u017f\":[]}", `unknown field "claimſ"`},
		"an escaped name":                 {`{"\u0069d":"x"}`, `unknown field "\\u0069d"`},
		"given twice":                     {`{"id":"x","account":"` + secret + `","account":"b"}`, `field "account" is given twice`},
		"given twice in a claim":          {`{"claims":[{"kind":"name","value":{"family":"a","family":"` + secret + `"}}]}`, `field "family" is given twice`},
		"wrong type":                      {`{"claims":[{"kind":7,"value":"` + secret + `"}]}`, `field "claims.kind": wrong type`},
		"a list of addresses":             {`{"contact":["a@example.jp","` + secret + `"]}`, `field "contact": wrong type`},
		"a number for a value":            {`{"claims":[{"kind":"postal_code","value":5300001}]}`, "value must be a string, an array of strings or an object of strings"},
		"null in a list":                  {`{"claims":[{"kind":"product","value":["mail",null]}]}`, "value must be"},
		"null for a value":                {`{"claims":[{"kind":"product","value":null}]}`, "value must be"},
		"an object in an object":          {`{"claims":[{"kind":"name","value":{"family":{"a":"b"}}}]}`, "value must be"},
		"a time of another form":          {`{"at":"` + secret + `"}`, "RFC 3339"},
		"a situation of nobody":           {`{"situation":"` + secret + `"}`, `field "situation"`},
		"a line break in the contact":     {`{"contact":"a@example.jp\r\nBcc: ` + secret + `"}`, `field "contact": holds a line break`},
		"a long account":                  {`{"account":"` + strings.Repeat("a", 255) + `"}`, `field "account": longer than 254`},
		"a long text":                     {`{"claims":[{"kind":"mail_folder","value":"` + strings.Repeat("あ", 1025) + `"}]}`, "claim 1: field \"value\": longer than 1024"},
		"a kind that is no name":          {`{"claims":[{"kind":"Mail Folder","value":"a"}]}`, `claim 1: field "kind"`},
		"a kind left out":                 {`{"claims":[{"value":"a"}]}`, `claim 1: field "kind"`},
		"too many claims":                 {`{"claims":[` + strings.Repeat(`{"kind":"a","value":"b"},`, 200) + `{"kind":"a","value":"b"}]}`, `more than 200 claims`},
		"too many texts":                  {`{"claims":[{"kind":"product","value":["a"` + strings.Repeat(`,"a"`, 64) + `]}]}`, "more than 64 texts"},
		"too many earlier lines":          {`{"after":["a"` + strings.Repeat(`,"a"`, 100) + `]}`, "more than 100 entries"},
		"too long a line":                 {`{"id":"` + strings.Repeat("a", intake.MaxLine) + `"}`, "longer than"},
		"two objects":                     {`{"id":"x"} {"id":"y"}`, "not one JSON object"},
		"a list":                          {`[]`, "not one JSON object"},
		"nothing":                         {``, "not one JSON object"},
		"null":                            {`null`, "not one JSON object"},
		"half an object":                  {`{"id":`, "not one JSON object"},
		"a card number as id":             {`{"id":"4111111111111111"}`, "full card number"},
		"a card number among the earlier": {`{"after":["5555 5555 5555 4444"]}`, "full card number"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := intake.DecodeApplication([]byte(c.line))
			if err == nil {
				t.Fatal("it was taken")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %q, without %q", err, c.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error holds what was typed: %q", err)
			}
		})
	}
}

func TestApplicationOfTheContractIsReadWhole(t *testing.T) {
	line := `{"id": "x-1", "account": "hanako@momiji.example", "contact": "sister@example.jp", "at": "2026-11-01T10:00:00+09:00", "language": "ja",
 "situation": "forgot_password",
 "claims": [
  {"kind": "name", "value": {"family": "さとう", "given": "花子"}},
  {"kind": "birth_date", "value": "昭和35年4月8日"},
  {"kind": "product", "value": ["mail"]},
  {"kind": "card", "value": {"holder": "Hanako Sato", "last4": "1234", "expiry": "03/27"}}],
 "context": {"ip": "192.168.100.200", "user_agent": "Mozilla/5.0 …", "device": ""}, "after": ["x-0"]}`
	a, err := intake.DecodeApplication([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	want := []intake.Claim{
		{Kind: "name", Value: intake.Parts("family", "さとう", "given", "花子")},
		{Kind: "birth_date", Value: intake.Text("昭和35年4月8日")},
		{Kind: "product", Value: intake.Texts("mail")},
		{Kind: "card", Value: intake.Parts("holder", "Hanako Sato", "last4", "1234", "expiry", "03/27")},
	}
	if diff := cmp.Diff(want, a.Claims); diff != "" {
		t.Error(diff)
	}
	if a.Situation != intake.ForgotPassword || a.Context.IP != "192.168.100.200" || a.At.IsZero() || len(a.After) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestMachineGivenIdsAreNoCardNumbers(t *testing.T) {
	for _, id := range []string{"a41111111111111111f", "192.168.100.204", "1762000000123", "4111111111111111-4111111111111111", "0190163d-8694-739b-aea5-411111111111"} {
		line := `{"id":"` + id + `","after":["` + id + `"],"context":{"ip":"` + id + `","user_agent":"","device":"` + id + `"}}`
		a, err := intake.DecodeApplication([]byte(line))
		if err != nil || a.ID != id || a.Context.Device != id || a.Context.IP != id {
			t.Errorf("%s: %+v, %v", id, a, err)
		}
	}
}

func TestValueComesBackFromJSONAsItWent(t *testing.T) {
	for _, text := range []string{`""`, `"a"`, `[]`, `["a","b"]`, `{}`, `{"family":"a","given":"b"}`, `{"subject":"a","to":["a@x.example","b@x.example"]}`, `{"to":[]}`} {
		var v intake.Value
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != text {
			t.Errorf("%s became %s", text, got)
		}
	}
}

func TestClaimThatIsOnlyACardNumberCountsAsBlank(t *testing.T) {
	a, err := intake.DecodeApplication([]byte(`{"account":"+819012345678","contact":"a@example.jp",
 "claims":[{"kind":"other","value":"my card ４１１１ １１１１ １１１１ １１１１ thanks"},{"kind":"past_password","value":"4111111111111111"},
 {"kind":"card","value":{"holder":"H SATO","last4":"1234 5678 9012 3456"}},{"kind":"name","value":""}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []intake.Claim{
		{Kind: "other", Value: intake.Text("my card  thanks")},
		{Kind: "card", Value: intake.Value{Parts: map[string]string{"holder": "H SATO", "last4": ""}}},
		{Kind: "name", Value: intake.Text("")},
	}
	if diff := cmp.Diff(want, a.Claims); diff != "" {
		t.Error(diff)
	}
	if a.Account != "+819012345678" {
		t.Errorf("the phone number was taken for a card: %q", a.Account)
	}
}
