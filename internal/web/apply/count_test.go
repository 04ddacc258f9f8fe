package apply_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/web/apply"
)

// counted keeps what the form tells its counter.
type counted struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counted) Count(name, label string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[strings.TrimSpace(name+" "+label)]++
}

func (c *counted) Took(lane string, took time.Duration) { c.Count("took", lane+" "+took.String()) }

func counting(c *counted) func(*apply.Config) {
	c.n = map[string]int{}
	return func(config *apply.Config) { config.Counts = c }
}

// Two people fill in the form; one goes to the end, looks back and makes mistakes, the other stops at the birth date.
func TestEachDraftCountsOnceOnEachPage(t *testing.T) {
	var c counted
	s := newSite(t, counting(&c))
	one, two := s.visitor("ja"), s.visitor("en")
	one.walk("birth")
	one.post("/recover/birth", "birth_era", "showa", "birth_year", "35", "birth_month", "", "birth_day", "8")
	one.post("/recover/birth", "birth_era", "showa", "birth_year", "35", "birth_month", "", "birth_day", "8")
	one.walkOn("birth", "send")
	one.post("/recover/name?change=1", "family_name", "佐藤", "given_name", "花子", "family_kana", "", "given_kana", "", "former_name", "", "change", "1")
	one.get("/recover/who")
	one.post("/recover/send")
	one.mustBeAt("/recover/sent")
	two.get("/recover/who")
	two.post("/recover/who")
	two.post("/recover/who", stepsIn("en")[0].typed...)
	two.post("/recover/account", stepsIn("en")[1].typed...)
	two.post("/recover/contact", stepsIn("en")[2].typed...)
	two.post("/recover/code", "code", "111111")
	two.post("/recover/code", "code", "482913")
	two.get("/recover/name")
	two.post("/recover/name", stepsIn("en")[4].typed...)
	two.mustBeAt("/recover/birth")
	want := map[string]int{"form.answered send": 1, "form.error birth birth.month_missing": 2, "form.error code code.wrong": 1}
	for _, s := range steps {
		want["form.reached "+s.page], want["form.answered "+s.page] = 1, 1
	}
	want["form.reached send"] = 1
	for _, both := range []string{"who", "account", "contact", "code", "name"} {
		want["form.reached "+both], want["form.answered "+both] = 2, 2
	}
	want["form.reached birth"] = 2
	for key, n := range c.n {
		if strings.HasPrefix(key, "form.error who ") {
			delete(c.n, key)
			want["left out on the first page"] += n
		}
	}
	if want["left out on the first page"] == 0 {
		t.Error("the empty first page is no error")
	}
	delete(want, "left out on the first page")
	if diff := cmp.Diff(want, c.n); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if said := fmt.Sprint(c.n); strings.Contains(said, "佐藤") || strings.Contains(said, "example") {
		t.Errorf("somebody's own words were counted: %s", said)
	}
}

func TestTheRobotCheckIsCountedByItsLanes(t *testing.T) {
	var c counted
	s := newSite(t, robot(apply.RobotBoth), counting(&c))
	v := s.visitor("ja")
	v.walk("account")
	v.post("/recover/account", "account", "hanako@momiji.example", "altcha", "bm90aGluZw==", "captcha", "123456") // neither is right
	v.mustBeAt("/recover/account")
	if got := v.laneAfter("altcha", solve(t, v.body)); got != "pow" {
		t.Errorf("lane %s", got)
	}
	other := s.visitor("ja")
	other.walk("account")
	other.laneAfter("lane", "none")
	for key := range c.n {
		if strings.HasPrefix(key, "form.") && !strings.Contains(key, " account") {
			delete(c.n, key)
		}
	}
	want := map[string]int{
		"robot.asked": 2, "robot.failed pow": 1, "robot.failed captcha": 1, "robot.passed pow": 1, "robot.passed none": 1, "took pow 0s": 1,
		"form.reached account": 2, "form.answered account": 2, "form.error account captcha.wrong": 1,
	}
	if diff := cmp.Diff(want, c.n); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
}
