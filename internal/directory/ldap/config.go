package ldap

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// Write is how a new password is given to the server.
type Write string

// The ways.
const (
	Exop   Write = "exop"   // RFC 3062: the server hashes it
	Argon2 Write = "argon2" // userPassword is replaced by {ARGON2}, hashed here; the server needs that module
)

// Config is where the server is and what its attributes mean.
type Config struct {
	URL      string // ldaps://host, ldap://host or ldapi:///
	StartTLS bool   // upgrade ldap:// before anything else
	Roots    *x509.CertPool
	BindDN   string
	Password string
	BaseDN   string        // people are under it
	Filter   string        // what a person is; empty: (objectClass=person)
	Write    Write         // empty: Exop
	Timeout  time.Duration // for one operation; 0 means 15 s
	PageSize uint32        // of searches; 0 means 500
	Mapping  Mapping
}

// Mapping names the attributes. An empty name means that the server doesn't hold it.
type Mapping struct {
	ID          string   // stable and unique: entryUUID or uid
	Identifiers []string // what people may call the account by
	Family      string
	Given       string
	FamilyKana  string // with RFC 3866 language tags: "sn;lang-ja;phonetic"
	GivenKana   string
	BirthDate   string
	Country     string
	Region      string
	PostalCode  string
	Contacts    []string // addresses outside, and phones, through which the owner can be told
	MFA         string   // an account that has this attribute has a second factor
	Language    string
}

// DefaultMapping is inetOrgPerson as most servers use it.
func DefaultMapping() Mapping {
	return Mapping{
		ID: "entryUUID", Identifiers: []string{"uid", "mail", "mobile", "telephoneNumber"}, Family: "sn", Given: "givenName",
		FamilyKana: "sn;lang-ja;phonetic", GivenKana: "givenName;lang-ja;phonetic", Country: "c", Region: "st", PostalCode: "postalCode",
		Contacts: []string{"mobile"}, Language: "preferredLanguage",
	}
}

// String keeps the password out of logs.
func (c Config) String() string { return "LDAP at " + c.URL }

// GoString does the same for %#v.
func (c Config) GoString() string { return c.String() }

// attribute is RFC 4512's attribute description.
var attribute = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$`)

// settle checks a configuration and fills in the defaults. Errors name the key and how to mend it, and never the password.
func (c Config) settle() (Config, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.User != nil || (u.Scheme != "ldap" && u.Scheme != "ldaps" && u.Scheme != "ldapi") {
		return c, fmt.Errorf("ldap: url: write ldaps://host or ldap://host")
	}
	if u.Scheme == "ldap" && !c.StartTLS && !loopback(u.Hostname()) {
		return c, fmt.Errorf("ldap: url: passwords would cross the network in clear; use ldaps:// or set starttls")
	}
	if c.Filter == "" {
		c.Filter = "(objectClass=person)"
	}
	if _, err := ldap.CompileFilter(c.Filter); err != nil {
		return c, fmt.Errorf("ldap: filter %q: write it as in RFC 4515, such as (objectClass=person)", c.Filter)
	}
	if _, err := ldap.ParseDN(c.BaseDN); err != nil || c.BaseDN == "" {
		return c, fmt.Errorf("ldap: base DN %q: write it as in RFC 4514, such as ou=people,dc=example,dc=org", c.BaseDN)
	}
	if _, err := ldap.ParseDN(c.BindDN); err != nil || c.BindDN == "" || c.Password == "" {
		return c, fmt.Errorf("ldap: bind DN %q and password: both are needed; give Okaeri an account that may change passwords", c.BindDN)
	}
	switch c.Write {
	case "":
		c.Write = Exop
	case Exop, Argon2:
	default:
		return c, fmt.Errorf("ldap: write %q: use exop or argon2", c.Write)
	}
	if c.Mapping.ID == "" {
		return c, fmt.Errorf("ldap: mapping: id is missing; entryUUID suits most servers")
	}
	for _, name := range c.Mapping.names() {
		if !attribute.MatchString(name) {
			return c, fmt.Errorf("ldap: mapping: %q is no attribute's name", name)
		}
	}
	if c.Timeout <= 0 {
		c.Timeout = 15 * time.Second
	}
	if c.PageSize == 0 {
		c.PageSize = 500
	}
	return c, nil
}

// names lists every attribute of the mapping once.
func (m Mapping) names() []string {
	all := []string{m.ID, m.Family, m.Given, m.FamilyKana, m.GivenKana, m.BirthDate, m.Country, m.Region, m.PostalCode, m.MFA, m.Language}
	all = append(append(all, m.Identifiers...), m.Contacts...)
	seen := map[string]bool{"": true}
	var names []string
	for _, name := range all {
		if key := strings.ToLower(name); !seen[key] {
			seen[key] = true
			names = append(names, name)
		}
	}
	return names
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
