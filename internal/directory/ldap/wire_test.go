package ldap_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"

	"okaeri/internal/directory/ldap"
	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

// silent is a server that takes connections and never says a word.
func silent(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "ldap://" + l.Addr().String()
}

// front stands before the test server as a network would see it: it speaks TLS at once, or after StartTLS, and passes everything on.
func front(t testing.TB, server *testenv.LDAP, startTLS bool) (address string, roots *x509.CertPool) {
	t.Helper()
	config, roots := certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go pass(conn, strings.TrimPrefix(server.URL, "ldap://"), config, startTLS)
		}
	}()
	return l.Addr().String(), roots
}

func pass(conn net.Conn, to string, config *tls.Config, startTLS bool) {
	defer conn.Close()
	if startTLS {
		request, err := ber.ReadPacket(conn)
		if err != nil || !strings.Contains(string(request.Bytes()), "1.3.6.1.4.1.1466.20037") {
			return // anything in clear before StartTLS ends the connection
		}
		answer := ber.NewSequence("")
		answer.AppendChild(request.Children[0])
		result := ber.Encode(ber.ClassApplication, ber.TypeConstructed, 24, nil, "")
		result.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, 0, ""))
		result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
		result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
		answer.AppendChild(result)
		if _, err := conn.Write(answer.Bytes()); err != nil {
			return
		}
	}
	secure := tls.Server(conn, config)
	back, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer back.Close()
	go func() {
		_, _ = io.Copy(back, secure)
		back.Close()
	}()
	_, _ = io.Copy(secure, back)
}

func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func TestPasswordsTravelUnderTLS(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	for i, startTLS := range []bool{false, true} {
		address, roots := front(t, server, startTLS)
		c := config(server)
		c.URL, c.StartTLS, c.Roots = "ldaps://"+address, startTLS, roots
		if startTLS {
			c.URL = "ldap://" + address
		}
		d, _ := open(t, c)
		password := fmt.Sprint(fresh, i)
		if _, err := d.Restore(t.Context(), fmt.Sprint("k", i), hanako.UID, password); err != nil || !signIn(t, server, hanako.UID, password) {
			t.Errorf("StartTLS %t: %v", startTLS, err)
		}
		c.Roots = nil // a certificate that nobody vouches for
		d, _ = open(t, c)
		if err := d.Check(t.Context()); err == nil {
			t.Errorf("StartTLS %t: an unknown certificate was taken", startTLS)
		}
	}
	c := config(server)
	c.StartTLS = true // the test server itself has no TLS
	d, _ := open(t, c)
	if err := d.Check(t.Context()); err == nil {
		t.Error("a server without StartTLS was signed in to in clear")
	}
}

func TestAConfigurationThatCannotBeRightIsRefusedByName(t *testing.T) {
	right := ldap.Config{URL: "ldaps://ldap.example.org", BindDN: "cn=o,dc=example", Password: "secret-marker", BaseDN: "dc=example", Mapping: ldap.DefaultMapping()}
	if _, err := ldap.New(right, &ledger{}); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*ldap.Config){
		"url":      func(c *ldap.Config) { c.URL = "http://ldap.example.org" },
		"in clear": func(c *ldap.Config) { c.URL = "ldap://ldap.example.org" },
		"user":     func(c *ldap.Config) { c.URL = "ldaps://u:secret-marker@ldap.example.org" },
		"filter":   func(c *ldap.Config) { c.Filter = "(objectClass=person" },
		"base":     func(c *ldap.Config) { c.BaseDN = "people" },
		"no base":  func(c *ldap.Config) { c.BaseDN = "" },
		"bind":     func(c *ldap.Config) { c.BindDN = "" },
		"password": func(c *ldap.Config) { c.Password = "" },
		"write":    func(c *ldap.Config) { c.Write = "plain" },
		"id":       func(c *ldap.Config) { c.Mapping.ID = "" },
		"mapping":  func(c *ldap.Config) { c.Mapping.Family = "sn)(userPassword" },
	} {
		c := right
		spoil(&c)
		_, err := ldap.New(c, &ledger{})
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if said := err.Error() + fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(strings.ReplaceAll(said, c.URL, ""), "secret-marker") {
			t.Errorf("%s: the password is said: %s", name, said)
		}
	}
}

func TestAServerThatIsDownGivesNoAnswer(t *testing.T) {
	server := testenv.Slapd(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := config(server)
	c.URL = "ldap://" + l.Addr().String()
	l.Close()
	d, _ := open(t, c)
	_, err = d.Restore(t.Context(), "k", server.People[0].UID, fresh)
	if !unanswered(err) {
		t.Errorf("down: %v", err)
	}
	c.URL, c.Timeout = silent(t), 50*time.Millisecond
	d, _ = open(t, c)
	if err := d.Check(t.Context()); !unanswered(err) {
		t.Errorf("silent: %v", err)
	}
}

func unanswered(err error) bool {
	var e *ldap.Error
	return errors.As(err, &e) && e.Code == 0
}

// V16: no error holds a password, an account or a DN.
func TestV16ErrorsHoldNoSecretsAndNoNames(t *testing.T) {
	server := testenv.Slapd(t)
	c := config(server)
	wrong := c
	wrong.Password = "secret-marker"
	base := c
	base.BaseDN = "ou=secret-marker," + server.BaseDN
	weak := c
	weak.BindDN, weak.Password = server.People[1].DN, server.People[1].Passwords[len(server.People[1].Passwords)-1]
	for name, c := range map[string]ldap.Config{"bind": wrong, "base": base, "rights": weak} {
		d, _ := open(t, c)
		_, err := d.Restore(t.Context(), "k", "hanako", "secret-marker")
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		said := fmt.Sprintf("%v %+v %#v", err, err, err)
		for _, s := range []string{"secret-marker", "hanako", "momiji", server.ServicePassword} {
			if strings.Contains(said, s) {
				t.Errorf("%s: %q is in %s", name, s, said)
			}
		}
		if name == "base" && errors.Is(err, recovery.ErrNotFound) {
			t.Error("a wrong base looks like an account that is not there")
		}
	}
}
