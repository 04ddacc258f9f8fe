// Package pgproxy stands between a server and PostgreSQL and tells when a transaction is about to be committed, so that a test can kill
// the server at every commit, before or after it happened, without a line of test code in the server.
//
// It understands as much of the frontend protocol as that takes: after the start-up message every message has a type byte and a
// length, and a commit is a simple query or a parsed statement that begins with "commit".
package pgproxy

import (
	"bytes"
	"encoding/binary"
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

// Proxy forwards connections to a PostgreSQL server.
type Proxy struct {
	listener net.Listener
	target   string
	commits  atomic.Int64
	mu       sync.Mutex
	hook     func(n int64, m Moment) (cut bool)
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

// Commits is how many commits were seen so far.
func (p *Proxy) Commits() int64 { return p.commits.Load() }

// OnCommit sets what is told of each commit: its number from 1, and the moment. If it returns true the connection is cut there.
func (p *Proxy) OnCommit(f func(n int64, m Moment) (cut bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hook = f
}

func (p *Proxy) tell(n int64, m Moment) bool {
	p.mu.Lock()
	f := p.hook
	p.mu.Unlock()
	return f != nil && f(n, m)
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

// serve forwards one connection. Answers flow back as they come, except while a commit is held.
func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	back := &gate{to: client}
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(back, server)
		_ = client.Close()
		close(done)
	}()
	_ = p.forward(client, server, back)
	_ = server.Close()
	<-done
}

var errCut = errors.New("cut")

func (p *Proxy) forward(client io.Reader, server io.Writer, back *gate) error {
	if err := copyStartup(client, server); err != nil {
		return err
	}
	for {
		message, err := readMessage(client)
		if err != nil {
			return err
		}
		if !isCommit(message) {
			if _, err := server.Write(message); err != nil {
				return err
			}
			continue
		}
		n := p.commits.Add(1)
		if p.tell(n, Before) {
			return errCut
		}
		back.arm(func() bool { return p.tell(n, After) })
		if _, err := server.Write(message); err != nil {
			return err
		}
	}
}

// gate lets answers through; armed, it asks before the next one.
type gate struct {
	to net.Conn
	mu sync.Mutex
	on func() bool
}

func (g *gate) arm(f func() bool) {
	g.mu.Lock()
	g.on = f
	g.mu.Unlock()
}

// Write passes an answer on, or cuts when the armed question says so.
func (g *gate) Write(b []byte) (int, error) {
	g.mu.Lock()
	ask := g.on
	g.on = nil
	g.mu.Unlock()
	if ask != nil && ask() {
		_ = g.to.Close()
		return 0, errCut
	}
	return g.to.Write(b)
}

// copyStartup passes the start-up message on, which has a length and no type.
func copyStartup(r io.Reader, w io.Writer) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	body := make([]byte, binary.BigEndian.Uint32(head[:]))
	copy(body, head[:])
	if _, err := io.ReadFull(r, body[4:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func readMessage(r io.Reader) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	body := make([]byte, 1+binary.BigEndian.Uint32(head[1:]))
	copy(body, head)
	_, err := io.ReadFull(r, body[5:])
	return body, err
}

// isCommit recognises a commit in a simple query ('Q') or a parsed statement ('P', after its name).
func isCommit(m []byte) bool {
	text := m[5:]
	if m[0] == 'P' {
		_, after, ok := bytes.Cut(text, []byte{0})
		if !ok {
			return false
		}
		text = after
	} else if m[0] != 'Q' {
		return false
	}
	return bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(text)), []byte("commit"))
}
