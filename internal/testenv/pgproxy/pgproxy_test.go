package pgproxy_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"okaeri/internal/testenv"
	"okaeri/internal/testenv/pgproxy"
)

// through connects to a fresh database through a proxy, and beside it.
func through(t *testing.T) (p *pgproxy.Proxy, conn func() *pgx.Conn, beside *pgx.Conn) {
	t.Helper()
	direct := testenv.Postgres(t)
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	if p, err = pgproxy.New(u.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	dial := func(url string) *pgx.Conn {
		c, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close(context.Background()) })
		return c
	}
	beside = dial(direct)
	if _, err := beside.Exec(t.Context(), "CREATE TABLE rows (n int)"); err != nil {
		t.Fatal(err)
	}
	u.Host = p.Addr()
	return p, func() *pgx.Conn { return dial(u.String()) }, beside
}

func count(t *testing.T, c *pgx.Conn) (n int) {
	t.Helper()
	if err := c.QueryRow(t.Context(), "SELECT count(*) FROM rows").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// insert writes a row in a transaction, or alone.
func insert(ctx context.Context, c *pgx.Conn, alone bool) error {
	if alone {
		_, err := c.Exec(ctx, "INSERT INTO rows VALUES ($1)", 1)
		return err
	}
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		for range 3 {
			if _, err := tx.Exec(ctx, "INSERT INTO rows VALUES ($1)", 1); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestEveryCommitIsToldOfOnceAtEachMomentAndNothingElse(t *testing.T) {
	p, dial, beside := through(t)
	var told []pgproxy.Commit
	p.OnCommit(func(c pgproxy.Commit) bool { told = append(told, c); return false })
	c := dial()
	if err := insert(t.Context(), c, false); err != nil {
		t.Fatal(err)
	}
	if err := insert(t.Context(), c, true); err != nil {
		t.Fatal(err)
	}
	tx, err := c.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "INSERT INTO rows VALUES (9)"); err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	count(t, c)
	if n := count(t, beside); n != 4 || len(told) != 4 {
		t.Fatalf("%d rows, told of %+v", n, told)
	}
	for i, want := range []pgproxy.Moment{pgproxy.Before, pgproxy.After, pgproxy.Before, pgproxy.After} {
		if told[i].Moment != want || told[i].N != int64(i/2+1) || len(told[i].Statements) != []int{3, 3, 1, 1}[i] {
			t.Errorf("%d: %+v", i, told[i])
		}
	}
}

func TestACutBeforeACommitUndoesItAndOneAfterKeepsIt(t *testing.T) {
	for _, alone := range []bool{false, true} {
		for moment, want := range map[pgproxy.Moment]bool{pgproxy.Before: false, pgproxy.After: true} {
			p, dial, beside := through(t)
			p.OnCommit(func(c pgproxy.Commit) bool { return c.Moment == moment })
			if err := insert(t.Context(), dial(), alone); err == nil {
				t.Error("the client was told of a commit that was cut off")
			}
			if kept := count(t, beside) > 0; kept != want {
				t.Errorf("alone %v, moment %v: kept is %v", alone, moment, kept)
			}
		}
	}
}
