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

func freshPostgres(t testing.TB) string { return testenv.Postgres(t) }

func TestSQLite(t *testing.T) { storetest.Suite(t, freshSQLite) }

func TestPostgres(t *testing.T) { storetest.Suite(t, freshPostgres) }
