package testenv_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/go-ldap/ldap/v3"
	"github.com/jackc/pgx/v5"

	"okaeri/internal/testenv"
)

func TestEachCallGetsAnEmptyDatabase(t *testing.T) {
	for range 2 {
		conn, err := pgx.Connect(t.Context(), testenv.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(t.Context(), "CREATE TABLE only_here (n int)"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDatabaseComparesBytes(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), testenv.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var order string
	err = conn.QueryRow(t.Context(), "SELECT string_agg(v, '' ORDER BY v) FROM (VALUES ('a'), ('B'), ('ａ')) AS x(v)").Scan(&order)
	if err != nil || order != "Baａ" {
		t.Errorf("order %q, %v: the server must compare bytes, so that look-alikes stay apart", order, err)
	}
}

func TestPeopleSignInWithTheirLastPasswordOnly(t *testing.T) {
	l := testenv.Slapd(t)
	for _, p := range l.People {
		for i, password := range p.Passwords {
			conn := dial(t, l)
			err := conn.Bind(p.DN, password)
			if last := i == len(p.Passwords)-1; last != (err == nil) {
				t.Errorf("%s with password %d of %d: %v", p.UID, i+1, len(p.Passwords), err)
			}
		}
	}
}

func TestServiceAccountReadsPasswordHistoryAndObeysPolicy(t *testing.T) {
	l := testenv.Slapd(t)
	conn := dial(t, l)
	if err := conn.Bind(l.ServiceDN, l.ServicePassword); err != nil {
		t.Fatal(err)
	}
	hanako := l.People[0]
	res, err := conn.Search(ldap.NewSearchRequest(hanako.DN, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"userPassword", "pwdHistory"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(res.Entries[0].GetAttributeValues("pwdHistory")); n != len(hanako.Passwords)-1 {
		t.Errorf("%d old passwords in pwdHistory, want %d", n, len(hanako.Passwords)-1)
	}
	if !strings.HasPrefix(res.Entries[0].GetAttributeValue("userPassword"), "{SSHA}") {
		t.Error("the password is not stored as {SSHA}")
	}
	if _, err := conn.PasswordModify(ldap.NewPasswordModifyRequest(hanako.DN, "", "a-new-door-2026")); err != nil {
		t.Errorf("the service account cannot set a password: %v", err)
	}
	if _, err := conn.PasswordModify(ldap.NewPasswordModifyRequest(hanako.DN, "", hanako.Passwords[0])); err == nil {
		t.Error("an old password was taken: the policy does not hold for the service account")
	}
}

func TestBrowserAsksInTheLanguageGiven(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		got, err := chromedp.Run(testenv.Browser(t, lang), chromedp.Evaluate[string](`navigator.language`))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(got, lang) {
			t.Errorf("navigator.language is %q, want %s", got, lang)
		}
	}
}

func TestAxeFindsAPictureWithoutWords(t *testing.T) {
	tab := testenv.Browser(t, "en")
	if err := chromedp.Do(tab, chromedp.Navigate(`data:text/html,<html><body><img src="x"></body></html>`)); err != nil {
		t.Fatal(err)
	}
	found, err := chromedp.Run(tab, chromedp.Evaluate[[]string](
		testenv.AxeJS(t)+`; axe.run().then(r => r.violations.map(v => v.id))`, chromedp.EvalAwaitPromise))
	if err != nil || !slices.Contains(found, "image-alt") {
		t.Errorf("axe found %v (%v), want image-alt among them", found, err)
	}
}

// A test binary that is killed must leave no server and no folder behind. This test runs itself again as the victim.
func TestNothingOutlivesAKilledTestBinary(t *testing.T) {
	if os.Getenv("TESTENV_VICTIM") != "" {
		l := testenv.Slapd(t)
		os.Stdout.WriteString("\nUP " + testenv.Postgres(t) + " " + l.URL + "\n")
		<-t.Context().Done() // until killed
	}
	temp := t.TempDir()
	if err := os.Chmod(temp, 0o777); err != nil { // the components run as another user
		t.Fatal(err)
	}
	if err := os.Chmod(strings.TrimSuffix(temp, "/001"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestNothingOutlivesAKilledTestBinary$")
	cmd.Env = append(os.Environ(), "TESTENV_VICTIM=1", "TMPDIR="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	url := ""
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "UP "); ok {
			url, _, _ = strings.Cut(rest, " ")
		}
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if url == "" {
		t.Fatal("the victim did not come up")
	}
	testenv.Eventually(t, "its folders are gone", func() bool { left, _ := os.ReadDir(temp); return len(left) == 0 })
	testenv.Eventually(t, "its database is gone", func() bool { _, err := pgx.Connect(t.Context(), url); return err != nil })
}

func dial(t *testing.T, l *testenv.LDAP) *ldap.Conn {
	t.Helper()
	conn, err := ldap.DialURL(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
