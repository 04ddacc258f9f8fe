package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"slices"
	"testing"
	"time"
)

// showing is a demo in a process of its own, as a visitor starts it.
type showing struct {
	cmd  *exec.Cmd
	said *bufio.Reader
	rest bytes.Buffer
	home string // where it may put its folder
}

func show(t *testing.T) *showing {
	t.Helper()
	s := &showing{home: memory(t)}
	s.cmd = exec.Command(os.Args[0], "demo", "--port", "0", "--lang", "en")
	s.cmd.Env = append(asProgram(), "TMPDIR="+s.home)
	s.said = bufio.NewReader(must(s.cmd.StderrPipe())(t))
	check(t, s.cmd.Start())
	return s
}

// ends sends Ctrl-C and sees that the demo goes quietly and leaves nothing behind.
func (s *showing) ends(t *testing.T) {
	t.Helper()
	check(t, s.cmd.Process.Signal(os.Interrupt))
	must(io.Copy(&s.rest, s.said))(t)
	_ = s.cmd.Wait() // the exit code says it; -1: the signal came before anything was begun
	if code := s.cmd.ProcessState.ExitCode(); code != 0 && code != exitStopped && code != -1 {
		t.Errorf("it ends with exit code %d (%s)", code, s.cmd.ProcessState)
	}
	if regexp.MustCompile(`(?i)error|cancel|interrupt|panic`).Match(s.rest.Bytes()) {
		t.Errorf("it ends with the words:\n%s", s.rest.String())
	}
	if left := must(os.ReadDir(s.home))(t); len(left) > 0 {
		t.Errorf("it leaves %v behind", left)
	}
}

// The time is the processor's: what else the machine does is not the demo's. The race detector makes it several times as long.
func TestTheDemoIsReadyInUnderThreeSecondsAndLeavesNothingBehind(t *testing.T) {
	most := 3 * time.Second
	if raced() {
		most *= 10
	}
	s := show(t)
	line := must(s.said.ReadString('\n'))(t)
	address := regexp.MustCompile(`http://localhost:\d+/`).FindString(line)
	page := must(http.Get(address))(t) //nolint:noctx // the demo's own page
	check(t, page.Body.Close())
	if page.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", address, page.Status)
	}
	s.ends(t)
	took := s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
	if took > most {
		t.Errorf("the demo took %v of the processor until it was ready", took)
	}
	t.Logf("%v", took)
}

func TestTheDemoEndsQuietlyWhileItStarts(t *testing.T) {
	for _, after := range []time.Duration{50 * time.Millisecond, 300 * time.Millisecond, time.Second} {
		s := show(t)
		<-time.After(after)
		s.ends(t)
	}
}

// raced tells whether this program was built with the race detector.
func raced() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
