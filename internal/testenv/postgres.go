package testenv

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// cluster is the PostgreSQL server of this test binary.
type cluster struct {
	process *process
	port    int
	made    atomic.Int64 // databases so far, for their names

	prepare    sync.Once
	unprepared error
}

// serve starts the cluster at the first call; later calls share it, and its failure.
var serve = sync.OnceValues(startCluster)

// Postgres returns the URL of a fresh, empty database, which is dropped at the end of the test. All databases of a test
// binary live on one server that is started at the first call. The server does not flush to disk: what a power cut leaves
// behind is not what these tests ask.
func Postgres(t testing.TB) string {
	t.Helper()
	return server(t).create(t, "template1")
}

func server(t testing.TB) *cluster {
	t.Helper()
	if postgresBin("postgres") == "" || postgresBin("initdb") == "" {
		missing(t, "PostgreSQL")
	}
	c, err := serve()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// PostgresAs is Postgres with what prepare has made of an empty database: it is asked once in a test binary, and each caller gets a copy.
// It has to close its connections.
func PostgresAs(t testing.TB, prepare func(url string) error) string {
	t.Helper()
	c := server(t)
	c.prepare.Do(func() {
		if c.unprepared = c.exec("CREATE DATABASE prepared"); c.unprepared == nil {
			c.unprepared = prepare(c.url("prepared"))
		}
	})
	if c.unprepared != nil {
		t.Fatal(c.unprepared)
	}
	return c.create(t, "prepared")
}

// create makes a database like another one, for one test.
func (c *cluster) create(t testing.TB, like string) string {
	t.Helper()
	name := "test_" + strconv.FormatInt(c.made.Add(1), 10)
	if err := c.exec("CREATE DATABASE " + name + " TEMPLATE " + like); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return c.url(name)
}

func (c *cluster) url(database string) string {
	return fmt.Sprintf("postgres://okaeri@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

func (c *cluster) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// startCluster makes a cluster and starts it, with another port when the first was taken meanwhile.
func startCluster() (*cluster, error) {
	var err error
	for range 3 {
		var c *cluster
		if c, err = tryCluster(); err == nil {
			return c, nil
		}
	}
	return nil, err
}

func tryCluster() (*cluster, error) {
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := owner.folder("postgres")
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if err := initdb(owner, data); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	command := []string{postgresBin("postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-h", "127.0.0.1"}
	for _, setting := range []string{
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", // tests only: nothing here must survive
		"max_connections=200", "shared_buffers=64MB", "timezone=UTC", "log_min_messages=fatal",
	} {
		command = append(command, "-c", setting)
	}
	p, err := start(dir, "QUIT", owner, command...)
	if err != nil {
		return nil, err
	}
	c := &cluster{process: p, port: port}
	return c, p.ready(func() error { return c.exec("SELECT 1") })
}

// initdb writes the data folder. Locale C compares bytes, which is what look-ups by identifier must do everywhere.
func initdb(owner *account, data string) error {
	command := owner.run("TERM", []string{
		postgresBin("initdb"), "-D", data, "-U", "okaeri", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
	})
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = filepath.Dir(data) // the folder of the tests may be closed to the unprivileged user
	if out, err := cmd.CombinedOutput(); err != nil {
		_ = os.RemoveAll(filepath.Dir(data))
		return fmt.Errorf("testenv: initdb: %w\n%s", err, out)
	}
	return nil
}

// postgresBin finds a program of the server. Debian keeps the programs of each version in a folder outside PATH.
func postgresBin(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	}
	path, _ := exec.LookPath(name)
	return path
}

// version reads the 15 of /usr/lib/postgresql/15/bin/postgres.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}
