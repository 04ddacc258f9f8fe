package intake_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"okaeri/internal/intake"
)

func TestFullCardNumbersAreDroppedWhateverStandsAroundThem(t *testing.T) {
	for typed, want := range map[string]string{
		"4111111111111111": "", "4111 1111 1111 1111": "", "4111-1111-1111-1111": "", "４１１１１１１１１１１１１１１１": "",
		"４１１１　１１１１　１１１１　１１１１": "", "４１１１ー１１１１ー１１１１ー１１１１": "", "4111.1111.1111.1111": "", "4111/1111/1111/1111": "",
		"4111\u200b1111\u200b1111\u200b1111": "", "4111 - 1111 - 1111 - 1111": "", "4111_1111_1111_1111": "", "4111・1111・1111・1111": "",
		"4111,1111,1111,1111": "", "5555-5555 5555-4444": "", "3782 822463 10005": "", "30569309025904": "", "3530111333300000": "",
		"6200000000000005": "", "6304000000000000": "", "4222222222222": "", "٤١١١١١١١١١١١١١١١": "", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏": "",
		"①④": "①④", "card 4111111111111111 03/27": "card  03/27", "番号は4111111111111111です": "番号はです",
		"41111111111111110327": "", "4111111111111111123": "", "４１１１\n１１１１\n１１１１\n１１１１": "",
		"4111111111111111 and 5555555555554444": " and ", "x4111111111111111y": "xy",
		// no card numbers
		"1234": "1234", "090-1234-5678": "090-1234-5678", "+81 90-1234-5678": "+81 90-1234-5678", "4111111111111112": "4111111111111112",
		"2026-11-01 12:34": "2026-11-01 12:34", "0000000000000000": "0000000000000000", "1960/4/8 1961/5/9": "1960/4/8 1961/5/9", "": "",
		"4111 1111 1111": "4111 1111 1111", "+819012345678": "+819012345678",
	} {
		got, dropped := intake.DropFullCards(typed)
		if got != want || dropped != (typed != want) {
			t.Errorf("%q became %q (%v) instead of %q", typed, got, dropped, want)
		}
		if intake.HasFullCard(typed) != dropped {
			t.Errorf("%q: having and dropping disagree", typed)
		}
	}
}

// cardNumber draws a number of a card's length with its check digit.
func cardNumber(t *rapid.T) string {
	digits := rapid.StringMatching(`[1-9][0-9]{10,17}`).Draw(t, "number")
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

func TestNoCardNumberComesThroughInAnyGroupsAndWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := cardNumber(t)
		separator := rapid.SampledFrom([]string{"", " ", "-", "　", "ー", "－", ".", "/", "\u200b", " - "}).Draw(t, "separator")
		var groups []string
		for rest := number; rest != ""; {
			n := min(rapid.IntRange(1, 6).Draw(t, "group"), len(rest))
			groups, rest = append(groups, rest[:n]), rest[n:]
		}
		typed := strings.Join(groups, separator)
		if rapid.Bool().Draw(t, "wide") {
			typed = wide(typed)
		}
		words := rapid.SampledFrom([]string{"", "番号は", "card: "}).Draw(t, "words")
		rest, dropped := intake.DropFullCards(words + typed)
		if !dropped || rest != words {
			t.Fatalf("%q became %q", words+typed, rest)
		}
	})
}

// everyText lists every text of an application.
func everyText(a intake.Application) []string {
	texts := append([]string{a.ID, a.Account, a.Contact, a.Language, a.Context.IP, a.Context.UserAgent, a.Context.Device}, a.After...)
	for _, c := range a.Claims {
		texts = append(texts, c.Kind)
		texts = append(texts, c.Value.All()...)
	}
	return texts
}

// FuzzDecodeApplicationNeverKeepsAFullCard types a card number, spelled in any way, into every field of an application.
func FuzzDecodeApplicationNeverKeepsAFullCard(f *testing.F) {
	f.Add("my card is ", "-", " thanks", 4, "name")
	f.Add("", "", "", 1, "card")
	f.Add("４", "　", "0327", 5, "other")
	f.Add("+", " ", "", 3, "mail_subject")
	f.Fuzz(func(t *testing.T, before, separator, after string, size int, kind string) {
		const number = "4111111111111111"
		if size < 1 || size > 16 || strings.ContainsAny(separator, "0123456789") || len(separator) > 3 {
			return // another number than the one that is looked for
		}
		text := before + strings.Join(slices.Collect(chunks(number, size)), separator) + after
		line, err := json.Marshal(map[string]any{
			"account": text, "contact": text,
			"context": map[string]string{"ip": "", "user_agent": text, "device": ""},
			"claims": []any{
				map[string]any{"kind": kind, "value": text},
				map[string]any{"kind": kind, "value": []string{text, text}},
				map[string]any{"kind": kind, "value": map[string]string{"last4": text, "holder": text}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := intake.DecodeApplication(line)
		if err != nil {
			return
		}
		for _, held := range everyText(a) {
			if intake.HasFullCard(held) {
				t.Fatalf("a card number is left in %q", held)
			}
		}
		again, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := intake.DecodeApplication(again)
		if err != nil {
			t.Fatalf("what was decoded is refused: %v", err)
		}
		if diff := cmp.Diff(everyText(a), everyText(b)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func chunks(s string, size int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for s != "" {
			n := min(size, len(s))
			if !yield(s[:n]) {
				return
			}
			s = s[n:]
		}
	}
}
