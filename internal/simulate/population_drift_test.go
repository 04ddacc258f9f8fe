package simulate

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// drifting are people with the length of history that sign-ins drift in.
func drifting(n int) []Person {
	var all []Person
	for i := range n {
		all = append(all, PersonAt(12, i, n, Options{}))
	}
	return all
}

// old is a history of many years in one place, before anything was signed in to.
func old(i int, years float64) history {
	h := history{dice: throw(12, i, streamLife), o: Options{}.withDefaults()}
	h.Account.Created = h.o.Now.Add(-span(years))
	h.Homes = []Home{{From: h.Account.Created}}
	return h
}

var major = regexp.MustCompile(`(Chrome|Version)/(\d+)\.0`)

func version(t *testing.T, agent string) int {
	t.Helper()
	m := major.FindStringSubmatch(agent)
	if m == nil {
		t.Fatalf("no version in %q", agent)
	}
	n, _ := strconv.Atoi(m[2])
	return n
}

func TestBrowsersCountTheirVersionsUp(t *testing.T) {
	start := time.Date(2021, 4, 15, 0, 0, 0, 0, time.UTC)
	for _, k := range kinds {
		first, year := 14, 1
		if k.chrome {
			first, year = 90, 12
		}
		last := 0
		for months := range 12 * 6 {
			at := start.AddDate(0, months, 0)
			got := version(t, k.agent(at))
			if want := first + months*year/12; got != want {
				t.Errorf("%s: version %d in %s, want %d", k.system, got, at.Format("2006-01"), want)
			}
			if got < last {
				t.Errorf("%s: version %d after %d", k.system, got, last)
			}
			last = got
		}
		agent := k.agent(start)
		if !strings.Contains(agent, "("+k.system+")") || strings.Contains(agent, " Mobile") != k.phone || strings.Contains(agent, "Chrome/") != k.chrome {
			t.Errorf("%+v names itself %q", k, agent)
		}
		if version(t, k.agent(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC))) <= 0 {
			t.Errorf("%s had no version once", k.system)
		}
	}
}

func TestEverySignInNamesTheVersionOfItsTime(t *testing.T) {
	rose := 0
	for _, p := range drifting(40) {
		devices, last := map[string]Device{}, map[string]int{}
		for _, d := range p.Devices {
			devices[d.ID] = d
		}
		for _, f := range eventsOf(&p.Account, "sign_in") {
			id, agent := f.Value.Part("device"), f.Value.Part("user_agent")
			d, own := devices[id]
			if !own {
				continue
			}
			if agent != d.Agent(*f.At) {
				t.Errorf("%s signs in as %q, not %q", id, agent, d.Agent(*f.At))
			}
			v := version(t, agent)
			if before, is := last[id]; is && v < before {
				t.Errorf("%s went back from version %d to %d", id, before, v)
			} else if is && v > before {
				rose++
			}
			last[id] = v
		}
	}
	if rose < 100 {
		t.Errorf("only %d times a device had a newer browser", rose)
	}
}

func TestNetworksChangeEveryEightMonths(t *testing.T) {
	const people, years = 100, 16.0
	leases := 0
	for i := range people {
		h := old(i, years)
		n := h.networks().homes
		leases += len(n)
		provider := ""
		for j, l := range n {
			block := strings.Join(strings.Split(l.ip, ".")[:2], ".")
			if provider == "" {
				provider = block
			}
			if block != provider {
				t.Errorf("%s of a provider that was %s, in one home", l.ip, provider)
			}
			if j > 0 && (!l.from.After(n[j-1].from) || l.ip == n[j-1].ip) {
				t.Errorf("%v follows %v", l, n[j-1])
			}
			if !l.from.Before(h.o.Now) {
				t.Errorf("%v begins after the end", l)
			}
		}
	}
	// The first lease begins with the home; every further one after .7 years, which is eight months and a half.
	if months := 12 * years * people / float64(leases-people); math.Abs(months-8.4) > .6 {
		t.Errorf("a network lasts %.1f months, want about eight", months)
	}
}

func TestAnAddressIsTheOneOfItsTime(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }
	n := networks{mobile: "100.125", homes: []lease{{"100.70.1.1", day(2015)}, {"100.70.2.2", day(2018)}, {"100.71.3.3", day(2021)}}}
	d := throw(12, 1, 9)
	for at, want := range map[time.Time]string{
		day(2015): "100.70.1.1", day(2017): "100.70.1.1", day(2018): "100.70.2.2", day(2020): "100.70.2.2", day(2021): "100.71.3.3",
		day(2026): "100.71.3.3",
	} {
		for range 200 {
			if ip := n.at(d, at, false); ip != want && !strings.HasPrefix(ip, "192.0.2.") {
				t.Errorf("%s from %s, want %s", at.Format(time.DateOnly), ip, want)
			}
		}
	}
}

// Of the addresses at home the last one is the person's network of today, unless the lease is younger than the last sign-in.
func TestTheNetworkOfTodayIsTheLastOne(t *testing.T) {
	home := regexp.MustCompile(`^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-3])\.`)
	same, people := 0, drifting(60)
	for _, p := range people {
		last := ""
		for _, f := range eventsOf(&p.Account, "sign_in") {
			if ip := f.Value.Part("ip"); home.MatchString(ip) {
				last = ip
			}
		}
		if last == p.Network {
			same++
		}
	}
	if same < 50 {
		t.Errorf("%d of %d people signed in at home last from the network they have", same, len(people))
	}
}

func TestADeviceIsReplacedAfterFourYears(t *testing.T) {
	const people = 400
	sum, ended := 0.0, 0
	for i := range people {
		h := old(i, 200) // long enough that hardly a life is cut short by the end
		for _, d := range h.ownDevices() {
			if !d.Until.IsZero() {
				sum, ended = sum+d.Until.Sub(d.From).Hours()/24/365.25, ended+1
			}
		}
	}
	if years := sum / float64(ended); math.Abs(years-4) > .2 {
		t.Errorf("a device is used for %.2f years, want about four", years)
	}
}

func TestPeopleHaveOneDeviceOrTwoAtATime(t *testing.T) {
	seen := map[int]int{}
	for _, p := range drifting(200) {
		for _, moment := range p.Devices {
			using := 0
			for _, d := range p.Devices {
				if !d.From.After(moment.From) && (d.Until.IsZero() || d.Until.After(moment.From)) {
					using++
				}
			}
			seen[using]++
		}
		now := 0
		for _, d := range p.Devices {
			if d.Until.IsZero() {
				now++
			}
		}
		if now < 1 || now > 2 {
			t.Errorf("%s ends with %d devices", p.Account.ID, now)
		}
	}
	if seen[1] == 0 || seen[2] == 0 || len(seen) != 2 {
		t.Errorf("devices at a time: %v", seen)
	}
}

func TestANewDeviceHasANewID(t *testing.T) {
	whose := map[string]string{}
	replaced := 0
	for _, p := range drifting(200) {
		if len(p.Devices) > 2 {
			replaced++
		}
		for _, d := range p.Devices {
			if owner, is := whose[d.ID]; is || len(d.ID) != 16 {
				t.Errorf("%s of %s was %s's", d.ID, p.Account.ID, owner)
			}
			whose[d.ID] = p.Account.ID
		}
	}
	if replaced < 20 {
		t.Errorf("only %d of 200 people replaced a device", replaced)
	}
}

func TestSignInsComeFromADeviceThatIsInUse(t *testing.T) {
	const people = 100
	signed, failed, foreign := 0, 0, 0
	for _, p := range drifting(people) {
		for _, f := range eventsOf(&p.Account, "sign_in") {
			signed++
			id, ip, ok := f.Value.Part("device"), f.Value.Part("ip"), f.Value.Part("success") == "true"
			if strings.HasPrefix(ip, "198.51.100.") { // the range of strangers
				foreign++
				if ok || id != "" {
					t.Errorf("a stranger at %s signed in from %q: %t", ip, id, ok)
				}
				continue
			}
			if !ok {
				failed++
			}
			in := false
			for _, d := range p.Devices {
				in = in || d.ID == id && !d.From.After(*f.At) && (d.Until.IsZero() || d.Until.After(*f.At))
			}
			if !in {
				t.Errorf("%s: %q signed in at %v and was not in use", p.Account.ID, id, f.At)
			}
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(of) }
	if s := share(foreign, signed); math.Abs(s-.02) > .008 {
		t.Errorf("%.3f of all sign-ins are strangers', want .02", s)
	}
	if s := share(failed, signed-foreign); math.Abs(s-.04) > .012 {
		t.Errorf("%.3f of the owners' own failed, want .04", s)
	}
}
