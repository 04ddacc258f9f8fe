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
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
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
	t.Cleanup(func() { _ = s.cmd.Process.Kill() }) // a test that fails halfway leaves nothing running either
	return s
}

// address is where the demo says that it can be seen.
func (s *showing) address(t *testing.T) string {
	t.Helper()
	return regexp.MustCompile(`http://localhost:\d+/`).FindString(must(s.said.ReadString('\n'))(t))
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
	address := s.address(t)
	page := must(http.Get(address))(t) //nolint:noctx // the demo's own page
	check(t, page.Body.Close())
	if page.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", address, page.Status)
	}
	elsewhere := must(http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody))(t)
	elsewhere.Host = "rebound.example"
	page = must(http.DefaultClient.Do(elsewhere))(t)
	check(t, page.Body.Close())
	if page.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("under a name that is not its own it answers %s", page.Status)
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

// A visitor sits down by a setup link and a passkey, as anybody does anywhere, and finds forty cases.
func TestTheDemosDeskHasFortyCasesForWhoeverSitsDown(t *testing.T) {
	s := show(t)
	home := s.address(t)
	tab, leave := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	defer leave()
	check(t, chromedp.Do(tab))
	must(chromedp.Call(tab, webauthn.Enable, webauthn.EnableParams{}))(t)
	must(chromedp.Call(tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}))(t)
	numeric := strings.Replace(home, "localhost", "127.0.0.1", 1) // passkeys need the name, so it leads there
	testenv.Eventually(t, "the desk's past is played", func() bool {
		check(t, chromedp.Do(tab, chromedp.Navigate(numeric)))
		return must(chromedp.Run(tab, chromedp.Evaluate[bool](`!document.querySelector("main [role=status]")`)))(t)
	})
	must(chromedp.RunResponse(tab, chromedp.Click(chromedp.CSS(`form:has([value="aoi"]) button`))))(t)
	check(t, chromedp.Do(tab, chromedp.Click(chromedp.CSS("[data-go]"))))
	views := ""
	testenv.Eventually(t, "the queue", func() bool {
		views = must(chromedp.Run(tab, chromedp.Evaluate[string](`document.querySelector(".views")?.textContent ?? ""`)))(t)
		return views != ""
	})
	for _, view := range []string{"All (40)", "Second person (", "For a senior (", "Asked for more (2)", "Under 4 hours ("} {
		if !strings.Contains(views, view) || strings.Contains(views, view+"0)") {
			t.Errorf("the queue has %s, want %s…", strings.Join(strings.Fields(views), " "), view)
		}
	}
	s.ends(t)
}

// raced tells whether this program was built with the race detector.
func raced() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
