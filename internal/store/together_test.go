package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"okaeri/internal/store/postgres"
	"okaeri/internal/testenv"
)

// TestWhoGoesTogetherGetsTheirOwnAnswer has one statement wait for a lock, so that the others are sent together behind it; one of them is
// refused by the server.
func TestWhoGoesTogetherGetsTheirOwnAnswer(t *testing.T) {
	url := freshPostgres(t)
	ctx := t.Context()
	db, err := postgres.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	other, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(ctx) //nolint:errcheck // the test is over
	for _, statement := range []string{"CREATE TABLE shelf (k INT PRIMARY KEY, v INT)", "INSERT INTO shelf SELECT k, 0 FROM generate_series(0, 9) AS k"} {
		if _, err := other.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	const set = "UPDATE shelf SET v = 100 / ? WHERE k = ?" // refused where it divides by zero
	for _, refused := range []int{0, 4} {
		tx, err := other.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(ctx, "SELECT FROM shelf WHERE k = 0 FOR UPDATE"); err != nil {
			t.Fatal(err)
		}
		var asking atomic.Int32
		said := make(chan error, 11)
		ask := func(k int) {
			by := 10
			if refused > 0 && k == refused {
				by = 0
			}
			asking.Add(1)
			n, err := db.Together(ctx, set, []any{by, k})
			switch {
			case by == 0 && err == nil:
				err = errors.New("a division by zero was no error")
			case by == 0:
				err = nil
			case err == nil && (n == 1) != (k < 10):
				err = fmt.Errorf("row %d: %d changed", k, n)
			}
			said <- err
		}
		go ask(0)
		locked(ctx, t, other)
		if _, err := db.Together(ctx, "UPDATE shelf SET v = 1 WHERE k = ?", []any{9}); err != nil {
			t.Error("while a row is locked nobody else gets on:", err)
		}
		for k := 1; k <= 10; k++ {
			go ask(k)
		}
		testenv.Eventually(t, "the others ask too", func() bool { return asking.Load() == 11 })
		if err := tx.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		for range 11 {
			if err := <-said; err != nil {
				t.Error(err)
			}
		}
		for k := range 10 {
			var v int
			if _, err := db.Together(ctx, "SELECT v FROM shelf WHERE k = ?", []any{k}, &v); err != nil || v != 10 && k != refused {
				t.Errorf("row %d is %d (%v)", k, v, err)
			}
		}
		if _, err := other.Exec(ctx, "UPDATE shelf SET v = 0"); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := other.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, "SELECT FROM shelf WHERE k = 0 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	held := make(chan error, 1)
	free := make(chan error, 2)
	go func() {
		_, err := db.Together(ctx, "UPDATE shelf SET v = 1 WHERE k = ? AND pg_sleep(0.1) IS NOT NULL", []any{9})
		free <- err
	}()
	busy(ctx, t, other)
	go func() { _, err := db.Together(ctx, "UPDATE shelf SET v = 1 WHERE k = ?", []any{0}); held <- err }()
	go func() { _, err := db.Together(ctx, "UPDATE shelf SET v = 1 WHERE k = ?", []any{5}); free <- err }()
	for range 2 {
		if err := <-free; err != nil {
			t.Error("beside somebody whose row is locked:", err)
		}
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-held; err != nil {
		t.Error("whose row was locked:", err)
	}
	none := 0
	if _, err := db.Together(ctx, "SELECT v FROM shelf WHERE k = ?", []any{77}, &none); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("a row that is not there: %v", err)
	}
}

// busy waits until somebody is asleep in the database.
func busy(ctx context.Context, t *testing.T, conn *pgx.Conn) {
	testenv.Eventually(t, "somebody is asleep", func() bool {
		var n int
		err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'").Scan(&n)
		return err == nil && n > 0
	})
}

// locked waits until somebody waits for a lock.
func locked(ctx context.Context, t *testing.T, conn *pgx.Conn) {
	testenv.Eventually(t, "somebody waits for the lock", func() bool {
		var n int
		err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&n)
		return err == nil && n > 0
	})
}
