package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"okaeri/internal/staff"
	"okaeri/internal/testenv"
)

// employs makes somebody of the desk who can come in, past every rule: what the tests of other things need.
func (w *town) employs(login string, roles ...string) *staff.Person {
	w.t.Helper()
	p := &staff.Person{
		ID: staff.NewID(), Login: login, Name: login, Mail: login + "@staff.example", Roles: roles, Created: w.now().UTC(),
		Passkeys: []staff.Passkey{{ID: "key-" + login, Record: []byte("{}")}},
	}
	err := w.store.StaffUpdate(w.t.Context(), func(step *staff.Step) error {
		step.People = append(step.People, p)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// The command line says who works at the desk, under the rules of the pages, with answers that programs can read.
func TestTheStaffIsManagedFromTheCommandLine(t *testing.T) {
	w := newTown(t, plan{})
	run := func(want int, args ...string) string {
		t.Helper()
		out, err := w.command(args...).CombinedOutput()
		code := 0
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			code = ended.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != want {
			t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, out)
		}
		return string(out)
	}
	if said := run(1, "staff", "add", "taro", "--name", "Taro", "--role", "reviewer"); !strings.Contains(said, "no administrator") || !strings.Contains(said, "setup-link --admin") {
		t.Errorf("without an administrator: %s", said)
	}
	run(2, "setup-link")
	first := run(0, "setup-link", "--admin", "--login", "hanako")
	if !strings.Contains(first, w.base+"/desk/setup/") || !strings.Contains(first, "hanako") {
		t.Errorf("the host's link: %s", first)
	}
	w.employs(whoami(), staff.Admin)
	var link struct{ Login, Link, Until string }
	said := run(0, "staff", "add", "taro", "--name", "Yamada Taro", "--mail", "taro@staff.example", "--role", "reviewer", "--json")
	if err := json.Unmarshal([]byte(said), &link); err != nil || link.Login != "taro" || !strings.HasPrefix(link.Link, w.base+"/desk/setup/") || link.Until == "" {
		t.Errorf("%v: %s", err, said)
	}
	if said := run(1, "staff", "roles", whoami(), "--role", "reviewer"); !strings.Contains(said, "nobody changes their own roles") {
		t.Errorf("one's own roles: %s", said)
	}
	if said := run(0, "staff", "roles", "taro", "--role", "senior", "--role", "admin"); !strings.Contains(said, "taro: senior") || !strings.Contains(said, "waits for another administrator") {
		t.Errorf("an administrator by one alone: %s", said)
	}
	run(1, "staff", "confirm", "taro")
	run(1, "staff", "disable", "nobody")
	run(0, "staff", "disable", "taro")
	list := run(0, "staff", "list", "--json")
	for _, want := range []string{`"login":"taro"`, `"roles":["senior"]`, `"state":"disabled"`, `"login":"` + whoami() + `"`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s: %s", want, list)
		}
	}
	run(0, "setup-link", "--admin")
	testenv.Eventually(t, "the staff is told of a link on the host", func() bool { return len(w.sink.Letters(whoami()+"@staff.example", 5)) == 1 })
	entries, err := w.store.AuditOf(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	for _, e := range entries {
		if e.Door == "staff" {
			done = append(done, e.Actor+" "+e.Detail["what"])
		}
	}
	want := []string{"host:" + whoami() + " link", "staff:" + whoami() + " invite", "staff:" + whoami() + " roles", "staff:" + whoami() + " disable", "host:" + whoami() + " link"}
	if strings.Join(done, ", ") != strings.Join(want, ", ") {
		t.Errorf("the log says %q, want %q", done, want)
	}
}

// A new server prints the link that makes its first administrator, and the link leads to the page that does.
func TestANewServerPrintsTheFirstLink(t *testing.T) {
	w := newTown(t, plan{still: true})
	for _, c := range []struct {
		name  string
		hire  bool
		wants bool
	}{{"nobody works here", false, true}, {"there is an administrator", true, false}} {
		if c.hire {
			w.employs("hanako", staff.Admin)
		}
		cmd := w.command("serve", "--listen", "127.0.0.1:0")
		said, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		address, link := "", ""
		for lines := bufio.NewScanner(said); (address == "" || c.wants && link == "") && lines.Scan(); {
			line := lines.Text()
			if _, path, ok := strings.Cut(line, "/desk/setup/"); ok {
				link = "/desk/setup/" + path
			}
			var log struct{ Msg, Address string }
			if json.Unmarshal([]byte(line), &log) == nil && log.Msg == "open" {
				address = log.Address
			}
		}
		go func() { _, _ = io.Copy(io.Discard, said) }()
		for path, want := range map[string]string{link: "Set up your way in", "/desk/signin": "Sign in to the desk", "/recover": ""} {
			if path == "" {
				continue
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept-Language", "en")
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(res.Body)
			if err = errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(page), want) {
				t.Errorf("%s: %s: %d, %v", c.name, path, res.StatusCode, err)
			}
		}
		if (link != "") != c.wants {
			t.Errorf("%s: the link is %q", c.name, link)
		}
		if err := errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait()); err != nil {
			var ended *exec.ExitError
			if !errors.As(err, &ended) {
				t.Error(err)
			}
		}
	}
}

// Configuration of the organisation's sign-in that can't work is refused with its key, what it holds, and the mend; secrets are never shown.
func TestASignInThatCannotWorkIsRefused(t *testing.T) {
	good := func() Config {
		c := defaultConfig()
		c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.ClientSecret = "https://login.example", "okaeri", "very-secret"
		c.OIDC.Roles.Reviewer = []string{"desk"}
		return c
	}
	for key, change := range map[string]func(*OIDCConf){
		"oidc.issuer":        func(c *OIDCConf) { c.Issuer = "http://login.example" },
		"oidc.client_id":     func(c *OIDCConf) { c.ClientID = "" },
		"oidc.client_secret": func(c *OIDCConf) { c.ClientSecret = "" },
		"oidc.login_claim":   func(c *OIDCConf) { c.LoginClaim = "" },
		"oidc.roles_claim":   func(c *OIDCConf) { c.RolesClaim = "" },
		"oidc.roles":         func(c *OIDCConf) { c.Roles = OIDCRoles{} },
	} {
		c := good()
		change(&c.OIDC)
		var bad *BadConfig
		if err := c.OIDC.check(); !errors.As(err, &bad) || bad.Key != key || bad.Mend == "" || strings.Contains(err.Error(), "very-secret") {
			t.Errorf("%s: %v", key, err)
		}
	}
	c := good()
	if err := c.OIDC.check(); err != nil {
		t.Error(err)
	}
	set, err := loadConfig("", []string{
		"OKAERI_OIDC__ROLES__REVIEWER=a,b", "OKAERI_OIDC__ISSUER=https://login.example", "OKAERI_OIDC__CLIENT_ID=x", "OKAERI_OIDC__CLIENT_SECRET=y",
	}, []string{"public_url=https://recover.example", "mail.server=mx:25", "mail.from=a@b.example", "oidc.strong_amr=hwk,swk"})
	if err != nil || len(set.OIDC.Roles.Reviewer) != 2 || len(set.OIDC.StrongAMR) != 2 || set.OIDC.StrongACR[0] != "phr" {
		t.Errorf("%+v, %v", set.OIDC, err)
	}
	if _, err := loadConfig("", nil, []string{"public_url=https://recover.example", "mail.server=mx:25", "mail.from=a@b.example", "oidc.roles.admin=boss"}); err == nil {
		t.Error("a claim may make an administrator")
	}
}
