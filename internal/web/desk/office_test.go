package desk

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/store/storetest"
	"okaeri/internal/token"
)

// office is a desk with the real story on a real database behind it, and people who are signed in by their names.
type office struct {
	Staff
	t      testing.TB
	d      *Desk
	h      http.Handler
	r      *recovery.Recovery
	db     *store.Store
	facts  *dossier.Dossiers
	keys   *keyring.Ring
	public *url.URL
	dir    string

	database string
	real     bool // people come in by sessions of the real story, and not by their names
	story    *staff.Staff
	tokens   map[string]string

	mu     sync.Mutex
	at     time.Time
	people map[string]*staff.Presence
	seats  []string
	queue  []recovery.Job
	post   []letter
}

// letter is one that left.
type letter struct {
	to string
	m  notice.Message
}

// Send is the postman.
func (o *office) Send(_ context.Context, _, to string, m notice.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.post = append(o.post, letter{to, m})
	return nil
}

// enqueue hears of every job that is saved.
func (o *office) enqueue(jobs []recovery.Job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = append(o.queue, jobs...)
}

// work does the jobs that are due.
func (o *office) work() {
	o.t.Helper()
	for {
		o.mu.Lock()
		i := slices.IndexFunc(o.queue, func(j recovery.Job) bool { return !j.At.After(o.at) })
		if i < 0 {
			o.mu.Unlock()
			return
		}
		j := o.queue[i]
		o.queue = slices.Delete(o.queue, i, i+1)
		o.mu.Unlock()
		check(o.t, o.r.Handle(o.t.Context(), j))
	}
}

// noDirectory restores nothing: no case gets so far here.
type noDirectory struct{ recovery.Directory }

func newOffice(t testing.TB, public string, change ...func(*office)) *office {
	t.Helper()
	o := &office{t: t, at: now, people: map[string]*staff.Presence{}, tokens: map[string]string{}, dir: t.TempDir()}
	o.database = "sqlite:" + filepath.Join(o.dir, "o.db")
	for _, f := range change {
		f(o)
	}
	o.keys = must(keyring.New())(t)
	o.db = must(store.Open(t.Context(), o.database, store.Options{Vault: o.keys, Now: o.now}))(t)
	t.Cleanup(func() { check(t, o.db.Close()) })
	o.facts = dossier.New(o.db, o.keys, o.now)
	s := site(t, public)
	s.Now, s.Location = o.now, time.FixedZone("JST", 9*3600)
	o.public = s.PublicURL
	o.r = must(recovery.New(recovery.Parts{
		Store: storetest.Telling{Store: o.db, Told: o.enqueue}, Limiter: o.db, Dossiers: o.facts, Keys: o.keys, Directory: noDirectory{}, Mailer: o,
		Writer: notice.Writer{Catalogue: s.Catalogue, Letterhead: notice.Letterhead{
			Product: intake.Words(s.Product), Operator: intake.Words(s.Operator),
		}},
		Questionnaire: intake.DefaultQuestionnaire(), Parameters: score.Default(), Policy: decision.DefaultPolicy(),
		Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(), PublicURL: s.PublicURL, Now: o.now,
		Region: func(netip.Addr) string { return "JP-27" }, PermanentMail: func(error) bool { return false },
	}))(t)
	o.story = must(staff.New(staff.Parts{Store: o.db, Keys: o.keys, Limiter: o.db, Now: o.now}))(t)
	c := Config{
		Site: s, Staff: o, Key: []byte("0123456789abcdef"), Used: o.db, Cases: o.r,
		Record: recovery.Archive{Recovery: o.r, Log: o.db, Public: o.keys.Public()},
		Tokens: &token.Tokens{Store: o.db, People: atDesk{o}, Keys: o.keys, Now: o.now},
		Seat: func(_ context.Context, _ http.ResponseWriter, _ *http.Request, id string) error {
			o.seats = append(o.seats, id)
			return nil
		},
	}
	if o.real {
		c.Staff = o.story
		c.Passkeys, _ = signin.NewPasskeys(s.PublicURL, "Momiji Mail") // none where browsers give none to the address
	}
	o.d = must(New(c))(t)
	o.h = o.d.Handler()
	return o
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

// pass lets time go by, with people proving themselves again as they would.
func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
	for _, p := range o.people {
		p.Session.Strong = o.at
	}
}

// hire gives a person roles and lets them sign in with a passkey.
func (o *office) hire(login string, roles ...string) {
	o.people[login] = &staff.Presence{
		Person:  &staff.Person{ID: login, Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Roles: roles},
		Session: staff.Session{Person: login, Strong: o.at},
	}
}

// atDesk are the people as tokens ask for them.
type atDesk struct{ o *office }

func (d atDesk) Person(_ context.Context, login string) (token.Person, error) {
	p, ok := d.o.people[login]
	if !ok {
		return token.Person{}, token.ErrNotFound
	}
	return token.Person{Login: login, Name: p.Person.Name, Roles: p.Person.Roles}, nil
}

// Visit and Leave are the part of the staff's story that pages of cases need.
func (o *office) Visit(_ context.Context, token, _ string) (*staff.Presence, error) {
	if p, ok := o.people[token]; ok {
		return p, nil
	}
	return nil, staff.ErrSignedOut
}

// ask is one request of a person; a form makes it a post.
func (o *office) ask(login, path string, form url.Values) *httptest.ResponseRecorder {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodGet, o.public.String()+path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, o.public.String()+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: login})
	w := httptest.NewRecorder()
	o.h.ServeHTTP(w, r)
	return w
}

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
