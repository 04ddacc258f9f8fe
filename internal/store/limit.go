package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/throttled/throttled/v2"
)

// limiters keeps one prepared limiter for each rate; there are about a dozen.
type limiters struct{ byRate sync.Map }

type rate struct {
	burst  int
	period time.Duration
}

// Allow takes one event from a limit that all servers on the database share (GCRA): burst events at once, then one each
// period/burst. It returns ok, or when to try again. A refusal writes nothing, so that a flood costs one read each.
// The key is kept as a keyed hash.
func (s *Store) Allow(ctx context.Context, key string, burst int, period time.Duration) (ok bool, retry time.Time, err error) {
	l, err := s.limiter(rate{burst, period})
	if err != nil {
		return false, time.Time{}, err
	}
	limited, result, err := l.RateLimitCtx(ctx, key, 1)
	if err != nil {
		return false, time.Time{}, wrap("limit", err)
	}
	if limited {
		return false, s.now().Add(result.RetryAfter), nil
	}
	return true, time.Time{}, nil
}

func (s *Store) limiter(r rate) (*throttled.GCRARateLimiterCtx, error) {
	if l, ok := s.limiters.byRate.Load(r); ok {
		return l.(*throttled.GCRARateLimiterCtx), nil
	}
	l, err := throttled.NewGCRARateLimiterCtx((*limits)(s), throttled.RateQuota{
		MaxRate: throttled.PerDuration(r.burst, r.period), MaxBurst: r.burst - 1,
	})
	if err != nil {
		return nil, err
	}
	// Whoever loses a swap tries again; each winner uses up one of burst, so there cannot be more losses than that before the
	// answer is no, which needs no swap.
	l.SetMaxCASAttemptsLimit(2*r.burst + 64)
	s.limiters.byRate.Store(r, l)
	return l, nil
}

// limits is the store as the limiter library sees it.
type limits Store

func (l *limits) key(key string) []byte { return l.vault.Index("limit", key) }

// GetWithTime returns a limit's value, -1 if it has none or it ran out.
func (l *limits) GetWithTime(ctx context.Context, key string) (int64, time.Time, error) {
	now := l.now()
	var value int64
	err := (*Store)(l).row(ctx, l.db.Reader(), `SELECT value FROM limits WHERE key = ? AND expires > ?`, l.key(key), stamp(now)).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, now, nil
	}
	return value, now, err
}

// SetIfNotExistsWithTTL sets a value where there is none, or one that ran out.
func (l *limits) SetIfNotExistsWithTTL(ctx context.Context, key string, value int64, ttl time.Duration) (bool, error) {
	now := l.now()
	n, err := (*Store)(l).exec(ctx, l.db.Writer(), `INSERT INTO limits (key, value, expires) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE limits.expires <= ?`,
		l.key(key), value, stamp(now.Add(ttl)), stamp(now))
	return n == 1, err
}

// CompareAndSwapWithTTL sets a value if the old one still stands.
func (l *limits) CompareAndSwapWithTTL(ctx context.Context, key string, old, value int64, ttl time.Duration) (bool, error) {
	now := l.now()
	n, err := (*Store)(l).exec(ctx, l.db.Writer(), `UPDATE limits SET value = ?, expires = ? WHERE key = ? AND value = ? AND expires > ?`,
		value, stamp(now.Add(ttl)), l.key(key), old, stamp(now))
	return n == 1, err
}

// Spent marks a one-time value (the answer to a robot check) as used until a time, and tells whether it was fresh. Of many who
// bring the same value at once, one is told yes.
func (s *Store) Spent(ctx context.Context, id string, until time.Time) (fresh bool, err error) {
	n, err := s.exec(ctx, s.db.Writer(), `INSERT INTO spent (id, expires) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`,
		s.vault.Index("spent", id), stamp(until))
	return n == 1, wrap("spent", err)
}
