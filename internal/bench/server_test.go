package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"okaeri/internal/simulate"
	"okaeri/internal/testenv"
)

// accounts that the server holds, each with some 300 events.
const accounts = 1000

// folder is where the program is built; it goes with the benchmark.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "okaeri-bench-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// program is the server as an operator would have it, built once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "okaeri")
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "okaeri/cmd/okaeri")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// server is one running Okaeri.
type server struct {
	base     string
	address  string
	dir      string // its database of SQLite and its keys
	pid      int
	postgres bool // its database is another process
	sink     *sink
	people   []string // identifiers of the accounts
	lines    lines
}

// serve imports the accounts into a new database and starts the server; it stops with the benchmark.
func serve(b *testing.B, database string) *server {
	b.Helper()
	path, err := program()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	postgres := database != ""
	if !postgres {
		database = "sqlite://" + filepath.Join(dir, "okaeri.db")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	s := &server{base: "http://" + address, address: address, dir: dir, postgres: postgres, sink: newSink(b)}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	set := []string{
		"public_url=" + s.base, "listen=" + address, "database=" + database, "data_dir=" + dir, "robot_check=off", "quantum=0s",
		"mail.server=" + s.sink.addr, "mail.tls=none", "mail.from=recover@momiji.example", "trusted_proxies=127.0.0.1/32", "language=en",
	}
	run := func(args ...string) *exec.Cmd {
		for _, pair := range set {
			args = append(args, "--set", pair)
		}
		cmd := exec.Command(path, args...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		return cmd
	}
	s.takeIn(b, run("import", s.write(b, dir)))
	s.start(b, run("serve"), path)
	return s
}

// write makes the file of accounts.
func (s *server) write(b *testing.B, dir string) string {
	b.Helper()
	file, err := os.Create(filepath.Join(dir, "accounts.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	lines := json.NewEncoder(file)
	for p := range simulate.Population(1, accounts, simulate.Options{}) {
		s.people = append(s.people, p.Account.Identifiers[0])
		if err := lines.Encode(p.Account); err != nil {
			b.Fatal(err)
		}
	}
	return file.Name()
}

func (s *server) takeIn(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("import: %v\n%s", err, out)
	}
	b.Logf("import: %d accounts in %v", accounts, time.Since(begin).Round(time.Millisecond))
}

// start runs the server and waits for its first page.
func (s *server) start(b *testing.B, cmd *exec.Cmd, path string) {
	b.Helper()
	logged, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = logged
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	s.pid = cmd.Process.Pid
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		_ = logged.Close()
		if text, _ := os.ReadFile(logged.Name()); strings.Contains(string(text), `"level":"ERROR"`) {
			b.Errorf("the server logged errors:\n%s", text)
		}
	})
	testenv.Eventually(b, "the server answers", func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/recover", nil)
		if err != nil {
			b.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	size, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("start-up: %v; program: %.1f MB", time.Since(begin).Round(time.Millisecond), float64(size.Size())/1e6)
}

// spent is the processor time that everybody who shares the machine has used.
type spent struct{ server, database, visitors time.Duration }

// spent reads it. The database's is that of the servers of PostgreSQL that this program started, living and ended ones alike.
func (s *server) spent(b *testing.B) spent {
	b.Helper()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		b.Fatal(err)
	}
	all := map[int]process{}
	for _, file := range files {
		if p, ok := readProcess(file); ok {
			all[p.pid] = p
		}
	}
	out := spent{server: all[s.pid].used, visitors: time.Duration(own.Utime.Nano() + own.Stime.Nano())}
	for _, p := range all {
		if p.name == "postgres" && descends(all, p, os.Getpid()) {
			out.database += p.used
		}
	}
	return out
}

// process is one on this machine: who started it, and the processor time that it and its ended children have used.
type process struct {
	name        string
	pid, parent int
	used        time.Duration
}

// readProcess reads /proc/PID/stat. A process that has ended meanwhile is none.
func readProcess(file string) (p process, ok bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return p, false
	}
	text := string(data) // PID (name) state parent …: the name may hold anything
	begin, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	fields := strings.Fields(text[end+1:])
	var numbers [6]int
	for i, field := range append([]string{strings.TrimSpace(text[:begin]), fields[1]}, fields[11:15]...) {
		if numbers[i], err = strconv.Atoi(field); err != nil {
			return p, false
		}
	}
	ticks := numbers[2] + numbers[3] + numbers[4] + numbers[5] // a hundred a second, on every Linux
	return process{text[begin+1 : end], numbers[0], numbers[1], time.Duration(ticks) * 10 * time.Millisecond}, true
}

// descends tells whether a process was started by another, or by one that was.
func descends(all map[int]process, p process, from int) bool {
	for range 20 {
		if p.parent == from {
			return true
		}
		var ok bool
		if p, ok = all[p.parent]; !ok {
			return false
		}
	}
	return false
}

// memory is the most that the process ever had in use, in MB.
func (s *server) memory(b *testing.B) float64 {
	b.Helper()
	data, err := os.ReadFile("/proc/" + strconv.Itoa(s.pid) + "/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1000
}
