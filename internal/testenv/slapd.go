package testenv

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

// LDAP is a running slapd with the ppolicy overlay and a small tree of people.
type LDAP struct {
	URL           string // ldap://127.0.0.1:port
	BaseDN        string // dc=momiji,dc=example; people are under ou=people
	AdminDN       string // the root of the server: no policy and no access rule binds it
	AdminPassword string

	// The service account that an operator would give Okaeri: it may search, and change and read passwords with their
	// history, and the password policy holds for it.
	ServiceDN       string
	ServicePassword string

	People []LDAPPerson
}

// LDAPPerson is one person of the tree.
type LDAPPerson struct {
	DN        string
	UID       string
	Mail      string
	Phone     string // E.164
	Family    string
	Given     string
	Passwords []string // oldest first; the last one opens the account, the others are in pwdHistory
}

//go:embed slapd.conf
var slapdConf string

const (
	baseDN    = "dc=momiji,dc=example"
	serviceDN = "cn=okaeri,ou=services," + baseDN
	adminDN   = "cn=admin," + baseDN
)

// people are in the tree of every server; tests read them as LDAP.People.
func people() []LDAPPerson {
	list := []LDAPPerson{
		{UID: "hanako", Family: "佐藤", Given: "花子", Phone: "+819012345678", Passwords: []string{"sakura-1998", "Momiji2011!", "kawaii-neko-77"}},
		{UID: "taro", Family: "鈴木", Given: "太郎", Phone: "+819023456789", Passwords: []string{"hanshin-tigers", "hanshin-tigers85"}},
		{UID: "kenji", Family: "渡邉", Given: "健二", Passwords: []string{"fujisan3776"}},
		{UID: "mary", Family: "Smith", Given: "Mary", Phone: "+12025550143", Passwords: []string{"blue-kettle-41", "green-kettle-42", "red-kettle-43", "grey-kettle-44"}},
		{UID: "yui", Family: "髙橋", Given: "結衣", Passwords: []string{"panda-panda", "panda-panda-2"}},
	}
	for i := range list {
		list[i].DN = "uid=" + list[i].UID + ",ou=people," + baseDN
		list[i].Mail = list[i].UID + "@momiji.example"
	}
	return list
}

// Slapd starts a server of its own for this test and stops it at the test's end.
func Slapd(t testing.TB) *LDAP {
	t.Helper()
	bin := slapdBin()
	if bin == "" {
		missing(t, "OpenLDAP's slapd")
	}
	var err error
	for range 3 { // another process may take the port in between
		var l *LDAP
		var p *process
		if l, p, err = startSlapd(bin); err != nil {
			continue
		}
		t.Cleanup(func() {
			if err := p.stop(); err != nil {
				t.Error(err)
			}
		})
		if err := l.fill(); err != nil {
			t.Fatal(err)
		}
		return l
	}
	t.Fatal(err)
	return nil
}

func startSlapd(bin string) (*LDAP, *process, error) {
	owner, err := unprivileged()
	if err != nil {
		return nil, nil, err
	}
	dir, err := owner.folder("slapd")
	if err != nil {
		return nil, nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, nil, err
	}
	l := &LDAP{
		URL: fmt.Sprintf("ldap://127.0.0.1:%d", port), BaseDN: baseDN, AdminDN: adminDN, AdminPassword: "admin-in-tests-only",
		ServiceDN: serviceDN, ServicePassword: "service-in-tests-only", People: people(),
	}
	conf := strings.NewReplacer("DIR", dir, "ADMIN_PASSWORD", l.AdminPassword).Replace(slapdConf)
	file := filepath.Join(dir, "slapd.conf")
	if err := os.WriteFile(file, []byte(conf), 0o644); err != nil {
		return nil, nil, err
	}
	p, err := start(dir, "TERM", owner, bin, "-d", "0", "-f", file, "-h", l.URL) // -d keeps it in the foreground
	if err != nil {
		return nil, nil, err
	}
	return l, p, p.ready(func() error {
		conn, err := ldap.DialURL(l.URL)
		if err != nil {
			return err
		}
		return conn.Close()
	})
}

// fill writes the tree and walks each person through their passwords, so that ppolicy itself writes pwdHistory.
func (l *LDAP) fill() error {
	conn, err := ldap.DialURL(l.URL)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Bind(l.AdminDN, l.AdminPassword); err != nil {
		return err
	}
	for _, e := range l.entries() {
		if err := conn.Add(e); err != nil {
			return fmt.Errorf("testenv: add %s: %w", e.DN, err)
		}
	}
	for _, p := range l.People {
		for _, password := range p.Passwords {
			if _, err := conn.PasswordModify(ldap.NewPasswordModifyRequest(p.DN, "", password)); err != nil {
				return fmt.Errorf("testenv: password of %s: %w", p.UID, err)
			}
		}
	}
	return nil
}

func (l *LDAP) entries() []*ldap.AddRequest {
	list := []*ldap.AddRequest{
		entry(baseDN, "objectClass", "dcObject", "objectClass", "organization", "dc", "momiji", "o", "Momiji Mail"),
		entry("ou=people,"+baseDN, "objectClass", "organizationalUnit", "ou", "people"),
		entry("ou=services,"+baseDN, "objectClass", "organizationalUnit", "ou", "services"),
		entry("ou=policies,"+baseDN, "objectClass", "organizationalUnit", "ou", "policies"),
		entry("cn=default,ou=policies,"+baseDN, "objectClass", "device", "objectClass", "pwdPolicy", "cn", "default",
			"pwdAttribute", "userPassword", "pwdInHistory", "6", "pwdLockout", "TRUE", "pwdMaxFailure", "5"),
		entry(serviceDN, "objectClass", "simpleSecurityObject", "objectClass", "organizationalRole", "cn", "okaeri",
			"userPassword", l.ServicePassword),
	}
	for _, p := range l.People {
		e := entry(p.DN, "objectClass", "inetOrgPerson", "uid", p.UID, "cn", p.Family+" "+p.Given, "sn", p.Family,
			"givenName", p.Given, "mail", p.Mail)
		if p.Phone != "" {
			e.Attribute("mobile", []string{p.Phone})
		}
		list = append(list, e)
	}
	return list
}

// entry makes an add request from name, value pairs; a name that comes again adds a value.
func entry(dn string, pairs ...string) *ldap.AddRequest {
	e := ldap.NewAddRequest(dn, nil)
	var names []string
	values := map[string][]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if values[pairs[i]] == nil {
			names = append(names, pairs[i])
		}
		values[pairs[i]] = append(values[pairs[i]], pairs[i+1])
	}
	for _, name := range names {
		e.Attribute(name, values[name])
	}
	return e
}

// slapdBin looks in sbin too, which is not on an ordinary user's PATH.
func slapdBin() string {
	if path, err := exec.LookPath("slapd"); err == nil {
		return path
	}
	for _, path := range []string{"/usr/sbin/slapd", "/usr/local/libexec/slapd"} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}
