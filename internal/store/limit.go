package store

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"okaeri/internal/recovery"
)

// taking is one event for one limit, in the numbers of GCRA: a limit is one stored time, up to which its events are paid for.
// An event costs period/burst; it may be paid for ahead by no more than the whole period.
//
// An exact limit keeps when each of its last events stops counting, the oldest first, and the first of these as its stored time: when
// that is over, one more may come and takes its place.
type taking struct {
	key         []byte // keyed hash
	cost, ahead int64
	first       int64 // the stored time after its very first event
	ends        any   // what an exact limit keeps after its very first event; nil otherwise
}

// Each time that an exact limit keeps has this many digits: nanoseconds since 1970, from 2001 to 2286.
const (
	never  = "0000000000000000000"
	digits = "19" // len(never)
)

// Allow takes one event from a limit that all servers on the database share (GCRA): burst events at once, then one each
// period/burst. It returns ok, or when to try again. The key is kept as a keyed hash.
func (s *Store) Allow(ctx context.Context, key string, burst int, period time.Duration) (ok bool, retry time.Time, err error) {
	return s.AllowAll(ctx, recovery.Limit{Key: key, Burst: burst, Period: period})
}

// AllowAll takes one event from each limit, in one statement, or from none of them. It returns ok, or when to try again.
// Who is refused is told so again for a moment without asking the database, so that a flood costs it next to nothing.
func (s *Store) AllowAll(ctx context.Context, limits ...recovery.Limit) (ok bool, retry time.Time, err error) {
	now := stamp(s.now())
	list := s.takings(limits, now)
	if until := s.refused.until(list, now); until > 0 {
		return false, moment(until), nil
	}
	taken, err := s.take(ctx, list, now)
	if err != nil || len(taken) == len(list) {
		return err == nil, time.Time{}, wrap("limit", err)
	}
	until, err := s.giveBack(ctx, list, taken, now)
	if err != nil {
		return false, time.Time{}, wrap("limit", err)
	}
	return false, moment(until), nil
}

// AllowEach takes one event from each limit that can bear it, by one statement; see recovery.Limiter.
func (s *Store) AllowEach(ctx context.Context, limits ...recovery.Limit) ([]time.Time, error) {
	now := stamp(s.now())
	var ask []taking
	free := map[string]int64{} // of those that refuse
	for _, t := range s.takings(limits, now) {
		if until := s.refused.until([]taking{t}, now); until > 0 {
			free[string(t.key)] = until
			continue
		}
		ask = append(ask, t)
	}
	if len(ask) > 0 {
		taken, err := s.take(ctx, ask, now)
		if err != nil {
			return nil, wrap("limit", err)
		}
		for _, t := range ask {
			if taken[string(t.key)] {
				continue
			}
			if free[string(t.key)], err = s.free(ctx, t, now); err != nil {
				return nil, wrap("limit", err)
			}
		}
	}
	retry := make([]time.Time, len(limits))
	for i, l := range limits {
		retry[i] = moment(free[string(s.limitKey(l))])
	}
	return retry, nil
}

// takings are sorted by key, so that two servers that take the same limits at once do not wait for each other in a circle.
func (s *Store) takings(limits []recovery.Limit, now int64) []taking {
	list := make([]taking, len(limits))
	for i, l := range limits {
		if list[i] = s.taking(l, now); l.Exact {
			list[i] = s.exactly(l, now)
		}
	}
	slices.SortFunc(list, func(a, b taking) int { return bytes.Compare(a.key, b.key) })
	return slices.CompactFunc(list, func(a, b taking) bool { return bytes.Equal(a.key, b.key) })
}

func (s *Store) taking(l recovery.Limit, now int64) taking {
	cost := int64(l.Period) / int64(max(l.Burst, 1))
	return taking{key: s.limitKey(l), cost: cost, ahead: cost * int64(l.Burst), first: now + cost}
}

func (s *Store) exactly(l recovery.Limit, now int64) taking {
	t := taking{key: s.limitKey(l), cost: int64(l.Period), ahead: int64(l.Period)}
	end := now + t.ahead
	if l.Burst == 1 {
		t.first = end
	}
	t.ends = strings.Repeat(never, l.Burst-1) + strconv.FormatInt(end, 10)
	return t
}

// limitKey is the name of a limit's row. An exact limit of another number is another limit: what it keeps would not fit.
func (s *Store) limitKey(l recovery.Limit) []byte {
	if l.Exact {
		return s.vault.Index("limit", l.Key+"/"+strconv.Itoa(l.Burst)+"/"+l.Period.String())
	}
	return s.vault.Index("limit", l.Key)
}

// take pays for one event of each limit that can bear it, and returns the keys of those. A row's new end comes along as the value
// that it would have if it were the first, and expires is as far ahead as may be paid, which for an exact limit is when the event stops
// counting.
func (s *Store) take(ctx context.Context, list []taking, now int64) (map[string]bool, error) {
	const (
		stands = `CASE WHEN limits.value > ? THEN limits.value ELSE ? END + excluded.value - ?`
		ends   = `(limits.ends || excluded.expires)`
	)
	args := make([]any, 0, 4*len(list)+7)
	for _, t := range list {
		args = append(args, t.key, t.first, now+t.ahead, t.ends)
	}
	args = append(args, now, now, now, now, now, now, now)
	taken := map[string]bool{}
	err := s.each(ctx, s.db.Writer(), func(scan func(...any) error) error {
		var key []byte
		err := scan(&key)
		taken[string(key)] = true
		return err
	}, `INSERT INTO limits (key, value, expires, ends) VALUES `+values(len(list), 4)+` ON CONFLICT (key) DO UPDATE SET
		value = CASE WHEN excluded.ends IS NULL THEN `+stands+` ELSE CAST(substr(`+ends+`, 1 + `+digits+`, `+digits+`) AS BIGINT) END,
		ends = substr(`+ends+`, 1 + `+digits+`), expires = excluded.expires
		WHERE CASE WHEN excluded.ends IS NULL THEN `+stands+` <= excluded.expires ELSE limits.value <= ? END RETURNING key`, args...)
	return taken, err
}

// giveBack takes nothing from any limit when one of them refused, and returns when all would let the event pass.
func (s *Store) giveBack(ctx context.Context, list []taking, taken map[string]bool, now int64) (until int64, err error) {
	for _, t := range list {
		if taken[string(t.key)] {
			if err := s.back(ctx, t); err != nil {
				return 0, err
			}
			continue
		}
		free, err := s.free(ctx, t, now)
		if err != nil {
			return 0, err
		}
		until = max(until, free)
	}
	return until, nil
}

// back gives one event back. What an exact limit forgot for it was over.
func (s *Store) back(ctx context.Context, t taking) error {
	set, args := `value = value - ?`, []any{t.cost, t.key}
	if t.ends != nil {
		set, args = `value = 0, ends = '`+never+`' || substr(ends, 1, length(ends) - `+digits+`)`, []any{t.key}
	}
	_, err := s.exec(ctx, s.db.Writer(), `UPDATE limits SET `+set+` WHERE key = ?`, args...)
	return err
}

// free is when a limit that has just refused would let an event pass.
func (s *Store) free(ctx context.Context, t taking, now int64) (int64, error) {
	var value int64
	if err := s.row(ctx, s.db.Reader(), `SELECT value FROM limits WHERE key = ?`, t.key).Scan(&value); err != nil {
		return 0, err
	}
	free := max(value+t.cost-t.ahead, now+1)
	s.refused.note(t.key, free, now)
	return free, nil
}

// Free tells when every one of these limits would let an event pass, and takes none. Nothing that is owed is free now.
func (s *Store) Free(ctx context.Context, limits ...recovery.Limit) (time.Time, error) {
	now := stamp(s.now())
	if len(limits) == 0 {
		return moment(now), nil
	}
	free, keys, owing := now, []any{}, map[string]int64{}
	for _, t := range s.takings(limits, now) {
		keys, owing[string(t.key)] = append(keys, t.key), t.cost-t.ahead
	}
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var key []byte
		var value int64
		err := scan(&key, &value)
		free = max(free, value+owing[string(key)])
		return err
	}, `SELECT key, value FROM limits WHERE key IN `+values(1, len(keys)), keys...)
	return moment(free), wrap("limit", err)
}

// refusals are the limits that have just said no. A no holds for its limit until the time it names, but it is remembered for a
// moment only: another server may have given back what it had taken.
type refusals struct {
	mu   sync.Mutex
	free map[string]refusal
}

type refusal struct{ until, asked int64 }

// The bounds of what is remembered.
const (
	refusedFor  = int64(time.Second)
	refusedKeys = 10_000
)

// until is when a limit that has just refused will let an event pass, 0 when none has.
func (f *refusals) until(list []taking, now int64) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range list {
		if r, ok := f.free[string(t.key)]; ok && now < r.until && now >= r.asked && now-r.asked < refusedFor {
			return r.until
		}
	}
	return 0
}

func (f *refusals) note(key []byte, until, now int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.free == nil || len(f.free) >= refusedKeys {
		f.free = map[string]refusal{}
	}
	f.free[string(key)] = refusal{until, now}
}

// Spent marks a one-time value (the answer to a robot check) as used until a time, and tells whether it was fresh. Of many who
// bring the same value at once, one is told yes.
func (s *Store) Spent(ctx context.Context, id string, until time.Time) (fresh bool, err error) {
	n, err := s.exec(ctx, s.db.Writer(), `INSERT INTO spent (id, expires) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`,
		s.vault.Index("spent", id), stamp(until))
	return n == 1, wrap("spent", err)
}
