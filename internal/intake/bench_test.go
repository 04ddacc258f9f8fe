package intake_test

import (
	"testing"

	"okaeri/internal/intake"
)

// BenchmarkDecodeApplication is one line of `okaeri assess`.
func BenchmarkDecodeApplication(b *testing.B) {
	line := []byte(`{"id": "x-1", "account": "hanako@momiji.example", "contact": "sister@example.jp", "at": "2026-11-01T10:00:00+09:00", "language": "ja",
 "situation": "forgot_password", "claims": [{"kind": "name", "value": {"family": "さとう", "given": "花子"}}, {"kind": "birth_date", "value": "昭和35年4月8日"},
 {"kind": "country", "value": "日本"}, {"kind": "region", "value": "大阪府"}, {"kind": "postal_code", "value": "５３０−０００１"}, {"kind": "past_password", "value": "as typed"},
 {"kind": "product", "value": ["mail"]}, {"kind": "mail_recipient", "value": "taro@example.jp"}, {"kind": "mail_subject", "value": "同窓会について"},
 {"kind": "card", "value": {"holder": "Hanako Sato", "last4": "1234", "expiry": "03/27"}}], "context": {"ip": "203.0.113.9", "user_agent": "Mozilla/5.0 …", "device": ""}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := intake.DecodeApplication(line); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkForms is the folding that one application of that size needs.
func BenchmarkForms(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		intake.Name("さとう")
		intake.Name("花子")
		intake.Date("昭和35年4月8日")
		intake.Country("日本")
		intake.Region("大阪府")
		intake.Postal("５３０−０００１")
		intake.Mail("taro@example.jp")
		intake.Subject("Re: 同窓会について")
		intake.Expiry("03/27")
		intake.Identifier("hanako@momiji.example")
	}
}

// BenchmarkCheckContact is what the page for the contact address costs, the list of throw-away mail included.
func BenchmarkCheckContact(b *testing.B) {
	q, a := intake.DefaultQuestionnaire(), intake.Answers{"account": {"hanako@momiji.example"}, "contact": {"sister@family.example"}}
	b.ReportAllocs()
	for b.Loop() {
		q.Check(intake.PageContact, a, now)
	}
}
