package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"okaeri/internal/testenv"
)

// A server whose key file is lost says so and makes nothing: a new key would open nothing, and stand where the copy has to go.
func TestALostKeyFileStopsTheStartAndIsNotReplaced(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": testenv.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			env := append(asProgram(), "OKAERI_LISTEN=127.0.0.1:0", "OKAERI_PUBLIC_URL=https://recover.momiji.example", "OKAERI_MAIL__FROM=okaeri@momiji.example",
				"OKAERI_DATA_DIR="+dir, "OKAERI_MAIL__SERVER=127.0.0.1:1", "OKAERI_MAIL__TLS=none")
			if database != "" {
				env = append(env, "OKAERI_DATABASE="+database)
			}
			program := func(args ...string) *exec.Cmd {
				cmd := exec.Command(os.Args[0], args...)
				cmd.Env, cmd.Dir = env, dir
				return cmd
			}
			opened(t, program("serve"))()
			key := filepath.Join(dir, "okaeri.key")
			kept := must(os.ReadFile(key))(t)
			check(t, os.Remove(key))
			for _, args := range [][]string{{"serve"}, {"import", os.DevNull}} {
				out, err := program(args...).CombinedOutput()
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.ExitCode() != 78 {
					t.Errorf("%v: %v\n%s", args, err, out)
				}
				for _, want := range []string{"key_file = ", key, "put the copy of the file back"} {
					if !strings.Contains(string(out), want) {
						t.Errorf("%v does not say %q:\n%s", args, want, out)
					}
				}
				if _, err := os.Stat(key); !errors.Is(err, os.ErrNotExist) {
					t.Fatalf("%v made a new key file", args)
				}
			}
			check(t, os.WriteFile(key, kept, 0o600)) // the copy
			opened(t, program("serve"))()
		})
	}
}

// A database that cannot be asked is not an empty one: nothing is begun beside it.
func TestADatabaseThatCannotBeAskedStopsTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, database := range []string{
		"postgres://okaeri:himitsu@127.0.0.1:1/okaeri", "sqlite:" + filepath.Join(dir, strings.Repeat("long", 100)),
	} {
		config := must(loadConfig("", nil, []string{
			"public_url=https://recover.momiji.example", "mail.server=127.0.0.1:1", "mail.from=okaeri@momiji.example", "data_dir=" + dir, "database=" + database,
		}))(t)
		h, err := begin(t.Context(), config)
		if err == nil {
			t.Errorf("%.40s: %v", database, h.close())
		} else if said := err.Error(); !strings.Contains(said, "the key `database`") || strings.Contains(said, "himitsu") {
			t.Errorf("%.40s: %s", database, said)
		}
		if left := must(os.ReadDir(dir))(t); len(left) > 0 {
			t.Errorf("%.40s: %v was made", database, left)
		}
	}
}
