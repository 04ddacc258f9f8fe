package settings

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// House is what the process that is asked knows of itself.
type House struct {
	PublicURL    *url.URL
	MailServer   string // host:port
	MailTLS      string
	MailFrom     string
	DKIMSelector string // empty: letters are not signed here
	RobotCheck   string
	Timing       recovery.Timing                 // how long things of a case live
	Directory    func(ctx context.Context) error // tries the directory; nil: the one that is built in
	Resolver     Resolver
}

// Mark is how something stands.
type Mark string

// The marks.
const (
	Fine    Mark = "fine"
	Attend  Mark = "attend"  // works, and should be looked after
	Missing Mark = "missing" // has to be done before real people come
	Unknown Mark = "unknown" // could not be seen from here
)

// Point is one thing that has to be true before real people come. The catalogue says what it is (desk.ready.KEY), why (.why), how it stands
// (.MARK, with Args), and what mends it (.mend).
type Point struct {
	Key     string            `json:"key"`
	State   Mark              `json:"state"`
	Args    map[string]string `json:"args,omitempty"`
	Attest  bool              `json:"attest,omitempty"` // somebody has to say that it is so
	By      string            `json:"by,omitempty"`     // who last said so
	At      time.Time         `json:"at,omitzero"`
	Command string            `json:"command,omitempty"` // what does it, on the host
}

// Attestation is somebody's word for what this program can't see.
type Attestation struct {
	What  string    `json:"what"`
	Login string    `json:"login"`
	At    time.Time `json:"at"`
	Of    string    `json:"of,omitempty"` // what exactly it was about
}

// What can be attested.
const (
	KeyCopy    = "key_copy"    // a copy of the key file is kept apart from the database
	PolicyRead = "policy_read" // the policy in force was read and is meant
	Checkpoint = "checkpoint"  // a checkpoint of the audit log is kept where nobody who writes the database can write
)

// Attest notes the word of somebody who runs the server. Errors: *recovery.Refused, ErrNotFound for what nobody is asked about.
func (s *Settings) Attest(ctx context.Context, a recovery.Actor, what string) error {
	if err := runs(a); err != nil {
		return err
	}
	if what != KeyCopy && what != PolicyRead && what != Checkpoint {
		return ErrNotFound
	}
	r, err := s.inForce(ctx, Policy)
	if err != nil {
		return err
	}
	x := Attestation{What: what, Login: a.Login, At: s.Now().UTC()}
	if what == PolicyRead {
		x.Of = r.digest
	}
	return s.Store.Attest(ctx, x, audit.Entry{
		At: x.At, Door: "attest", Actor: "staff:" + a.Login, Detail: map[string]string{"what": what, "via": a.Via},
	})
}

// Ready is everything that has to be true before real people come, in the order in which it is looked after. The directory is tried only
// where that is asked for, since it may take its time.
func (s *Settings) Ready(ctx context.Context, tries bool) ([]Point, error) {
	people, err := s.Store.Staff(ctx)
	if err != nil {
		return nil, err
	}
	said, err := s.Store.Attested(ctx)
	if err != nil {
		return nil, err
	}
	policy, err := s.inForce(ctx, Policy)
	if err != nil {
		return nil, err
	}
	last, err := s.Store.LastBackup(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	read := attested(PolicyRead, said, now, 400*day, 400*day)
	if read.State == Fine && said[PolicyRead].Of != policy.digest {
		read.State = Missing // it was another policy
	}
	return []Point{
		s.overTLS(), s.post(), s.dkim(), attested(KeyCopy, said, now, 200*day, 400*day), backup(last, now), administrators(people),
		deciders(people), s.directory(ctx, tries), read, s.robot(), attested(Checkpoint, said, now, 8*day, 35*day), s.clock(ctx), held(accounts),
	}, nil
}

const day = 24 * time.Hour

func (s *Settings) overTLS() Point {
	p := Point{Key: "https", State: Fine, Args: map[string]string{"URL": s.House.PublicURL.String()}}
	if s.House.PublicURL.Scheme != "https" {
		p.State = Missing
	}
	return p
}

// post tells a mail server of the operator's from one on this machine, which may be a sample's.
func (s *Settings) post() Point {
	host, _, err := net.SplitHostPort(s.House.MailServer)
	p := Point{Key: "mail", State: Fine, Args: map[string]string{"Host": host, "TLS": s.House.MailTLS}}
	addr, parsed := netip.ParseAddr(host)
	switch {
	case err != nil || host == "":
		p.State = Missing
	case host == "localhost", parsed == nil && addr.IsLoopback():
		p.State = Attend
	}
	return p
}

func (s *Settings) dkim() Point {
	p := Point{Key: "dkim", State: Fine}
	if s.House.DKIMSelector == "" {
		p.State = Attend
	}
	return p
}

// attested is something that somebody has to say. After fine it should be said again, after most it counts no more.
func attested(what string, said map[string]Attestation, now time.Time, fine, most time.Duration) Point {
	p := Point{Key: what, State: Missing, Attest: true}
	if what == Checkpoint {
		p.Command = "okaeri audit checkpoint"
	}
	x, ok := said[what]
	if !ok {
		return p
	}
	p.By, p.At = x.Login, x.At
	switch age := now.Sub(x.At); {
	case age <= fine:
		p.State = Fine
	case age <= most:
		p.State = Attend
	}
	return p
}

// backup says how old the newest backup is.
func backup(last, now time.Time) Point {
	p := Point{Key: "backup", State: Missing, At: last, Command: "okaeri backup --to age1… FILE"}
	switch age := now.Sub(last); {
	case last.IsZero():
	case age <= 2*day:
		p.State = Fine
	case age <= 8*day:
		p.State = Attend
	}
	return p
}

// directoryWithin is how long the directory may take to answer.
const directoryWithin = 4 * time.Second

func (s *Settings) directory(ctx context.Context, tries bool) Point {
	p := Point{Key: "directory", State: Fine}
	switch {
	case s.House.Directory == nil:
		p.State = Attend // the built-in one knows nobody's real password
		return p
	case !tries:
		p.State = Unknown
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, directoryWithin)
	defer cancel()
	if s.House.Directory(ctx) != nil {
		p.State = Missing
	}
	return p
}

func (s *Settings) robot() Point {
	p := Point{Key: "robot", State: Fine, Args: map[string]string{"Policy": s.House.RobotCheck}}
	if s.House.RobotCheck == "off" {
		p.State = Attend
	}
	return p
}

// clock compares this machine's clock with the database's. On one machine they are the same clock, and nobody is wiser.
func (s *Settings) clock(ctx context.Context) Point {
	p := Point{Key: "clock", State: Fine}
	before := time.Now()
	at, err := s.Store.Clock(ctx)
	if err != nil {
		p.State = Unknown
		return p
	}
	apart := at.Sub(before).Abs()
	p.Args = map[string]string{"N": count(int(apart / time.Second))}
	if apart > 5*time.Second {
		p.State = Missing
	}
	return p
}

// held says how many accounts there are, roughly: the exact number is nobody's business here.
func held(n int64) Point {
	p := Point{Key: "accounts", State: Fine}
	least := int64(0)
	for _, step := range []int64{1, 100, 1000, 10_000, 100_000, 1_000_000} {
		if n >= step {
			least = step
		}
	}
	if least == 0 {
		p.State = Missing
	}
	p.Args = map[string]string{"N": count(int(least))}
	return p
}

// Lacking counts the points that have to be done before real people come.
func Lacking(points []Point) int {
	n := 0
	for _, p := range points {
		if p.State == Missing {
			n++
		}
	}
	return n
}
