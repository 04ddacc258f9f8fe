package work_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
	"okaeri/internal/work"
)

// breaker breaks a start off at one of its statements, as a signal does that comes at this moment.
type breaker struct {
	at    string
	cut   context.CancelFunc
	times int
}

func (b *breaker) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, b.at) {
		b.times++
		b.cut()
	}
	return ctx
}

func (b *breaker) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A runner that is told to stop while it starts lets go of everything: a connection that it held would keep the program from ending.
func TestAStartThatIsBrokenOffHoldsNothing(t *testing.T) {
	config, err := pgxpool.ParseConfig(testenv.PostgresAs(t, storetest.SetUp))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"pg_advisory_lock", "river_leader"} {
		ctx, cut := context.WithCancel(t.Context())
		b := &breaker{at: at, cut: cut}
		config.ConnConfig.Tracer = b
		pool, err := pgxpool.NewWithConfig(t.Context(), config.Copy())
		if err != nil {
			t.Fatal(err)
		}
		r, err := work.New(work.Config{Postgres: pool, Handler: newDesk()})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Start(ctx); err == nil || b.times == 0 {
			t.Fatalf("%s: started (%v), broken off %d times", at, err, b.times)
		}
		testenv.Eventually(t, at+": every connection is back", func() bool { return pool.Stat().AcquiredConns() == 0 })
		pool.Close()
	}
}
