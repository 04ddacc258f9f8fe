package testenv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// install is what every message about a missing component tells the reader to run.
const install = "scripts/install-peers"

// patience bounds how long a component may take to answer or to stop. Two cores shared by many suites can be slow.
const patience = 3 * time.Minute

// minder runs a component, stops it when standard input closes, prints its last words, and removes its folder.
// The reader sits in the background so that the minder also notices a component that ends by itself.
const minder = `
dir=$1 signal=$2; shift 2
exec 3<&0
"$@" </dev/null >"$dir/log" 2>&1 3<&- &
pid=$!
( read -r _ <&3; kill -s "$signal" "$pid" ) >/dev/null 2>&1 &
reader=$!
wait "$pid"
tail -n 20 "$dir/log"
kill "$reader" 2>/dev/null
rm -rf "$dir"
`

// process is one running component.
type process struct {
	stdin io.Closer     // closing it stops the component
	ended chan struct{} // closed when the component and its folder are gone
	words bytes.Buffer  // its last lines of log; read only after ended
}

// start runs a command under a minder. The folder belongs to the component and is removed with it; signal is how the
// component likes to be stopped.
func start(dir, signal string, owner *account, command ...string) (*process, error) {
	args := append([]string{"-c", minder, "minder", dir, signal}, owner.run(signal, command)...)
	cmd := exec.Command("/bin/sh", args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a Ctrl-C for the tests must leave the minder alive to clean up
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p := &process{stdin: stdin, ended: make(chan struct{})}
	cmd.Stdout = &p.words
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // how it ended is in its words
		close(p.ended)
	}()
	return p, nil
}

// stop ends the component and waits until its folder is gone.
func (p *process) stop() error {
	_ = p.stdin.Close()
	select {
	case <-p.ended:
		return nil
	case <-time.After(patience):
		return errors.New("testenv: the component did not stop")
	}
}

// ready asks until the component answers; one that has ended is told apart from one that is slow.
func (p *process) ready(ask func() error) error {
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("testenv: the component ended at once; its last words:\n%s", p.words.String())
		case <-deadline:
			return fmt.Errorf("testenv: no answer within %v: %w", patience, err)
		case <-tick.C:
		}
	}
}

// account is the unprivileged user that components run as when the tests run as root: PostgreSQL refuses root.
// Nil means the user who runs the tests.
type account struct{ uid, gid int }

// unprivileged finds that user; it is looked up once.
var unprivileged = sync.OnceValues(func() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &account{uid, gid}, nil
	}
	return nil, errors.New("testenv: running as root, and neither the user postgres nor nobody exists to run components as")
})

// run wraps a command so that it runs as the user and dies with its minder.
func (a *account) run(signal string, command []string) []string {
	wrap := []string{"setpriv", "--pdeathsig=" + signal}
	if a != nil {
		wrap = append(wrap, "--reuid="+strconv.Itoa(a.uid), "--regid="+strconv.Itoa(a.gid), "--clear-groups")
	}
	return append(append(wrap, "--"), command...)
}

// folder makes a folder that belongs to the user.
func (a *account) folder(kind string) (string, error) {
	dir, err := os.MkdirTemp("", "okaeri-"+kind+"-")
	if err != nil || a == nil {
		return dir, err
	}
	return dir, os.Chown(dir, a.uid, a.gid)
}

// freePort returns a port of 127.0.0.1 that was free a moment ago. Another process may take it before the component does;
// callers start again with another port then.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// missing fails the test with the command that mends it.
func missing(t testing.TB, component string) {
	t.Helper()
	t.Fatalf("%s is missing on this machine. Tests use the real one and are never skipped: run %s (or make test), then try again.", component, install)
}
