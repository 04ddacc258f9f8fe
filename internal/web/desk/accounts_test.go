package desk

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// The values that are held of the accounts, none of which may ever be shown at the desk.
var held = []string{
	"hanako@momiji.example", "hanako.s@example.jp", "五百旗頭", "イオキベ", "1960-04-0", "5300", "JP-27", "sakura-no-ki-1998",
	"旅行の写真", "@person", "の同窓会の幹事について", "203.0.113.7", "2014-05", heldPhone, heldPhone[1:], heldPhone[3:],
}

const heldPhone = "+81312345678"

// account is one with years of history.
func account(i int, change ...func(*evidence.Account)) evidence.Account {
	day := func(s string) *time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		return &d
	}
	fact := func(kind, value string) evidence.Fact {
		return evidence.Fact{Kind: kind, Value: intake.Value{Text: value}, From: day("2014-05-03")}
	}
	password := func(word, from, until string) evidence.Fact {
		sum := sha1.Sum([]byte(word + "salt")) //nolint:gosec // what directories hold
		hash := "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], "salt"...))
		return evidence.Fact{Kind: "password", Value: intake.Value{Text: hash}, From: day(from), Until: day(until)}
	}
	a := evidence.Account{
		ID: fmt.Sprintf("a-%d", i), Identifiers: []string{strings.Replace(held[0], "@", fmt.Sprintf("%d@", i), 1)}, Created: *day("2014-05-03"),
		Worth: evidence.Ordinary, Language: "ja",
		Contacts: []evidence.Contact{
			{Kind: "email", Value: held[1], Verified: true, From: *day("2014-05-03")},
			{Kind: "phone", Value: heldPhone, Verified: true, From: *day("2014-05-03")},
		},
		Facts: []evidence.Fact{
			{Kind: "name", Value: intake.Value{Parts: map[string]string{"family": "五百旗頭" + own(i), "given": "花子", "family_kana": "イオキベ" + own(i)}}, From: day("2014-05-03")},
			fact("birth_date", fmt.Sprintf("1960-04-%02d", 1+i%28)), fact("country", "JP"), fact("region", "JP-27"), fact("postal_code", fmt.Sprintf("530%04d", 100+i)), fact("product", "mail"),
			password("sakura-no-ki-1998", "2014-05-03", "2019-01-02"), password("kinmokusei-2003", "2019-01-02", "2023-01-02"),
			fact("mail_folder", "旅行の写真"),
		},
	}
	for n := range 12 {
		at := now.AddDate(0, 0, -20-n*9)
		a.Facts = append(a.Facts,
			evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{Parts: map[string]string{"to": fmt.Sprintf("friend%d@person%d.example", n, i), "subject": own(i) + "の同窓会の幹事について"}}},
			evidence.Fact{Kind: "sign_in", At: &at, Value: intake.Value{Parts: map[string]string{"ip": "203.0.113.7", "user_agent": "Mozilla/5.0", "device": "", "success": "true"}}})
	}
	for _, f := range change {
		f(&a)
	}
	return a
}

// own is a syllable or two that only account i has, so that no account's values are common.
func own(i int) string {
	kana := []rune("あいうえおかきくけこさしすせそたちつてとなにぬねの")
	return string(kana[i%len(kana)]) + string(kana[i/len(kana)%len(kana)])
}

// secondFactor makes the account one that knowledge alone never opens: it goes to people, two of them.
func secondFactor(a *evidence.Account) { a.MFA = true }

// apply files an application for account i, of somebody who remembers much and spells it otherwise, and lets it be weighed.
func (o *office) apply(i int, change ...func(*recovery.Case)) *recovery.Case {
	o.t.Helper()
	ctx := o.t.Context()
	c := &recovery.Case{
		ID: fmt.Sprintf("%032x", i+1), Ref: fmt.Sprintf("7K2-4%02d-%02d", i/50, i%50), State: recovery.Submitted, Created: o.now(), Submitted: o.now(),
		Due: o.now().Add(24*time.Hour - time.Duration(i%30)*47*time.Minute), Language: []string{"ja", "en"}[i%2],
		AccountKey: o.keys.Index("account", fmt.Sprint(i)), ContactKey: o.keys.Index("contact", fmt.Sprint(i)), NetworkKey: o.keys.Index("network", fmt.Sprint(i/6)),
	}
	c.Private = recovery.Private{
		Account: strings.Replace(held[0], "@", fmt.Sprintf("%d@", i), 1), Contact: "sister@example.net", Situation: "forgot_password", Device: "borrowed",
		Done: []string{"who"}, Region: "JP-27", Context: intake.Context{IP: "203.0.113.99", UserAgent: "Mozilla/5.0"}, Typed: []string{"sakura-no-ki-1998", "kinmokusei-2003"},
		Answers: intake.Answers{
			"family_name": {"いおきべ" + own(i)}, "given_name": {"はなこ"}, "birth_era": {"showa"}, "birth_year": {"35"}, "birth_month": {"4"}, "birth_day": {strconv.Itoa(1 + i%28)},
			"country": {"日本"}, "region": {"大阪府"}, "postal_code": {fmt.Sprintf("530-%04d", 100+i)}, "product": {"mail"},
			"q.mail_recipients": {fmt.Sprintf("friend2@person%d.example", i), fmt.Sprintf("friend3@person%d.example", i)}, "q.mail_subjects": {own(i) + "の同窓会の幹事について"}, "else": {"ヨガの先生です"},
		},
	}
	for _, f := range change {
		f(c)
	}
	check(o.t, o.db.Create(ctx, &recovery.Step{Case: c}))
	check(o.t, o.r.Handle(ctx, recovery.Job{Kind: recovery.JobAssess, CaseID: c.ID}))
	// The desk is tried here and not the judgement: whatever the machine says of the case, people look at it.
	check(o.t, o.db.Update(ctx, c.ID, func(s *recovery.Step) error {
		if s.Case.State == recovery.Judged {
			s.Case.State, s.Case.Verdict, s.Case.Private.Assessment.Verdict = recovery.Reviewing, decision.Review, decision.Review
		}
		return nil
	}))
	return must(o.db.Case(ctx, c.ID))(o.t)
}
