package recovery_test

import (
	"context"
	"crypto/sha1" //nolint:gosec // what directories hold
	"encoding/base64"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
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
	"okaeri/internal/store"
	"okaeri/internal/text"
)

// stage is the real story on a real SQLite store with real rooms and letters; only the postman, the directory and the clock are the
// test's own. Jobs are done when the test says so, in the order of their time.
type stage struct {
	t         testing.TB
	r         *recovery.Recovery
	store     *store.Store
	dossiers  *dossier.Dossiers
	directory *memoryDirectory

	mu    sync.Mutex
	at    time.Time
	queue []recovery.Job
	post  []posted
}

// posted is one letter that left.
type posted struct {
	id, to string
	m      notice.Message
}

// queueing is the real store, telling the stage of every saved job.
type queueing struct {
	*store.Store
	s *stage
}

func (q queueing) Create(ctx context.Context, step *recovery.Step) error {
	err := q.Store.Create(ctx, step)
	if err == nil {
		q.s.enqueue(step.Jobs)
	}
	return err
}

func (q queueing) Update(ctx context.Context, id string, f func(*recovery.Step) error) error {
	var jobs []recovery.Job
	err := q.Store.Update(ctx, id, func(s *recovery.Step) error {
		err := f(s)
		jobs = s.Jobs
		return err
	})
	if err == nil {
		q.s.enqueue(jobs)
	}
	return err
}

// memoryDirectory keeps passwords in memory and counts what was done, by key.
type memoryDirectory struct {
	mu        sync.Mutex
	passwords map[string]string
	done      map[string]recovery.Done
	restored  int
	fail      error
}

func (d *memoryDirectory) Restore(_ context.Context, key, id, password string) (recovery.Done, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return recovery.Done{}, d.fail
	}
	if done, ok := d.done[key]; ok {
		return done, nil
	}
	d.restored++
	done := recovery.Done{Receipt: []byte(d.passwords[id]), Unlocked: true, SessionsEnded: true}
	d.done[key], d.passwords[id] = done, password
	return done, nil
}

func (d *memoryDirectory) Undo(_ context.Context, key, id string, receipt []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.done[key]; !ok {
		d.done[key], d.passwords[id] = recovery.Done{}, string(receipt)
	}
	return nil
}

// Send is the postman.
func (s *stage) Send(_ context.Context, id, to string, m notice.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post = append(s.post, posted{id, to, m})
	return nil
}

func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *stage) enqueue(jobs []recovery.Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, jobs...)
}

// today is when every test begins.
var today = time.Date(2026, 11, 2, 1, 7, 0, 0, time.UTC)

func newStage(t testing.TB, change ...func(*recovery.Parts)) *stage {
	t.Helper()
	keys := must(keyring.New())(t)
	s := &stage{t: t, at: today, directory: &memoryDirectory{passwords: map[string]string{}, done: map[string]recovery.Done{}}}
	db := must(store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "o.db"), store.Options{Vault: keys, Now: s.now}))(t)
	t.Cleanup(func() { check(t, db.Close()) })
	s.store, s.dossiers = db, dossier.New(db, keys, s.now)
	public := must(url.Parse("https://recover.example"))(t)
	parts := recovery.Parts{
		Store: queueing{db, s}, Limiter: db, Dossiers: s.dossiers, Keys: keys, Directory: s.directory,
		Writer: notice.Writer{Catalogue: must(text.Load())(t), Letterhead: notice.Letterhead{
			Product: intake.Words{"ja": "もみじメール", "en": "Momiji Mail"}, Operator: intake.Words{"ja": "もみじ", "en": "Momiji"},
		}},
		Mailer: s, Questionnaire: intake.DefaultQuestionnaire(), Parameters: score.Default(), Policy: decision.DefaultPolicy(),
		Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(), PublicURL: public, Now: s.now,
		PermanentMail: func(error) bool { return false },
	}
	parts.Policy.Alpha = 0.02 // the story is tried here, not the judgement: a good application passes
	for _, f := range change {
		f(&parts)
	}
	s.r = must(recovery.New(parts))(t)
	return s
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// work does every job whose time has come, each twice, since a job may come twice.
func (s *stage) work() {
	s.t.Helper()
	for {
		j, ok := s.next()
		if !ok {
			return
		}
		check(s.t, s.r.Handle(s.t.Context(), j))
		check(s.t, s.r.Handle(s.t.Context(), j))
	}
}

func (s *stage) next() (recovery.Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, j := range s.queue {
		if !j.At.After(s.at) {
			s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
			return j, true
		}
	}
	return recovery.Job{}, false
}

// pass lets time go by and the work that falls due in it be done, minute by minute where something waits.
func (s *stage) pass(d time.Duration) {
	s.t.Helper()
	end := s.now().Add(d)
	for {
		s.work()
		next := end
		s.mu.Lock()
		for _, j := range s.queue {
			if j.At.After(s.at) && j.At.Before(next) {
				next = j.At
			}
		}
		s.at = next
		s.mu.Unlock()
		if !next.Before(end) {
			s.work()
			return
		}
	}
}

var (
	sixDigits = regexp.MustCompile(`\b(\d{6})\b`)
	links     = regexp.MustCompile(`https://recover\.example/(not-me|finish|undo)/([A-Z2-7]+)`)
)

// mailTo is every letter to an address, oldest first.
func (s *stage) mailTo(to string) []notice.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []notice.Message
	for _, p := range s.post {
		if p.to == to {
			out = append(out, p.m)
		}
	}
	return out
}

// code is the newest code that was sent to an address.
func (s *stage) code(to string) string {
	s.t.Helper()
	s.work()
	mails := s.mailTo(to)
	for i := len(mails) - 1; i >= 0; i-- {
		if m := sixDigits.FindString(mails[i].Text); m != "" {
			return m
		}
	}
	s.t.Fatalf("no code was sent to %s", to)
	return ""
}

// token is the newest link of a kind (not-me, finish, undo) that was sent to an address; "" when there is none.
func (s *stage) token(kind, to string) string {
	s.work()
	mails := s.mailTo(to)
	for i := len(mails) - 1; i >= 0; i-- {
		for _, m := range links.FindAllStringSubmatch(mails[i].Text, -1) {
			if m[1] == kind {
				return m[2]
			}
		}
	}
	return ""
}

// The people of the tests.
const (
	owner    = "hanako@momiji.example"
	backup   = "hanako.s@example.jp"
	sister   = "sister@example.net"
	stranger = "mallory@example.org"
	oldOne   = "sakura-no-ki-1998"
)

func day(s string) *time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return &d
}

func fact(kind, value, from string) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: intake.Value{Text: value}, From: day(from)}
}

// hanako is an account with years of history.
func hanako(id string, change ...func(*evidence.Account)) evidence.Account {
	a := evidence.Account{
		ID: id, Identifiers: []string{owner}, Created: *day("2014-05-03"), Worth: evidence.Ordinary, Language: "ja",
		Contacts: []evidence.Contact{{Kind: "email", Value: backup, Verified: true, From: *day("2014-05-03")}},
		Facts: []evidence.Fact{
			{Kind: "name", Value: intake.Value{Parts: map[string]string{"family": "五百旗頭", "given": "花子", "family_kana": "イオキベ", "given_kana": "ハナコ"}}, From: day("2014-05-03")},
			fact("birth_date", "1960-04-08", "2014-05-03"), fact("country", "JP", "2014-05-03"), fact("region", "JP-27", "2014-05-03"),
			fact("postal_code", "5300001", "2014-05-03"), fact("product", "mail", "2014-05-03"), fact("product", "files", "2016-01-01"),
			{Kind: "password", Value: intake.Value{Text: ssha(oldOne)}, From: day("2014-05-03"), Until: day("2019-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha("kinmokusei-2003")}, From: day("2019-01-02"), Until: day("2022-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha("momijigari-no-hi")}, From: day("2022-01-02")},
			fact("mail_folder", "旅行の写真", "2018-01-01"),
		},
	}
	for i := range 40 {
		at := today.AddDate(0, 0, -20-i*3)
		a.Facts = append(a.Facts,
			evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{Parts: map[string]string{
				"to": fmt.Sprintf("friend%d@person%d.example", i%7, i%7), "subject": fmt.Sprintf("第%d回 同窓会の幹事について", i),
			}}},
			evidence.Fact{Kind: "sign_in", At: &at, Value: intake.Value{Parts: map[string]string{
				"ip": "203.0.113.7", "user_agent": homeAgent, "device": "", "success": "true",
			}}})
	}
	for _, f := range change {
		f(&a)
	}
	return a
}

const homeAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

func (s *stage) hold(accounts ...evidence.Account) {
	s.t.Helper()
	for _, a := range accounts {
		check(s.t, s.dossiers.Put(s.t.Context(), a))
		s.directory.passwords[a.ID] = "momijigari-no-hi"
	}
}

// from is a visitor at an address.
func from(ip string) recovery.Visitor {
	return recovery.Visitor{IP: netip.MustParseAddr(ip), UserAgent: homeAgent, Language: "ja", Lane: "off"}
}

// home is the owner's usual place.
func home() recovery.Visitor { return from("203.0.113.7") }

// memories is what Hanako remembers.
func memories() map[intake.Page]intake.Answers {
	return map[intake.Page]intake.Answers{
		"who":     {"device": {"own"}, "situation": {"forgot_password"}},
		"name":    {"family_name": {"五百旗頭"}, "given_name": {"花子"}},
		"birth":   {"birth_era": {"showa"}, "birth_year": {"35"}, "birth_month": {"4"}, "birth_day": {"8"}},
		"address": {"country": {"JP"}, "postal_code": {"５３０−０００１"}, "region": {"JP-27"}},
		"products": {
			"product": {"mail", "files"},
		},
		"q-mail": {
			"q.mail_recipients": {"friend1@person1.example", "friend2@person2.example", "friend3@person3.example"},
			"q.mail_subjects":   {"第3回 同窓会の幹事について", "第5回 同窓会の幹事について"},
		},
	}
}

// oldPasswords are the ones that Hanako remembers.
var oldPasswords = []string{oldOne, "kinmokusei-2003"}

// application is one person's way through the form.
type application struct {
	account, contact string
	visitor          recovery.Visitor
	answers          map[intake.Page]intake.Answers
	passwords        []string
}

func hanakos() application {
	return application{account: owner, contact: sister, visitor: home(), answers: memories(), passwords: oldPasswords}
}

// draft walks the form up to the check page and returns the case.
func (s *stage) draft(a application) string {
	s.t.Helper()
	ctx := s.t.Context()
	id := must(s.r.Begin(ctx, a.visitor))(s.t)
	check(s.t, s.r.Save(ctx, id, "account", intake.Answers{"account": {a.account}}))
	check(s.t, s.r.SendCode(ctx, id, a.contact, "once-"+id, a.visitor))
	check(s.t, s.r.ProveContact(ctx, id, s.code(a.contact), a.visitor))
	for page, answers := range a.answers {
		check(s.t, s.r.Save(ctx, id, page, answers))
	}
	if a.passwords != nil {
		check(s.t, s.r.OldPasswords(ctx, id, a.passwords))
	}
	return id
}

// apply sends the application and lets its verdict be made.
func (s *stage) apply(a application) *recovery.Case {
	s.t.Helper()
	id := s.draft(a)
	must(s.r.Submit(s.t.Context(), id, a.visitor))(s.t)
	s.work()
	return s.find(id)
}

func (s *stage) find(id string) *recovery.Case {
	s.t.Helper()
	return must(s.store.Case(s.t.Context(), id))(s.t)
}

// finish goes from the letter with the link to the new password.
func (s *stage) finish(contact, password string) error {
	ctx := s.t.Context()
	token := s.token("finish", contact)
	if err := s.r.SendRestoreCode(ctx, token, "once-restore", home()); err != nil {
		return err
	}
	id, err := s.r.ProveRestore(ctx, token, s.code(contact), home())
	if err != nil {
		return err
	}
	err = s.r.Finish(ctx, id, password, home())
	s.work()
	return err
}

func (s *stage) letters(to string) string {
	var b strings.Builder
	for _, m := range s.mailTo(to) {
		b.WriteString(m.Subject + "\n")
	}
	return b.String()
}

// ssha hashes a password the way many LDAP servers did: real, and cheap enough for hundreds of tests.
func ssha(password string) string {
	salt := []byte("salt-of-" + password[:4])
	sum := sha1.Sum(append([]byte(password), salt...)) //nolint:gosec // what directories hold
	return "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}
