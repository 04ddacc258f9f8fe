package settings_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
)

const (
	looser  = "hold: {default: 60}"
	tighter = "hold: {default: 96}"
)

func TestWhatTightensGoesLiveByOneAdministrator(t *testing.T) {
	o := newOffice(t)
	other, err := settings.New(o.parts) // another server on the same database
	must(t, err)
	p := o.proposed("otto", tighter)
	if p.Loosens || len(p.Changes) != 1 || p.Changes[0].Key != "hold.default" {
		t.Fatalf("%+v", p)
	}
	refused(t, "an operator's word", o.confirm("otto", p), "rules_admin")
	stale := o.by("anna")
	stale.Strong = o.at.Add(-time.Hour)
	_, err = o.Confirm(t.Context(), stale, p.ID)
	refused(t, "proven an hour ago", err, "sign_in_again")
	live, err := o.Confirm(t.Context(), o.by("anna"), p.ID)
	if !live || err != nil {
		t.Fatal(live, err)
	}
	if o.hold() != 96 {
		t.Errorf("the hold is %d hours", o.hold())
	}
	r, err := other.Rules(t.Context())
	if err != nil || r.Policy.Hold.Default != 96 || !strings.HasPrefix(r.Name, "1+") {
		t.Errorf("another server judges by %q with %d hours, %v", r.Name, r.Policy.Hold.Default, err)
	}
	o.parts.Base.Policy.Quantiles = &decision.Quantiles{Parameters: score.Default().Hash()}
	tabled, err := settings.New(o.parts) // and one whose configuration names a table of quantiles
	must(t, err)
	with, err := tabled.Rules(t.Context())
	if err != nil || with.Policy.Quantiles != o.parts.Base.Policy.Quantiles || with.Policy.Hold.Default != 96 || with.Name == r.Name {
		t.Errorf("a version of the desk loses the table, or has its old name: %q, %v", with.Name, err)
	}
	refused(t, "once more", o.confirm("ben", p), "rules_over")
	var said []string
	for _, e := range o.log("rules") {
		said = append(said, e.Actor+" "+e.Detail["what"])
	}
	if want := []string{"staff:otto propose", "clock tried", "staff:anna confirm", "staff:anna live"}; !slices.Equal(said, want) {
		t.Errorf("the log says %q", said)
	}
}

func TestWhatLoosensTakesTwoDifferentAdministrators(t *testing.T) {
	o := newOffice(t)
	p := o.proposed("anna", looser)
	if !p.Loosens || p.Needs() != 2 {
		t.Fatalf("%+v", p)
	}
	must(t, o.confirm("anna", p))
	refused(t, "the same person again", o.confirm("anna", p), "rules_twice")
	refused(t, "a reviewer", o.confirm("rina", p), "role")
	for _, via := range []string{"cli", "api"} {
		a := o.by("ben")
		a.Via = via
		_, err := o.Confirm(t.Context(), a, p.ID)
		refused(t, "by "+via, err, "rules_desk")
	}
	stale := o.by("ben")
	stale.Strong = time.Time{}
	_, err := o.Confirm(t.Context(), stale, p.ID)
	refused(t, "without a passkey", err, "sign_in_again")
	if o.hold() != 72 {
		t.Fatal("it is live by one")
	}
	must(t, o.confirm("ben", p))
	if o.hold() != 60 {
		t.Errorf("the hold is %d hours", o.hold())
	}
	last := o.log("rules")
	if e := last[len(last)-1]; e.Detail["first"] != "anna" || e.Detail["second"] != "ben" || e.Detail["changes"] != "hold.default: 72 -> 60" {
		t.Errorf("the log says %v", e.Detail)
	}
	if want := []string{"rules_proposed by anna to 4", "rules_live by ben to 4"}; !slices.Equal(o.told, want) {
		t.Errorf("people were told %q", o.told)
	}
}

// Whoever has taken over one administrator, passkey and all, tries every way to be two.
func TestOneAdministratorCannotLoosenByMakingASecond(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	anna := staff.Actor{Login: "anna", Via: "desk", Strong: o.at}
	p := o.proposed("anna", looser)
	must(t, o.confirm("anna", p))
	token, err := o.staff.Relink(ctx, anna, "ben") // a new passkey for another administrator
	must(t, err)
	ben, err := o.staff.Find(ctx, "ben")
	must(t, err)
	_, err = o.staff.Use(ctx, token, ben.ID, staff.Newcomer{}, staff.Passkey{ID: "stolen", Record: []byte("{}")})
	must(t, err)
	refused(t, "an administrator with a passkey of today", o.confirm("ben", p), "rules_standing")
	must(t, o.staff.SetActive(ctx, anna, "cora", false)) // one who was let in again
	must(t, o.staff.SetActive(ctx, anna, "cora", true))
	refused(t, "an administrator who was let in again today", o.confirm("cora", p), "rules_standing")
	_, err = o.staff.SetRoles(ctx, anna, "rina", []string{staff.Admin}) // a new one, whom somebody else confirms
	must(t, err)
	must(t, o.staff.ConfirmAdmin(ctx, staff.Actor{Login: "ben", Via: "desk", Strong: o.at}, "rina"))
	refused(t, "an administrator of today", o.confirm("rina", p), "rules_standing")
	if o.hold() != 72 {
		t.Fatal("it is live")
	}
	o.pass(staff.AdminWait)
	must(t, o.confirm("cora", p)) // a day later everybody has been told, and it is two people again
}

// robbed is a store from which somebody takes the newest versions away.
type robbed struct {
	settings.Store
	now bool
}

func (r *robbed) Numbers(ctx context.Context) (map[settings.Kind]int64, error) {
	if r.now {
		return nil, nil
	}
	return r.Store.Numbers(ctx)
}

func TestAVersionThatIsTakenAwayIsNotForgotten(t *testing.T) {
	o := newOffice(t)
	must(t, o.confirm("anna", o.proposed("anna", tighter)))
	db := &robbed{Store: o.store}
	parts := o.parts
	parts.Store = db
	server, err := settings.New(parts)
	must(t, err)
	if r, err := server.Rules(t.Context()); err != nil || r.Policy.Hold.Default != 96 {
		t.Fatal(r.Policy.Hold, err)
	}
	db.now = true
	if r, err := server.Rules(t.Context()); err == nil {
		t.Errorf("judges by %s again", r.Name)
	}
}

func TestAWordCountsOnlyWhileItsPersonDoes(t *testing.T) {
	o := newOffice(t)
	p := o.proposed("otto", looser)
	must(t, o.confirm("anna", p))
	must(t, o.staff.SetActive(t.Context(), staff.Actor{Login: "cora", Via: "cli"}, "anna", false))
	must(t, o.confirm("ben", p))
	if o.hold() != 72 {
		t.Error("the word of somebody who was disabled counts")
	}
	must(t, o.confirm("cora", p))
	if o.hold() != 60 {
		t.Error("two who count are not enough")
	}
}

func TestNothingGoesLiveUntriedOrOvertaken(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.file("one", "AAA-001")
	o.file("gone", "AAA-002")
	p, err := o.Propose(ctx, o.by("anna"), settings.Draft{Kind: settings.Policy, Text: looser, Why: "because"})
	must(t, err)
	refused(t, "before its dry run", o.confirm("anna", p), "rules_trial")
	must(t, o.Work(ctx, judge{}))
	look, err := o.Look(ctx, o.by("anna"), p.ID)
	must(t, err)
	if tr := look.Trial; tr.State != settings.TrialDone || tr.Done != 1 || tr.Total != 1 || tr.Shorter != 1 || len(tr.Differ) != 1 || tr.Differ[0].Ref != "AAA-001" || look.Bar != "" {
		t.Errorf("%+v, %q", tr, look.Bar)
	}
	_, err = o.Propose(ctx, o.by("ben"), settings.Draft{Kind: settings.Policy, Text: tighter, Why: "because"})
	refused(t, "a second one", err, "rules_waiting")
	changed := o.parts // the configuration's own file is another one since
	changed.Base.Policy.Margin = 2
	server, err := settings.New(changed)
	must(t, err)
	_, err = server.Confirm(ctx, o.by("anna"), p.ID)
	refused(t, "compared with other rules", err, "rules_overtaken")
	refused(t, "once more", o.confirm("anna", p), "rules_over")
}

func TestAProposalThatNobodyDecidesLapses(t *testing.T) {
	o := newOffice(t)
	p := o.proposed("anna", looser)
	o.pass(8 * 24 * time.Hour)
	refused(t, "a week later", o.confirm("ben", p), "rules_lapsed")
	o.proposed("anna", looser)
}

func TestOnlyWhoeverMayEndsAProposal(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	p := o.proposed("otto", looser)
	refused(t, "another's", o.Withdraw(ctx, o.by("anna"), p.ID), "rules_not_yours")
	refused(t, "without a word", o.Reject(ctx, o.by("anna"), p.ID, " "), "words_missing")
	refused(t, "one's own", o.Reject(ctx, o.by("otto"), p.ID, "no"), "rules_admin")
	refused(t, "by a reviewer", o.Reject(ctx, o.by("rina"), p.ID, "no"), "role")
	must(t, o.Reject(ctx, o.by("anna"), p.ID, "no"))
	all, err := o.History(ctx, o.by("otto"))
	if err != nil || len(all) != 1 || all[0].State != settings.Rejected || all[0].Ended.Login != "anna" || all[0].Words != "no" {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := o.History(ctx, o.by("rina")); err == nil {
		t.Error("a reviewer reads the rules")
	}
}

func TestAFileThatCannotWorkIsToldWhy(t *testing.T) {
	o := newOffice(t)
	for text, want := range map[string]string{
		"hold: {floor: 1}":          "hold.floor: 1 is not between 24",
		"holds: {floor: 48}":        `unknown key "holds"`,
		"alpha: lots":               "line 1",
		"profile: whatever":         `profile: "whatever" is neither`,
		"insider: {least: 99}":      "insider.least: 99 is not between",
		"alpha: .1\n---\nalpha: .2": "one document",
	} {
		_, err := o.Propose(t.Context(), o.by("anna"), settings.Draft{Kind: settings.Policy, Text: text, Why: "because"})
		var bad *settings.BadFile
		if !errors.As(err, &bad) || !strings.Contains(bad.Words, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"frobs: 1": "frobs", string(score.DefaultFile()) + "\nfrobs: 1\n": "frobs", string(score.DefaultFile()[:2000]): "", "\x00": "",
	} {
		_, err := o.Propose(t.Context(), o.by("anna"), settings.Draft{Kind: settings.Parameters, Text: text, Why: "because"})
		var bad *settings.BadFile
		if !errors.As(err, &bad) || !strings.Contains(bad.Words, want) {
			t.Errorf("parameters %.20q: %v", text, err)
		}
	}
	for text, want := range map[string]string{ // and in a form that can be worded in any language
		"hold: {default: 30}": "range map[High:8760 Key:hold.default Low:48 Value:30]", "profile: all": "neither map[A:by_account B:strict Key:profile Value:all]",
		"scope: [cat]": "none_of map[Key:scope List:stranger breached acquaintance phisher insider_mailbox Value:cat]", "scope: []": "scope map[]", "attempts: []": "attempts_sum map[]",
		"attempts: [0.1, 0.2]": "attempts_order map[N:2]", "alpha: .1\nholds: 3\nx: 4": "unknown_key map[Key:holds Line:2]", "alpha: lots": "type map[Line:1 Value:lots]", "alpha: [1]": "type map[Line:1 Value:!!seq]",
		"alpha: .1\nalpha: .1": "key_twice map[First:1 Key:alpha Line:2]", "hold: {": "yaml map[Line:1]",
	} {
		_, err := o.Propose(t.Context(), o.by("anna"), settings.Draft{Kind: settings.Policy, Text: text, Why: "because"})
		var bad *settings.BadFile
		if !errors.As(err, &bad) || fmt.Sprint(bad.Code, " ", bad.Args) != want {
			t.Errorf("%s: %v is %s %v", text, err, bad.Code, bad.Args)
		}
	}
	for text, code := range map[string]string{" \n": "text_missing", "hold: {default: 72}": "same", strings.Repeat("#", 200<<10): "text_long"} {
		_, err := o.Propose(t.Context(), o.by("anna"), settings.Draft{Kind: settings.Policy, Text: text, Why: "because"})
		refused(t, code, err, code)
	}
}

func TestProposalsAreLimitedForEachPerson(t *testing.T) {
	o := newOffice(t)
	var soon *recovery.TooSoon
	for range 40 {
		p, err := o.Propose(t.Context(), o.by("anna"), settings.Draft{Kind: settings.Policy, Text: looser, Why: "because"})
		if errors.As(err, &soon) {
			return
		}
		must(t, err)
		must(t, o.Withdraw(t.Context(), o.by("anna"), p.ID))
	}
	t.Error("forty dry runs in an hour")
}
