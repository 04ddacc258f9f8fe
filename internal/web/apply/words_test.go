package apply_test

import (
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/restore"
	"okaeri/internal/text"
)

// Everything that can be wrong with a new password has a sentence in both languages, which needs nothing said.
func TestEveryFaultOfAPasswordHasItsSentence(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []restore.Fault{restore.TooShort, restore.TooLong, restore.NotText, restore.Common, restore.Personal, restore.Reused} {
		for _, lang := range text.Languages() {
			if key := "error.password." + string(f); !c.Has(lang, key) || len(c.Placeholders(lang, key)) > 0 {
				t.Errorf("%s: no plain sentence %s", lang, key)
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
				name, _ := intake.NthOf(f.Name)
				keys = append(keys, "apply.field."+name)
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
