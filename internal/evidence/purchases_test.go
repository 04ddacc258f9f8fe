package evidence_test

import (
	"reflect"
	"slices"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// What a reviewer reads does not hang on the order in which things were answered.
func TestTheOrderOfAnswersDoesNotMatter(t *testing.T) {
	claims := []intake.Claim{
		claim("mail_recipient", "taro@example.jp"), claim("mail_recipient", "jiro@example.org"), claim("mail_recipient", "saburo@gmail.co"),
		claim("mail_subject", "来週の同窓会について"), claim("mail_subject", "写真を送ります"), claim("mail_folder", "旅行"), claim("mail_folder", "同窓会"),
		claim("mail_contact", "鈴木"), claim("mail_contact", "小川三郎"), parts("card", "last4", "1234"), parts("card", "last4", "1234", "expiry", "03/27"),
		claim("birth_date", "1960-04-08"), claim("birth_date", "1961-04-08"), claim("postal_code", "5300001"), claim("postal_code", "1600022"),
	}
	a := hanako()
	for i := range a.Facts { // each thing is known since a time of its own
		if f := &a.Facts[i]; f.From != nil && f.Until == nil {
			from := f.From.AddDate(0, i, 0)
			f.From = &from
		}
	}
	d := evidence.NewDossier(a)
	want := evidence.Compare(d, intake.Application{At: applied, Claims: claims}, evidence.Evidence{})
	slices.Reverse(claims)
	got := evidence.Compare(d, intake.Application{At: applied, Claims: claims}, evidence.Evidence{})
	for i := range want.Findings {
		if w, g := want.Findings[i], got.Findings[i]; w.Level != g.Level || !w.Since.Equal(g.Since) {
			t.Errorf("%s: %s since %s, the other way round %s since %s", w.Item, w.Level, w.Since, g.Level, g.Since)
		}
	}
}

// Whoever said first what is nearly right gains by saying next what is right.
func TestTheRightAnswerBesideANearlyRightOneNeverCosts(t *testing.T) {
	for item, claims := range map[evidence.Item][2]intake.Claim{
		evidence.Address:   {claim("postal_code", "530-0099"), claim("postal_code", "530-0001")},
		evidence.BirthDate: {claim("birth_date", "04/08/1961"), claim("birth_date", "1960-04-08")},
	} {
		before, _ := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[:1]})
		after, _ := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[:]})
		for _, b := range before.Ways {
			if !slices.ContainsFunc(after.Ways, func(a evidence.Way) bool { return a.Level <= b.Level && a.Guesses <= b.Guesses }) {
				t.Errorf("%s: %+v became %+v", item, before.Ways, after.Ways)
			}
		}
	}
}

// A date that can be read in two ways beside the same date in plain words is that date, whichever came first.
func TestAPlainDateSettlesAnAmbiguousOne(t *testing.T) {
	plain, both := claim("birth_date", "1960-04-08"), claim("birth_date", "08/04/1960")
	alone, _ := findingOf(hanako(), evidence.BirthDate, intake.Application{At: applied, Claims: []intake.Claim{plain}})
	for _, claims := range [][]intake.Claim{{plain, both}, {both, plain}} {
		if f, _ := findingOf(hanako(), evidence.BirthDate, intake.Application{At: applied, Claims: claims}); !reflect.DeepEqual(f, alone) {
			t.Errorf("%+v, alone %+v", f, alone)
		}
	}
}

// An owner who types the same wrong card, or the same thing bought, in every attempt has answered once: only different answers are guesses.
func TestTheSameAnswerTwiceIsOneGuess(t *testing.T) {
	wrong, right := parts("card", "last4", "9999", "expiry", "03/27"), parts("card", "last4", "1234", "expiry", "03/27")
	lamp := parts("purchase", "item", "Lamp", "when", "2020-01", "amount", "1")
	for item, claims := range map[evidence.Item][2][]intake.Claim{
		evidence.Card:     {{wrong, right}, {wrong, wrong, wrong, right}},
		evidence.Purchase: {{lamp}, {lamp, lamp, lamp}},
	} {
		once, ok := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[0]})
		again, _ := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[1]})
		if !ok || !reflect.DeepEqual(once, again) {
			t.Errorf("%s: %+v once, %+v when it was said again", item, once, again)
		}
	}
}
