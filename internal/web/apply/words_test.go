package apply_test

import (
	"slices"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/restore"
	"okaeri/internal/text"
)

// Everything that the rooms can find wrong has a sentence in both languages, which asks for nothing that the rooms don't give.
func TestEveryProblemHasItsSentence(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	problems := intake.ProblemArgs()
	for _, f := range []restore.Fault{restore.TooShort, restore.TooLong, restore.NotText, restore.Common, restore.Personal, restore.Reused} {
		problems["password."+string(f)] = nil
	}
	for code, args := range problems {
		for _, lang := range text.Languages() {
			key := "error." + code
			if !c.Has(lang, key) {
				t.Errorf("%s: no sentence %s", lang, key)
			}
			for _, name := range c.Placeholders(lang, key) {
				if !slices.Contains(append([]string{"MailFrom", "MailDomain", "Product"}, args...), name) {
					t.Errorf("%s: %s asks for %s", lang, key, name)
				}
			}
		}
	}
}

func TestEveryFieldStateAndAdviceHasItsWords(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	q := intake.DefaultQuestionnaire()
	for _, page := range q.Pages(intake.Answers{"product": {"mail", "files", "paid"}}) {
		for _, f := range q.Fields(page, nil) {
			if f.Name == "contact_anyway" {
				continue // a button with words of its own
			}
			if f.Question == nil && page.Product() == "" && page != "q-general" {
				keys = append(keys, "apply.field."+f.Name)
				for _, o := range f.Options {
					if f.Name != "product" {
						keys = append(keys, "apply.option."+f.Name+"."+o)
					}
				}
			}
		}
	}
	for _, s := range []recovery.State{
		recovery.Draft, recovery.Submitted, recovery.Judged, recovery.Reviewing, recovery.Holding, recovery.Ready, recovery.Restoring,
		recovery.Restored, recovery.Undone, recovery.Declined, recovery.Contested, recovery.Withdrawn, recovery.Expired,
	} {
		shown := (&recovery.Case{State: s}).Shown(time.Now())
		keys = append(keys, "apply.status."+shown, "apply.status."+shown+".lead")
	}
	for _, kind := range decision.AdviceKinds() {
		keys = append(keys, "apply.advice."+kind)
	}
	for _, key := range keys {
		for _, lang := range text.Languages() {
			if !c.Has(lang, key) {
				t.Errorf("%s: no sentence %s", lang, key)
			}
		}
	}
}
