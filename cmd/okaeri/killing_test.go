package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/jackc/pgx/v5"

	"okaeri/internal/demo"
	"okaeri/internal/evidence"
	"okaeri/internal/testenv"
	"okaeri/internal/testenv/applicant"
	"okaeri/internal/testenv/pgproxy"
)

// killing is a server on PostgreSQL and LDAP, with people who want their accounts back, and a hunter who hears of every commit.
type killing struct {
	*town
	server *mortal
	ldap   *testenv.LDAP
	proxy  *pgproxy.Proxy
	beside *pgx.Conn

	mu      sync.Mutex
	commits int64 // of the story so far
	now     int64 // of this case
	number  map[int64]int64
	died    map[string]int // how often it died at commits of the same statements in this case
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	k := &killing{ldap: testenv.Slapd(t), number: map[int64]int64{}}
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	k.town = &town{t: t, base: "http://" + l.Addr().String(), clock: &movable{}, logs: &lockedBuffer{}}
	k.sink = must(demo.NewSink())(t)
	t.Cleanup(func() { check(t, k.sink.Close()) })
	config := k.configuration("postgres")
	withLDAP(k.ldap)(&config)
	config.Policy = lenient(t)
	k.house = must(newHouse(t.Context(), config, changes{now: k.clock.now, logTo: k.logs}))(t)
	t.Cleanup(func() { check(t, k.close()) })
	k.beside = must(pgx.Connect(t.Context(), config.Database))(t)
	t.Cleanup(func() { check(t, k.beside.Close(context.Background())) })
	k.settleKilled()
	direct := must(url.Parse(config.Database))(t)
	k.proxy = must(pgproxy.New(direct.Host))(t)
	t.Cleanup(func() { _ = k.proxy.Close() })
	direct.Host = k.proxy.Addr()
	config.Database = direct.String() + "&application_name=mortal"
	k.server = &mortal{t: t, config: config, listener: must(l.(*net.TCPListener).File())(t), buried: k.buried()}
	k.server.live()
	t.Cleanup(k.server.stop)
	return k
}

// lenient is a policy under which a good application surely passes, whoever else may read the mailbox, and one for nobody's account surely
// doesn't go to people: the story is tried here, not the judgement.
func lenient(t testing.TB) string {
	t.Helper()
	return policyFile(t, "alpha: 0.02\nghosts: 0\ninsider: {least: 0}\n")
}

func policyFile(t testing.TB, changes string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "policy.yaml")
	check(t, os.WriteFile(file, []byte(changes), 0o600))
	return file
}

// buried waits until the database has noticed that the server is dead, so that what it was doing is undone.
func (k *killing) buried() func() {
	conn := must(pgx.Connect(k.t.Context(), k.config.Database))(k.t)
	k.t.Cleanup(func() { check(k.t, conn.Close(context.Background())) })
	return func() {
		testenv.Eventually(k.t, "the database is alone", func() bool {
			var n int
			err := conn.QueryRow(k.t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mortal' AND datname = current_database()").Scan(&n)
			return err == nil && n == 0
		})
	}
}

// settleKilled puts as many people into the directory as there will be cases, and makes them known.
func (k *killing) settleKilled() {
	conn := must(ldap.DialURL(k.ldap.URL))(k.t)
	defer conn.Close()
	check(k.t, conn.Bind(k.ldap.AdminDN, k.ldap.AdminPassword))
	var records []evidence.Account
	for i := range strides {
		p, uid := kinOf(i), uidOf(i)
		add := ldap.NewAddRequest(k.dn(uid), nil)
		for name, value := range map[string]string{"objectClass": "inetOrgPerson", "uid": uid, "cn": uid, "sn": p.sur, "mail": p.mail} {
			add.Attribute(name, []string{value})
		}
		check(k.t, conn.Add(add))
		must(conn.PasswordModify(ldap.NewPasswordModifyRequest(k.dn(uid), "", hanakosPasswords[2])))(k.t)
		records = append(records, p.record(entryUUID(k.t, k.ldap, uid)))
	}
	k.settleIn(folk(records...))
}

func uidOf(i int) string { return fmt.Sprintf("kin%02d", i) }

func (k *killing) dn(uid string) string { return "uid=" + uid + ",ou=people," + k.ldap.BaseDN }

// hunt kills the server at every strides-th commit from now on.
func (k *killing) hunt(moment pgproxy.Moment, first int64) {
	k.mu.Lock()
	k.now, k.died = 0, map[string]int{}
	k.mu.Unlock()
	k.proxy.OnCommit(func(c pgproxy.Commit) bool {
		if !ofTheStory(c.Statements) || k.count(c)%strides != first || c.Moment != moment || k.enough(c) {
			return false
		}
		k.server.kill()
		return true
	})
}

// enough tells whether the server died so often at such a commit in this case that it shall live on. What a person does again after a
// death may take just so many commits that the next death meets the same one, for ever.
func (k *killing) enough(c pgproxy.Commit) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := strings.Join(c.Statements, ";")
	k.died[at]++
	return k.died[at] > 3
}

// peace lets the server live.
func (k *killing) peace() { k.proxy.OnCommit(nil) }

// count numbers a commit of this case, the same at both moments.
func (k *killing) count(c pgproxy.Commit) int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c.Moment == pgproxy.Before {
		k.number[c.N] = k.now
		k.now++
		k.commits++
	}
	return k.number[c.N]
}

// housekeeping are statements that run all the time or at every start, whether there is a case or not. A server that dies at them
// comes to nothing; they are left in peace so that each life leads a case on.
var housekeeping = regexp.MustCompile(`(?i)river_(leader|queue|client|notification)|audit_batches|SET\s+seq|FOR UPDATE\s+SKIP LOCKED|INTO (meta|purges)|DELETE FROM \w+ WHERE (expires|at) <|SET state = 'available'`)

func ofTheStory(statements []string) bool {
	return slices.ContainsFunc(statements, func(s string) bool { return !housekeeping.MatchString(s) })
}

// comesBack takes one person the whole way to a new password, however often the server dies.
func (k *killing) comesBack(i int) {
	k.t.Helper()
	who := kinOf(i)
	p := k.person("ja", who.ip, who.contact, who.memory())
	jar := must(cookiejar.New(nil))(k.t)
	p.HTTP = &http.Client{Jar: jar, Transport: stubborn{&http.Transport{}}}
	k.walks(p, p.Start, "/sent", "/status")
	k.walks(p, k.link(who.contact, "finish"), "/finish/done")
	k.letter(who.own, "/undo/")
}

// walks goes on like a person who asks for another code when the one they typed got lost.
func (k *killing) walks(p *applicant.Person, address string, ends ...string) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), 5*time.Minute)
	defer cancel()
	page, err := p.Get(ctx, address)
	for {
		switch {
		case err != nil:
			k.t.Fatal(err)
		case slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(page.URL.Path, end) }):
			return
		case len(page.Errors) == 0:
			page, err = p.Next(ctx, page)
		case page.URL.Path == "/recover/code":
			form := page.Main()
			page, err = p.Send(ctx, page, form, url.Values{"once": form.Values["once"], "again": {"1"}})
		case strings.HasSuffix(page.URL.Path, "/code"):
			page, err = p.Get(ctx, address)
		default:
			k.t.Fatalf("%s: %s", page.URL.Path, page.Errors)
		}
	}
}
