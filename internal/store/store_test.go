package store_test

import (
	"path/filepath"
	"testing"

	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
)

func freshSQLite(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "okaeri test.db")
}

// freshPostgres copies a database that was set up once, since setting one up takes longer than most of what is asked of it.
func freshPostgres(t testing.TB) string { return testenv.PostgresAs(t, storetest.SetUp) }

func TestSQLite(t *testing.T) { storetest.Suite(t, freshSQLite) }

func TestPostgres(t *testing.T) { storetest.Suite(t, freshPostgres) }

func TestABackupMovesBetweenTheEngines(t *testing.T) {
	for _, way := range []struct {
		name     string
		from, to func(testing.TB) string
	}{
		{"sqlite to postgres", freshSQLite, freshPostgres},
		{"postgres to sqlite", freshPostgres, freshSQLite},
		{"sqlite to sqlite", freshSQLite, freshSQLite},
		{"postgres to postgres", freshPostgres, freshPostgres},
	} {
		t.Run(way.name, func(t *testing.T) {
			storetest.Move(t, storetest.Open(t, way.from(t)), storetest.Open(t, way.to(t)))
		})
	}
}
