package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
)

// crowdOf is how many apply for accounts of each kind in a round, and how often each of them tries a door that may be tried again: 500
// requests of each kind, or so many as the machine bears (crowds).
type crowdOf struct{ filed, again int }

// heard is how many of them read the pages behind the answers and the letters as well.
const heard = 32

// A stranger tries every door that a stranger can reach, for accounts that exist and for accounts that do not, in no order: the answers are
// the same, byte for byte, and come after the same time. No queue runs meanwhile: each job is done when all have come to it.
func TestV10KnownAndUnknownAccountsAreTheSameBytesAtTheSameTime(t *testing.T) {
	for engine, n := range crowds {
		t.Run(engine, func(t *testing.T) {
			w := newTown(t, plan{engine: engine, people: alike(n.filed), with: unlimited, still: true, config: func(c *Config) {
				c.Quantum, c.Policy = "15m", policyFile(t, "ghosts: 0\n") // those that go to people wait for them, as known ones do
			}})
			defer debug.SetGCPercent(debug.SetGCPercent(400)) // fewer requests have the sweeping of others' memory in their time
			known, unknown := newEar(), newEar()
			w.triesDoors(n, known, unknown)
			for door, by := range w.staysApart(n, apart(known, unknown)) {
				t.Errorf("%s takes %v longer for known accounts, round after round, the first over %d requests each", door, by, len(known.took[door]))
			}
			sameBytes(t, known, unknown)
			enough(t, n, known, unknown)
			alikeInLength(t, w)
		})
	}
}

// alike are accounts that differ in their names alone, so that nothing but being there could make one slower than another.
func alike(filed int) []evidence.Account {
	var out []evidence.Account
	for i := range filed {
		out = append(out, neighbour(i).record(fmt.Sprintf("a-%03d", i), func(a *evidence.Account) { a.Facts = a.Facts[:30] }))
	}
	return out
}

// neighbour is one of many, whose names are all as long.
func neighbour(i int) kin {
	k := kinOf(i % 27)
	name := fmt.Sprintf("kin%03d", i)
	k.mail, k.own = name+"@momiji.example", name+"@example.jp"
	return k
}

// triesDoors walks known and unknown accounts through the doors, each door for all of them in a fresh order before the next, so that
// what one request leaves behind falls on either kind alike.
func (w *town) triesDoors(n crowdOf, known, unknown *ear) {
	w.t.Helper()
	var flows []*flow
	for i := range n.filed {
		name := neighbour(i).mail
		local, _, _ := strings.Cut(name, "@")
		flows = append(flows, w.flow(known, name, i), w.flow(unknown, backwards(local)+"@momiji.example", i))
	}
	for _, door := range doorsOfStrangers {
		times := 1
		if door.again {
			times = n.again
		}
		for range times {
			rand.Shuffle(len(flows), func(i, j int) { flows[i], flows[j] = flows[j], flows[i] })
			for _, f := range flows {
				door.try(f)
			}
		}
	}
}

// staysApart are those of the doors at which two more rounds, each by its own times, say so as well and in the same direction. One round in 300
// parts two kinds that are the same, and there are twenty doors; three rounds do so once in some ten million.
func (w *town) staysApart(n crowdOf, doors map[string]time.Duration) map[string]time.Duration {
	for range 2 {
		if len(doors) == 0 {
			break
		}
		known, unknown := newEar(), newEar()
		w.triesDoors(n, known, unknown)
		again := apart(known, unknown)
		maps.DeleteFunc(doors, func(door string, by time.Duration) bool { return again[door]*by <= 0 })
	}
	return doors
}

// apart are the doors whose median times are further apart than they may be, more than 2 % of their mean and more than 0.2 ms, and than chance
// explains.
func apart(known, unknown *ear) map[string]time.Duration {
	found := map[string]time.Duration{}
	for door, a := range known.took {
		b := unknown.took[door]
		x, y := median(a), median(b)
		if by := (x - y).Abs(); by > max(200*time.Microsecond, (x+y)/100) && by > chance(a, b) {
			found[door] = x - y
		}
	}
	return found
}

// enough holds the test to what it says of itself: 500 requests of each kind at every door that may be tried again, and at the others as many
// as people came, less the few who stay to the end.
func enough(t *testing.T, n crowdOf, ears ...*ear) {
	t.Helper()
	for _, e := range ears {
		for _, door := range []string{"POST /recover/account", "POST /recover/passwords", "GET /status", "POST /check"} {
			if len(e.took[door]) < 500 {
				t.Errorf("%s was tried %d times", door, len(e.took[door]))
			}
		}
		for door, took := range e.took {
			if len(took) < n.filed-heard/9-1 {
				t.Errorf("%s was tried %d times", door, len(took))
			}
		}
	}
}

// chance is how far apart medians come to be on this machine by nothing but chance: the most among many random ways to part all times in two.
func chance(a, b []time.Duration) time.Duration {
	var most time.Duration
	all := slices.Concat(a, b)
	for range 300 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		most = max(most, (median(all[:len(a)]) - median(all[len(a):])).Abs())
	}
	return most
}

func median(d []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[len(sorted)/2]
}

func sameBytes(t *testing.T, known, unknown *ear) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(known.heard)) {
		if a, b := known.heard[what], unknown.heard[what]; !maps.Equal(a, b) {
			t.Errorf("%s is not the same:\n%v\nand\n%v", what, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
		}
	}
}

// alikeInLength holds the cases to one length where they are kept, but for what an ID is longer than none: reading and writing take their time by it.
func alikeInLength(t *testing.T, w *town) {
	t.Helper()
	sizes := w.text("SELECT CAST(max(length(sealed)) AS text) FROM cases WHERE state = 'withdrawn' GROUP BY account_id IS NULL")
	if len(sizes) != 2 {
		t.Fatalf("%d kinds of cases", len(sizes))
	}
	a, b := must(strconv.Atoi(sizes[0]))(t), must(strconv.Atoi(sizes[1]))(t)
	if max(a, b)-min(a, b) > 32 {
		t.Errorf("cases of one kind are as long as %d bytes, those of the other %d", a, b)
	}
}

// backwards writes a name from its end: as long as the name, and nobody's.
func backwards(name string) string {
	letters := []rune(name)
	slices.Reverse(letters)
	return string(letters)
}
