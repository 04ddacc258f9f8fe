package recovery_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

func TestWhoIsAskedForMoreAddsItAndPeopleDecideAnew(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	if err := s.r.Add(ctx, c.ID, "birth", memories()["birth"]); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("added without being asked: %v", err)
	}
	check(t, s.decide(c, s.reviewer("sato"), yes))
	check(t, s.r.Claim(ctx, s.reviewer("suzuki"), c.Ref))
	refused(t, s.r.AskMore(ctx, s.reviewer("suzuki"), c.Ref, nil), "kinds_missing")
	refused(t, s.r.AskMore(ctx, s.reviewer("suzuki"), c.Ref, []string{"mother's name"}), "kind_unknown")
	due := s.find(c.ID).Due
	check(t, s.r.AskMore(ctx, s.reviewer("suzuki"), c.Ref, []string{"card", "past_password"}))
	asked := s.find(c.ID)
	until, open := asked.Asking(s.now())
	if !open || asked.Shown(s.now()) != "need_more" || !asked.Due.After(due) || len(asked.Private.Votes) != 0 || asked.Desk.Round != 1 {
		t.Fatalf("open %t, shown %s, due %s, %d votes", open, asked.Shown(s.now()), asked.Due, len(asked.Private.Votes))
	}
	if !strings.Contains(s.letters(sister), "追加でお聞きしたいこと") {
		s.work()
		t.Log(s.letters(sister))
	}
	refused(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref), "asked")
	check(t, s.r.Add(ctx, c.ID, "name", intake.Answers{"family_name": {"五百旗頭"}, "given_name": {"花子"}, "former_name": {"佐藤"}}))
	check(t, s.r.AddPasswords(ctx, c.ID, []string{"momijigari-no-hi"}))
	before := len(asked.Private.Passwords.Answers)
	check(t, s.r.SendMore(ctx, c.ID))
	if err := s.r.SendMore(ctx, c.ID); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("sent twice: %v", err)
	}
	s.work()
	after := s.find(c.ID)
	if after.State != recovery.Reviewing || len(after.Private.Typed) != 0 || len(after.Private.Passwords.Answers) != before+1 {
		t.Errorf("state %s, %d typed, %d compared", after.State, len(after.Private.Typed), len(after.Private.Passwords.Answers))
	}
	if !slices.Contains(s.doors(c), "reweigh system") || after.Due.After(s.now().Add(24*time.Hour)) || until.Until.IsZero() {
		t.Errorf("not weighed again, or due %s", after.Due)
	}
	check(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref)) // a new round
}

func TestWhoAddsNothingIsDecidedWithWhatThereIs(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	check(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref))
	check(t, s.r.AskMore(ctx, s.reviewer("sato"), c.Ref, []string{"card"}))
	s.pass(73 * time.Hour)
	if got := s.find(c.ID); !got.Due.After(s.now()) || got.State != recovery.Reviewing {
		t.Fatalf("due %s, now %s", got.Due, s.now())
	}
	check(t, s.decide(c, s.reviewer("sato"), no))
}

func TestAnAppealGoesOnceToOtherPeople(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	if err := s.r.Appeal(ctx, c.ID, "Please look again.", home()); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("appealed before a refusal: %v", err)
	}
	for i := 0; s.find(c.ID).State == recovery.Reviewing; i++ {
		check(t, s.decide(c, s.reviewer([]string{"sato", "suzuki"}[i]), no))
	}
	s.pass(time.Hour)
	told := len(s.mailTo(owner))
	refused(t, s.r.Appeal(ctx, c.ID, "  ", home()), "words_missing")
	check(t, s.r.Appeal(ctx, c.ID, "The card was renewed in May.", home()))
	s.work()
	got := s.find(c.ID)
	if got.State != recovery.Reviewing || got.Kind() != recovery.KindAppeal || got.People() != 2 || !got.Due.After(s.now()) || !got.Closed.IsZero() {
		t.Fatalf("state %s, kind %s, %d people", got.State, got.Kind(), got.People())
	}
	if len(s.mailTo(owner)) == told {
		t.Error("the owner was not told")
	}
	for _, before := range got.Private.Former {
		refused(t, s.r.Claim(ctx, s.reviewer(before.By), c.Ref), "decided_before")
		if _, err := s.r.Open(ctx, s.reviewer(before.By), c.Ref); true {
			refused(t, err, "decided_before")
		}
	}
	check(t, s.decide(c, s.reviewer("ito"), no))
	check(t, s.decide(c, s.reviewer("kato"), no))
	s.pass(time.Hour)
	if err := s.r.Appeal(ctx, c.ID, "Once more.", home()); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("appealed twice: %v", err)
	}
	if got := s.find(c.ID).State; got != recovery.Declined {
		t.Errorf("state %s", got)
	}
}

func TestAnAppealIsStillStoppedByTheOwner(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.decide(c, s.reviewer("sato"), no))
	check(t, s.decide(c, s.reviewer("suzuki"), no))
	s.pass(time.Hour)
	check(t, s.r.Appeal(t.Context(), c.ID, "Please look again.", home()))
	check(t, s.r.Contest(t.Context(), s.token("not-me", backup), home()))
	if got := s.find(c.ID).State; got != recovery.Contested {
		t.Errorf("state %s", got)
	}
}

func TestS19WhoTypesForAnApplicantNeverDecides(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	s.hold(hanako("a-1", high))
	refused(t, second(s.r.BeginAssisted(ctx, s.reviewer("sato"), home(), "street", "Ekimae")), "way_unknown")
	refused(t, second(s.r.BeginAssisted(ctx, s.reviewer("sato"), home(), "counter", " ")), "shop_missing")
	refused(t, second(s.r.BeginAssisted(ctx, recovery.Actor{Login: "ito", Roles: []string{recovery.RoleAuditor}}, home(), "counter", "Ekimae")), "role")
	id := must(s.r.BeginAssisted(ctx, s.reviewer("sato"), home(), "counter", "Ekimae"))(t)
	a := hanakos()
	check(t, s.r.Save(ctx, id, "account", intake.Answers{"account": {a.account}}))
	if _, err := s.r.Submit(ctx, id, a.visitor); !errors.Is(err, recovery.ErrMissingProof) {
		t.Errorf("the counter sent without the contact's proof: %v", err)
	}
	check(t, s.r.SendCode(ctx, id, a.contact, "once", a.visitor))
	check(t, s.r.ProveContact(ctx, id, s.code(a.contact), a.visitor))
	for page, answers := range a.answers {
		check(t, s.r.Save(ctx, id, page, answers))
	}
	must(s.r.Submit(ctx, id, a.visitor))(t)
	s.work()
	c := s.find(id)
	if c.Desk.Assisted.By != "sato" || c.Kind() != recovery.KindAssisted && c.State == recovery.Reviewing || s.token("not-me", owner) == "" {
		t.Errorf("assisted %+v, kind %s", c.Desk.Assisted, c.Kind())
	}
	for _, spelled := range []string{"sato", "SATO"} {
		if _, err := s.r.Open(ctx, s.senior(spelled), c.Ref); true {
			refused(t, err, "assisted")
		}
		refused(t, s.r.Claim(ctx, s.senior(spelled), c.Ref), "assisted")
		refused(t, s.r.Decide(ctx, s.senior(spelled), c.Ref, yes), "assisted")
	}
	if slip := must(s.r.Slip(ctx, s.reviewer("sato"), c.Ref))(t); slip.Ref != c.Ref || slip.Shop != "Ekimae" || slip.Sent.IsZero() {
		t.Errorf("slip %+v", slip)
	}
	if _, err := s.r.Slip(ctx, s.reviewer("suzuki"), c.Ref); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("another person's slip: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestH8OnTheTelephoneNoPasswordIsTaken(t *testing.T) {
	s := newStage(t)
	id := must(s.r.BeginAssisted(t.Context(), s.reviewer("sato"), home(), "phone", "Ekimae"))(t)
	check(t, s.r.OldPasswords(t.Context(), id, oldPasswords))
	if n := len(s.find(id).Private.Typed); n != 0 {
		t.Errorf("%d passwords were heard", n)
	}
}
