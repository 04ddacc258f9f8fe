// Package pgproxy stands between a server and PostgreSQL and tells when something is about to be committed, and what, so that a test
// can kill the server at every commit, before or after it happened, without a line of test code in the server.
//
// It understands as much of the protocol as that takes. A commit is a transaction's own (BEGIN … COMMIT), or that of statements
// outside of any, which PostgreSQL commits when the client says that it is done (Sync, or the end of a simple query). The moment
// before is when that message is held back; the moment after is when the database has answered that it is ready again and the
// server has not heard.
package pgproxy

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// Moment is where a commit stands when OnCommit is called.
type Moment int

// The two moments worth dying at.
const (
	Before Moment = iota // the database has not heard of it
	After                // the database has done it; the server has not heard
)

// Commit is one that changes something.
type Commit struct {
	N          int64 // from 1
	Moment     Moment
	Statements []string // what was done in it
}

// Proxy forwards connections to a PostgreSQL server.
type Proxy struct {
	listener net.Listener
	target   string
	commits  atomic.Int64
	mu       sync.Mutex
	hook     func(Commit) (cut bool)
}

// New listens on a free port of 127.0.0.1 and forwards to target (host:port).
func New(target string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, target: target}
	go p.accept()
	return p, nil
}

// Addr is the proxy's own host:port.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Close stops taking connections.
func (p *Proxy) Close() error { return p.listener.Close() }

// OnCommit sets what is told of each commit, at both moments. If it returns true the connection is cut there.
func (p *Proxy) OnCommit(f func(Commit) (cut bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hook = f
}

func (p *Proxy) tell(c Commit) bool {
	p.mu.Lock()
	f := p.hook
	p.mu.Unlock()
	return f != nil && f(c)
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.serve(client)
	}
}

var errCut = errors.New("cut")

// serve forwards one connection until either side ends it.
func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	line := &line{proxy: p, names: map[string]string{}}
	done := make(chan struct{})
	go func() {
		_ = line.back(server, client)
		_ = client.Close()
		_ = server.Close()
		close(done)
	}()
	_ = line.forth(client, server)
	_ = server.Close()
	_ = client.Close()
	<-done
}

// forth passes the server's messages on to the database, and holds back those that commit.
func (l *line) forth(client io.Reader, server io.Writer) error {
	if err := copyStartup(client, server); err != nil {
		return err
	}
	for {
		message, err := readMessage(client)
		if err != nil {
			return err
		}
		if statements := l.heard(message); len(statements) > 0 {
			commit := Commit{N: l.proxy.commits.Add(1), Statements: statements}
			if l.proxy.tell(commit) {
				return errCut
			}
			commit.Moment = After
			l.expect(commit)
		}
		if _, err := server.Write(message); err != nil {
			return err
		}
	}
}

// back passes answers on. A "ready" that answers a commit is held until it was told of.
func (l *line) back(server io.Reader, client io.Writer) error {
	for {
		message, err := readMessage(server)
		if err != nil {
			return err
		}
		if message[0] == 'Z' {
			if commit := l.ready(message[5]); commit != nil && l.proxy.tell(*commit) {
				return errCut
			}
		}
		if _, err := client.Write(message); err != nil {
			return err
		}
	}
}
