package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/providers/structs"
	"github.com/knadh/koanf/v2"
)

// Config is everything that an operator sets. Every key may come from a flag (--set key=value), from the environment
// (OKAERI_MAIL__FROM for mail.from; OKAERI_MAIL__PASSWORD_FILE reads a secret from a file) or from the file, in this order.
type Config struct {
	PublicURL      string   `koanf:"public_url"`      // the address under which people reach Okaeri; every link is made of it
	Listen         string   `koanf:"listen"`          // host:port of the pages
	MetricsAddr    string   `koanf:"metrics_addr"`    // host:port of /metrics, /livez and /readyz without a token; empty: /metrics takes one, beside the pages
	Database       string   `koanf:"database"`        // sqlite://PATH or postgres://…
	DataDir        string   `koanf:"data_dir"`        // keys and, by default, the SQLite file
	KeyFile        string   `koanf:"key_file"`        // key-encryption key; made at first start
	TrustedProxies []string `koanf:"trusted_proxies"` // networks whose X-Forwarded-For is believed
	Language       string   `koanf:"language"`        // ja or en: where nothing tells
	Timezone       string   `koanf:"timezone"`        // IANA name; times in letters and pages are said in it
	Questionnaire  string   `koanf:"questionnaire"`   // file; empty: the one shipped
	Policy         string   `koanf:"policy"`
	Parameters     string   `koanf:"parameters"`
	Quantiles      string   `koanf:"quantiles"`     // file; the simulated table that belongs to the parameters
	Places         string   `koanf:"places"`        // MaxMind DB file: roughly where an application came from, for the owner's notices
	RobotCheck     string   `koanf:"robot_check"`   // off, pow, captcha, both
	Quantum        string   `koanf:"quantum"`       // verdict letters leave at multiples of it; "0s" for at once
	StrictForAll   bool     `koanf:"strict_always"` // one setting makes strict the profile of every account

	Product   Bilingual `koanf:"product"`  // whose accounts are recovered
	Operator  Bilingual `koanf:"operator"` // who runs it
	Help      Help      `koanf:"help"`
	Mail      MailConf  `koanf:"mail"`
	Directory DirConf   `koanf:"directory"`
	OIDC      OIDCConf  `koanf:"oidc"` // how the staff signs in with its organisation
}

// Bilingual is a text of the operator's in both languages.
type Bilingual struct {
	JA string `koanf:"ja"`
	EN string `koanf:"en"`
}

// Help is the help block that stands on every page.
type Help struct {
	Phone string    `koanf:"phone"`
	Hours Bilingual `koanf:"hours"`
	Mail  string    `koanf:"mail"`
}

// MailConf is how letters leave.
type MailConf struct {
	Server   string `koanf:"server"` // host:port
	TLS      string `koanf:"tls"`    // starttls, tls, none (loopback only)
	User     string `koanf:"user"`
	Password string `koanf:"password"`
	From     string `koanf:"from"`
	DKIMKey  string `koanf:"dkim_key"` // file with the private key; empty: no signature
	Selector string `koanf:"dkim_selector"`
}

// DirConf is where accounts live.
type DirConf struct {
	Kind string   `koanf:"kind"` // builtin or ldap
	LDAP LDAPConf `koanf:"ldap"`
}

// LDAPConf names a directory server and what its attributes mean.
type LDAPConf struct {
	URL         string   `koanf:"url"`
	StartTLS    bool     `koanf:"starttls"`
	BindDN      string   `koanf:"bind_dn"`
	Password    string   `koanf:"password"`
	BaseDN      string   `koanf:"base_dn"`
	Filter      string   `koanf:"filter"`
	ID          string   `koanf:"id"`
	Identifiers []string `koanf:"identifiers"`
	BirthDate   string   `koanf:"birth_date"`
	CAFile      string   `koanf:"ca_file"`
	Write       string   `koanf:"write"` // exop (the server hashes) or argon2
}

func defaultConfig() Config {
	return Config{
		Listen: "127.0.0.1:8080", DataDir: "okaeri-data", Language: "ja", Timezone: "Asia/Tokyo", RobotCheck: "pow", Quantum: "15m",
		Mail: MailConf{TLS: "starttls"}, OIDC: defaultOIDC(),
		Directory: DirConf{Kind: "builtin", LDAP: LDAPConf{ID: "entryUUID", Identifiers: []string{"uid", "mail"}, Write: "exop"}},
	}
}

// BadConfig is a key that can't be used: which, what it holds, and what to do. Secrets are never quoted.
type BadConfig struct{ Key, Value, Mend string }

func (e *BadConfig) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("configuration: %s: %s", e.Key, e.Mend)
	}
	return fmt.Sprintf("configuration: %s = %q: %s", e.Key, e.Value, e.Mend)
}

// loadConfig reads file, environment and flags, the later winning. Unknown keys are refused.
func loadConfig(file string, environ []string, set []string) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(structs.Provider(defaultConfig(), "koanf"), nil); err != nil {
		return Config{}, err
	}
	defaults := k.Copy()
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return Config{}, &BadConfig{"--config", file, "the file can't be read; check the path and its permissions"}
		}
		if err := k.Load(rawbytes.Provider(data), yaml.Parser()); err != nil {
			return Config{}, &BadConfig{"--config", file, "the file is no YAML: " + err.Error()}
		}
	}
	if err := loadEnv(k, environ); err != nil {
		return Config{}, err
	}
	flags := map[string]any{}
	for _, pair := range set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return Config{}, &BadConfig{"--set", pair, "write key=value, such as mail.from=help@example.org"}
		}
		flags[key] = listed(key, value)
	}
	if err := k.Load(confmap.Provider(flags, "."), nil); err != nil {
		return Config{}, err
	}
	if err := errors.Join(unknownKeys(k.Keys(), defaults.Keys()), wrongKinds(k, defaults)); err != nil {
		return Config{}, err
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, &BadConfig{"--config", file, err.Error()}
	}
	c.anchor(file)
	return c, c.check()
}

// check refuses what can't work, naming key, value and mend.
func (c *Config) check() error {
	u, err := url.Parse(c.PublicURL)
	switch {
	case c.PublicURL == "":
		return &BadConfig{"public_url", "", "is missing; set it to the address under which people reach Okaeri, such as https://recover.example.org"}
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return &BadConfig{"public_url", c.PublicURL, "write a full address without user, query or fragment, such as https://recover.example.org"}
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return &BadConfig{"public_url", c.PublicURL, "has to begin with https://; plain http is for 127.0.0.1 only"}
	}
	for _, check := range []struct {
		key, value string
		allowed    []string
	}{
		{"language", c.Language, []string{"ja", "en"}},
		{"robot_check", c.RobotCheck, []string{"off", "pow", "captcha", "both"}},
		{"mail.tls", c.Mail.TLS, []string{"starttls", "tls", "none"}},
		{"directory.kind", c.Directory.Kind, []string{"builtin", "ldap"}},
		{"directory.ldap.write", c.Directory.LDAP.Write, []string{"exop", "argon2"}},
	} {
		if !slices.Contains(check.allowed, check.value) {
			return &BadConfig{check.key, check.value, "write one of " + strings.Join(check.allowed, ", ")}
		}
	}
	return c.checkTimes()
}

func (c *Config) checkTimes() error {
	if _, err := time.LoadLocation(c.Timezone); err != nil {
		return &BadConfig{"timezone", c.Timezone, "write an IANA name such as Asia/Tokyo"}
	}
	if q, err := time.ParseDuration(c.Quantum); err != nil || q < 0 || q > 24*time.Hour {
		return &BadConfig{"quantum", c.Quantum, "write a duration between 0s and 24h, such as 15m"}
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	return c.checkPeers()
}

func (c *Config) checkPeers() error {
	host, _, _ := net.SplitHostPort(c.Mail.Server)
	scheme, _, _ := strings.Cut(c.databaseURL(), ":")
	switch {
	case !slices.Contains([]string{"sqlite", "postgres", "postgresql"}, scheme):
		return &BadConfig{"database", scheme + ":…", "begin it with sqlite: or postgres:"}
	case c.Mail.TLS == "none" && !loopback(host):
		return &BadConfig{"mail.tls", "none", "letters do not cross a network in clear; write starttls or tls"}
	case c.Mail.Server == "":
		return &BadConfig{"mail.server", "", "is missing; without mail nobody can be told: write host:port of your SMTP server"}
	case c.Mail.From == "":
		return &BadConfig{"mail.from", "", "is missing; write the address that letters come from"}
	case c.Mail.User != "" && c.Mail.Password == "":
		return &BadConfig{"mail.password", "", "is missing although mail.user is set; write it, best in a file named by OKAERI_MAIL__PASSWORD_FILE"}
	case c.Mail.Selector != "" && c.Mail.DKIMKey == "":
		return &BadConfig{"mail.dkim_key", "", "is missing although mail.dkim_selector is set; name the file with the private key, or take the selector out"}
	case !hostAndPort(c.Listen):
		return &BadConfig{"listen", c.Listen, "write host:port, such as 127.0.0.1:8080"}
	case c.MetricsAddr != "" && !hostAndPort(c.MetricsAddr):
		return &BadConfig{"metrics_addr", c.MetricsAddr, "write host:port, such as 127.0.0.1:9464"}
	case c.Directory.Kind == "ldap" && c.Directory.LDAP.URL == "":
		return &BadConfig{"directory.ldap.url", "", "is missing; write ldap://host:389 or ldaps://host:636"}
	case c.Directory.Kind == "ldap" && c.Directory.LDAP.BaseDN == "":
		return &BadConfig{"directory.ldap.base_dn", "", "is missing; write the DN under which people are, such as ou=people,dc=example,dc=org"}
	}
	return c.OIDC.check()
}

// hostAndPort tells whether one can listen at an address: the host may be empty, the port may not.
func hostAndPort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	if err != nil || port == "" {
		return false
	}
	_, err = net.LookupPort("tcp", port)
	return err == nil
}

func (c *Config) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range c.TrustedProxies {
		p, err := netip.ParsePrefix(s)
		if addr, e := netip.ParseAddr(s); err != nil && e == nil {
			p, err = addr.Prefix(addr.BitLen())
		}
		if err != nil || p.Bits() == 0 { // the whole internet is no proxy: everybody could name their own address
			return nil, &BadConfig{"trusted_proxies", s, "write networks such as 10.0.0.0/8"}
		}
		out = append(out, p)
	}
	return out, nil
}

// databaseURL is the configured one, or a SQLite file in the data folder.
func (c *Config) databaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite://" + filepath.Join(c.DataDir, "okaeri.db")
}

func (c *Config) keyFile() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return filepath.Join(c.DataDir, "okaeri.key")
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// exitBadConfig is the exit code for configuration that was refused (EX_CONFIG of sysexits).
const exitBadConfig = 78

func exitCode(err error) int {
	var bad *BadConfig
	switch {
	case err == nil:
		return 0
	case errors.As(err, &bad):
		return exitBadConfig
	}
	return 1
}
