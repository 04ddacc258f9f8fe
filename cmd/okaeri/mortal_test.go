package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// mortal is an Okaeri in a process of its own that can be killed and starts again by itself. It inherits its port, so that who comes
// while it is dead waits, as at the door of a house that is about to open.
type mortal struct {
	t        testing.TB
	config   Config
	listener *os.File
	buried   func() // waits until a dead one has left nothing open

	mu     sync.Mutex
	cmd    *exec.Cmd
	deaths int
	over   bool
	ended  chan struct{}
}

// mortalVariable holds the configuration of the process that TestMain turns into a server.
const mortalVariable = "OKAERI_TEST_SERVER"

// liveAndDie is the server's process: shortened times, no limits, and otherwise what `okaeri serve` does.
func liveAndDie(encoded string) error {
	var config Config
	if err := json.Unmarshal([]byte(encoded), &config); err != nil {
		return err
	}
	ctx := context.Background()
	h, err := newHouse(ctx, config, changes{
		sweep: 100 * time.Millisecond, quiet: true,
		timing: func(t *recovery.Timing) { t.DemoHold = 20 * time.Millisecond },
		limits: func(l *recovery.Limits) { *l = recovery.Limits{} },
	})
	if err != nil {
		return err
	}
	pages, err := h.pages(nil)
	if err != nil {
		return err
	}
	l, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	fmt.Println("open")
	return h.serve(ctx, l, pages)
}

// live starts the server and starts it again whenever it was killed, until stop is called.
func (m *mortal) live() {
	m.ended = make(chan struct{})
	go func() {
		defer close(m.ended)
		for m.once() {
		}
	}()
}

// once is one life. It tells whether there is another.
func (m *mortal) once() bool {
	encoded, err := json.Marshal(m.config)
	if err != nil {
		m.t.Error(err)
		return false
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), mortalVariable+"="+string(encoded))
	cmd.ExtraFiles, cmd.Stderr = []*os.File{m.listener}, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		m.t.Error(err)
		return false
	}
	m.mu.Lock()
	if m.over {
		m.mu.Unlock()
		return false
	}
	if err := cmd.Start(); err != nil {
		m.t.Error(err)
		m.mu.Unlock()
		return false
	}
	m.cmd = cmd
	m.mu.Unlock()
	for lines := bufio.NewScanner(out); lines.Scan(); {
	}
	_ = cmd.Wait()
	m.mu.Lock()
	over, killed := m.over, m.cmd == nil
	m.mu.Unlock()
	if !over && !killed {
		m.t.Errorf("the server ended by itself: %v", cmd.ProcessState)
	}
	if over || !killed {
		return false
	}
	m.buried()
	return true
}

// kill ends the server's process at once, as the machine's power does.
func (m *mortal) kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cmd != nil {
		_ = m.cmd.Process.Kill()
		m.cmd = nil
		m.deaths++
	}
}

// stop ends it for good.
func (m *mortal) stop() {
	m.mu.Lock()
	m.over = true
	if m.cmd != nil {
		_ = m.cmd.Process.Kill()
	}
	m.mu.Unlock()
	<-m.ended
}

// stubborn sends a request again when the server died over it, as a person does who presses the button again.
type stubborn struct{ http.RoundTripper }

func (s stubborn) RoundTrip(r *http.Request) (*http.Response, error) {
	for {
		resp, err := s.whole(r)
		if err == nil || r.Context().Err() != nil || !died(err) {
			return resp, err
		}
		if r.GetBody != nil {
			if r.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// whole reads an answer to its end, since a server may die in the middle of one.
func (s stubborn) whole(r *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// died tells whether an error is what a client sees of a server that was killed.
func died(err error) bool {
	var of *net.OpError
	return errors.As(err, &of) || strings.Contains(err.Error(), "EOF")
}
