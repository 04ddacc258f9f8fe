package settings_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
)

func TestClosedCasesAreKeptAsLongAsTheRetentionInForceSays(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.file("old", "AAA-001")
	o.pass(380 * 24 * time.Hour)
	must(t, o.Purge(ctx, o.store))
	if _, err := o.store.Case(ctx, "old"); err != nil {
		t.Fatalf("gone before its time: %v", err)
	}
	for _, text := range []string{"closed_cases: 30", "closed: 400", "closed_cases: 9000"} {
		var bad *settings.BadFile
		if _, err := o.Propose(ctx, o.by("anna"), settings.Draft{Kind: settings.Retention, Text: text, Why: "because"}); !errors.As(err, &bad) {
			t.Errorf("%s: %v", text, err)
		}
	}
	p, err := o.Propose(ctx, o.by("anna"), settings.Draft{Kind: settings.Retention, Text: "closed_cases: 370", Why: "as we promised"})
	must(t, err)
	must(t, o.Work(ctx, judge{}))
	look, err := o.Look(ctx, o.by("ben"), p.ID)
	if err != nil || look.Trial.Forgets != 1 || !look.Loosens {
		t.Errorf("%+v, %v", look.Trial, err)
	}
	must(t, o.confirm("anna", p))
	must(t, o.confirm("ben", p))
	must(t, o.Purge(ctx, o.store))
	if _, err := o.store.Case(ctx, "old"); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("kept: %v", err)
	}
	k, err := o.Kept(ctx, o.by("otto"))
	if err != nil || k.Days != 370 || len(k.Purges) != 1 || k.Purges[0].Cases != 1 || !k.Next.Equal(o.at.Add(settings.PurgeEvery)) {
		t.Errorf("%+v, %v", k, err)
	}
	if e := o.log("purge"); len(e) != 1 || e[0].Detail["cases"] != "1" {
		t.Errorf("the log says %v", e)
	}
}

func TestEveryLetterHasASample(t *testing.T) {
	o := newOffice(t)
	for _, kind := range settings.LetterKinds() {
		for _, lang := range []string{"ja", "en"} {
			if m, err := o.Letter(kind, lang); err != nil || m.Text == "" || m.Subject == "" {
				t.Errorf("%s %s: %v", kind, lang, err)
			}
		}
		if len(kind.Needs()) == 0 && len(kind.Keys()) < 2 {
			t.Errorf("%s is no letter", kind)
		}
	}
}

func TestATestLetterGoesToNobodyElse(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	to, err := o.TestLetter(ctx, o.by("otto"), notice.Granted, "ja")
	if err != nil || to != "otto@momiji.example" || len(o.sent) != 1 || o.sent[0][:len(to)] != to {
		t.Errorf("%s %q %v", to, o.sent, err)
	}
	if _, err := o.TestLetter(ctx, o.by("otto"), "whatever", "ja"); !errors.Is(err, settings.ErrNotFound) {
		t.Errorf("an unknown letter: %v", err)
	}
	_, err = o.TestLetter(ctx, o.by("rina"), notice.Granted, "ja")
	refused(t, "a reviewer", err, "role")
	if e := o.log("letter_test"); len(e) != 1 || e[0].Detail["kind"] != "granted" || e[0].Actor != "staff:otto" {
		t.Errorf("the log says %v", e)
	}
	var soon *recovery.TooSoon
	for range 40 {
		if _, err = o.TestLetter(ctx, o.by("otto"), notice.Granted, "en"); errors.As(err, &soon) {
			return
		}
	}
	t.Error("forty letters in an hour")
}

// names is a name system of the test's own.
type names map[string][]string

func (n names) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if _, ok := ctx.Deadline(); !ok {
		return nil, errors.New("nobody ends this")
	}
	if n == nil {
		return nil, &net.DNSError{Err: "timeout", Name: name, IsTimeout: true}
	}
	if records, ok := n[name]; ok {
		return records, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func TestTheSignsOfTheDomainAreRead(t *testing.T) {
	o := newOffice(t)
	signs := func(n names, selector string) (out []string) {
		t.Helper()
		o.House.Resolver, o.House.DKIMSelector = n, selector
		domain, all, err := o.Signs(t.Context(), o.by("otto"))
		if err != nil || domain != "momiji.example" {
			t.Fatal(domain, err)
		}
		for _, s := range all {
			out = append(out, s.What+" "+string(s.State)+" "+s.Hint)
		}
		return out
	}
	for _, c := range []struct {
		n        names
		selector string
		want     []string
	}{
		{nil, "", []string{"spf unknown no_answer", "dmarc unknown no_answer", "dkim attend dkim_unsigned"}},
		{names{}, "s1", []string{"spf missing spf_missing", "dmarc missing dmarc_missing", "dkim missing dkim_missing"}},
		{names{
			"momiji.example": {"other", "v=spf1 mx -all"}, "_dmarc.momiji.example": {"v=DMARC1; p=reject"}, "s1._domainkey.momiji.example": {"v=DKIM1; p=abc"},
		}, "s1", []string{"spf fine spf_fine", "dmarc fine dmarc_fine", "dkim fine dkim_fine"}},
		{names{"momiji.example": {"v=spf1 mx ?all"}, "_dmarc.momiji.example": {"v=DMARC1; p=none"}}, "", []string{
			"spf attend spf_open", "dmarc attend dmarc_none", "dkim attend dkim_unsigned",
		}},
	} {
		if got := signs(c.n, c.selector); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheListBeforeRealUsersSaysWhatIsMissing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	state := func() map[string]settings.Mark {
		points, err := o.Ready(ctx, true)
		must(t, err)
		out := map[string]settings.Mark{}
		for _, p := range points {
			out[p.Key] = p.State
		}
		return out
	}
	was := state()
	for key, want := range map[string]settings.Mark{
		"https": settings.Fine, "mail": settings.Fine, "dkim": settings.Attend, "key_copy": settings.Missing, "backup": settings.Missing,
		"admins": settings.Attend, "reviewers": settings.Missing, "directory": settings.Attend, "policy_read": settings.Missing,
		"robot": settings.Fine, "checkpoint": settings.Missing, "accounts": settings.Missing,
	} {
		if was[key] != want {
			t.Errorf("%s is %s, want %s", key, was[key], want)
		}
	}
	for _, what := range []string{settings.KeyCopy, settings.PolicyRead, settings.Checkpoint} {
		must(t, o.Attest(ctx, o.by("otto"), what))
	}
	if err := o.Attest(ctx, o.by("otto"), "backup"); !errors.Is(err, settings.ErrNotFound) {
		t.Errorf("a backup on somebody's word: %v", err)
	}
	refused(t, "a reviewer's word", o.Attest(ctx, o.by("rina"), settings.KeyCopy), "role")
	o.hire("sam", staff.Senior)
	o.hire("sue", staff.Senior)
	if is := state(); is["reviewers"] != settings.Missing { // seniors get no case that takes two people
		t.Errorf("with one reviewer the desk is %s", is["reviewers"])
	}
	o.hire("tess", staff.Reviewer)
	if is := state(); is["reviewers"] != settings.Attend { // an appeal needs others
		t.Errorf("with four who decide the desk is %s", is["reviewers"])
	}
	o.hire("tom", staff.Reviewer)
	o.House.Directory = func(context.Context) error { return errors.New("down") }
	is := state()
	for key, want := range map[string]settings.Mark{
		"key_copy": settings.Fine, "policy_read": settings.Fine, "checkpoint": settings.Fine, "reviewers": settings.Fine, "directory": settings.Missing,
	} {
		if is[key] != want {
			t.Errorf("later %s is %s, want %s", key, is[key], want)
		}
	}
	must(t, o.confirm("anna", o.proposed("anna", tighter)))
	if is := state(); is["policy_read"] != settings.Missing {
		t.Error("somebody's word for another policy counts")
	}
}
