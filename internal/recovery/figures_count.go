package recovery

import (
	"cmp"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// Count is how often something happened on one day. Name and Label are words of the program (a page, a code, a lane) and never
// anything that somebody typed.
type Count struct {
	Day   int // of the site's calendar: 20261122
	Name  string
	Label string
	N     int64
}

// What is counted while people fill in the form; cases are counted from their own rows.
const (
	CountReached  = "form.reached"  // label: page
	CountAnswered = "form.answered" // label: page
	CountError    = "form.error"    // label: page and code, with a space between
	CountAsked    = "robot.asked"   // no label
	CountPassed   = "robot.passed"  // label: lane
	CountFailed   = "robot.failed"  // label: lane
	CountTook     = "robot.took"    // label: lane and the seconds of tookWithin, with a space between
)

// Post is what became of the letters to one domain on one day.
type Post struct {
	Day                     int
	Domain                  string // empty: one of many that are not told apart
	Owners                  bool   // letters to owners, not to applicants
	Sent, Deferred, Refused int64
	People                  int64 // a bit for each of 62 groups of addresses: at least so many people get letters there
}

// mostDomains bounds what is told apart between two savings: a flood with a domain for each letter is one row.
const mostDomains = 2000

// Meter counts what happens outside of cases and reads everything that is counted. Counts are folded in memory and saved in batches, every
// few seconds: a process that is killed loses those of its last seconds, which no statistic misses. It is safe for concurrent use.
type Meter struct {
	Store         FigureStore
	Keys          Keys
	Questionnaire *intake.Questionnaire
	Zone          *time.Location // whose days are counted
	Now           func() time.Time

	mu     sync.Mutex
	counts map[Count]int64 // by day, name and label
	posts  map[postOf]*Post

	read sync.Mutex
	last *Figures
}

type postOf struct {
	day    int
	domain string
	owners bool
}

// dayOf is a day as counts have it.
func dayOf(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }

func (m *Meter) today() int { return dayOf(m.Now().In(m.Zone)) }

// Count counts one happening. A meter that isn't there counts nothing.
func (m *Meter) Count(name, label string) {
	if m == nil {
		return
	}
	key := Count{Day: m.today(), Name: name, Label: label}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.counts == nil {
		m.counts = map[Count]int64{}
	}
	m.counts[key]++
}

// tookWithin are the times in seconds by which a robot check's time is kept.
var tookWithin = []int{1, 2, 3, 5, 10, 20, 30, 60, 120, 600}

// Took counts how long a robot check took until it was passed.
func (m *Meter) Took(lane string, took time.Duration) {
	for _, within := range tookWithin {
		if took <= time.Duration(within)*time.Second {
			m.Count(CountTook, lane+" "+strconv.Itoa(within))
			return
		}
	}
	m.Count(CountTook, lane+" "+strconv.Itoa(tookWithin[len(tookWithin)-1]))
}

// ToApplicants are the kinds of letters that an applicant gets, whether or not the account exists. Every other kind counts as an owner's.
var ToApplicants = []notice.Kind{
	notice.Code, notice.ReturnCode, notice.RestoreCode, notice.Received, notice.Granted, notice.Declined, notice.Ready, notice.Restored,
	notice.MoveCode, notice.Moved, notice.MovedBack, notice.Withdrawn, notice.NeedMore, notice.Late, notice.Contested, notice.Expired,
}

// ToApplicant tells whether a letter of a kind goes to whoever applied. What is told of the others at once would tell that the account exists.
func ToApplicant(kind string) bool { return slices.Contains(ToApplicants, notice.Kind(kind)) }

// Letter counts one attempt to send a letter: err is nil when it left, and permanent tells that it never will.
func (m *Meter) Letter(l Letter, err error, permanent bool) {
	if m == nil {
		return
	}
	domain := ""
	if at := strings.LastIndexByte(l.To, '@'); at > 0 {
		domain = strings.ToLower(l.To[at+1:])
	}
	seen := int64(1) << (binary.BigEndian.Uint64(m.Keys.Index("figure-person", l.To)) % 62)
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.postOf(postOf{m.today(), domain, !ToApplicant(l.Kind)})
	switch p.People |= seen; {
	case err == nil:
		p.Sent++
	case permanent:
		p.Refused++
	default:
		p.Deferred++
	}
}

func (m *Meter) postOf(key postOf) *Post {
	if m.posts == nil {
		m.posts = map[postOf]*Post{}
	}
	if len(m.posts) >= mostDomains && m.posts[key] == nil {
		key.domain = ""
	}
	p := m.posts[key]
	if p == nil {
		p = &Post{Day: key.day, Domain: key.domain, Owners: key.owners}
		m.posts[key] = p
	}
	return p
}

// atLeast is how many people a bitmap of groups stands for, at the least.
func atLeast(people int64) int { return bits.OnesCount64(uint64(people)) } //nolint:gosec // a set of bits

// Flush saves what was counted. What can't be saved is kept for the next time.
func (m *Meter) Flush(ctx context.Context) error {
	m.mu.Lock()
	counts, posts := m.counts, m.posts
	m.counts, m.posts = nil, nil
	m.mu.Unlock()
	if len(counts)+len(posts) == 0 {
		return nil
	}
	list := make([]Count, 0, len(counts))
	for c, n := range counts {
		c.N = n
		list = append(list, c)
	}
	mail := make([]Post, 0, len(posts))
	for _, p := range posts {
		mail = append(mail, *p)
	}
	// One order for everybody: two servers that write the same rows never wait for one another in a circle.
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Label, b.Label))
	})
	err := m.Store.AddFigures(ctx, list, mail)
	if err != nil {
		m.unsaved(list, mail)
	}
	return err
}

// unsaved takes counts back.
func (m *Meter) unsaved(list []Count, mail []Post) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.counts == nil {
		m.counts = map[Count]int64{}
	}
	for _, c := range list {
		n := c.N
		c.N = 0
		m.counts[c] += n
	}
	for _, old := range mail {
		p := m.postOf(postOf{old.Day, old.Domain, old.Owners})
		p.Sent, p.Deferred, p.Refused, p.People = p.Sent+old.Sent, p.Deferred+old.Deferred, p.Refused+old.Refused, p.People|old.People
	}
}
