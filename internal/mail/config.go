package mail

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strconv"
	"time"
)

// TLS is how the connection to the server is protected.
type TLS string

// The three modes.
const (
	NoTLS    TLS = "none"     // in clear; only to this machine
	StartTLS TLS = "starttls" // upgraded before anything else, or not used at all
	FullTLS  TLS = "tls"      // from the first byte (port 465)
)

// Config is where and how letters are sent.
type Config struct {
	Addr        string // host:port of the SMTP server
	From        string // address with or without a name: `Momiji Mail <recover@momiji.example>`
	TLS         TLS
	Roots       *x509.CertPool // certificates to trust; nil means the system's
	User        string         // empty: no authentication
	Password    string
	Hello       string        // name to greet with; empty: the machine's
	DKIM        *DKIM         // nil: unsigned
	Connections int           // at once; 0 means 4
	Timeout     time.Duration // for one connection or one letter; 0 means 30 s
	Idle        time.Duration // how long an unused connection is kept; 0 means 30 s
	Now         func() time.Time
}

// String keeps the password out of logs.
func (c Config) String() string { return "mail to " + c.Addr + " by " + string(c.TLS) }

// GoString does the same for %#v.
func (c Config) GoString() string { return c.String() }

// settled is a configuration with its defaults filled in and its parts read.
type settled struct {
	Config
	host string
	port int
	from *mail.Address
}

// settle checks a configuration. Errors name the key and how to mend it, and never the password.
func (c Config) settle() (settled, error) {
	s := settled{Config: c}
	host, port, err := net.SplitHostPort(c.Addr)
	if err == nil {
		s.host = host
		s.port, err = strconv.Atoi(port)
	}
	if err != nil || host == "" {
		return s, fmt.Errorf("mail: address of the server %q: write it as host:port, such as mail.example.org:587", c.Addr)
	}
	if s.from, err = mail.ParseAddress(c.From); err != nil {
		return s, fmt.Errorf("mail: sender %q: write it as name@example.org or Name <name@example.org>", c.From)
	}
	if _, err := parseAddress(s.from.Address); err != nil {
		return s, fmt.Errorf("mail: sender %q: this can't be an address", c.From)
	}
	switch c.TLS {
	case StartTLS, FullTLS:
	case NoTLS:
		if !loopback(host) {
			return s, errors.New("mail: TLS none: letters may only leave in clear to this machine (127.0.0.1, ::1, localhost); use starttls or tls")
		}
		if c.User != "" {
			return s, errors.New("mail: a user name needs TLS: set starttls or tls")
		}
	default:
		return s, fmt.Errorf("mail: TLS %q: use none, starttls or tls", c.TLS)
	}
	if err := c.DKIM.check(); err != nil {
		return s, err
	}
	s.defaults()
	return s, nil
}

func (s *settled) defaults() {
	if s.Hello == "" {
		s.Hello, _ = os.Hostname() //nolint:errcheck // an unnamed machine greets as localhost
	}
	if s.Hello == "" {
		s.Hello = "localhost"
	}
	if s.Connections <= 0 {
		s.Connections = 4
	}
	if s.Timeout <= 0 {
		s.Timeout = 30 * time.Second
	}
	if s.Idle <= 0 {
		s.Idle = 30 * time.Second
	}
	if s.Now == nil {
		s.Now = time.Now
	}
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
