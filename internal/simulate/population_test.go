package simulate_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/simulate"
)

func TestTheSameSeedGivesTheSamePeople(t *testing.T) {
	lines := func(seed uint64) string {
		var b strings.Builder
		for p := range simulate.Population(seed, 20, simulate.Options{}) {
			line, err := json.Marshal(p.Account)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(line)
		}
		return b.String()
	}
	once, again := lines(7), lines(7)
	if once != again {
		t.Error("two populations of one seed differ")
	}
	if once == lines(8) {
		t.Error("two seeds give the same people")
	}
}

func TestAPersonIsTheSameInEveryPopulation(t *testing.T) {
	small, large := simulate.PersonAt(3, 11, 20, simulate.Options{}), simulate.PersonAt(3, 11, 5000, simulate.Options{})
	ignore := cmp.Options{ // whom they write to depends on who else is there
		cmpopts.IgnoreFields(simulate.Person{}, "Friends"),
		cmpopts.IgnoreUnexported(simulate.Device{}),
		cmpopts.IgnoreSliceElements(func(f evidence.Fact) bool { return f.Kind == "sent_mail" || f.Kind == "mail_contact" }),
	}
	small.Interests, large.Interests = nil, nil
	if d := cmp.Diff(small.Names, large.Names, ignore); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(small.Passwords, large.Passwords, ignore); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(small.Account.Identifiers, large.Account.Identifiers); d != "" {
		t.Error(d)
	}
}

func TestAnAccountHasYearsOfHistory(t *testing.T) {
	events, kinds := 0, map[string]int{}
	for p := range simulate.Population(1, 200, simulate.Options{}) {
		for i, f := range p.Account.Facts {
			kinds[f.Kind]++
			if f.At != nil {
				events++
			}
			if i > 0 && start(f).Before(start(p.Account.Facts[i-1])) {
				t.Fatalf("%s: facts out of order", p.Account.ID)
			}
			if start(f).Before(p.Account.Created) || start(f).After(time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC)) {
				t.Fatalf("%s: %s at %v, outside the account's life", p.Account.ID, f.Kind, start(f))
			}
		}
	}
	if mean := events / 200; mean < 260 || mean > 340 {
		t.Errorf("%d events for each account, want about 300", mean)
	}
	for _, kind := range []string{
		"name", "birth_date", "country", "region", "postal_code", "password", "product", "sent_mail", "mail_folder",
		"mail_contact", "purchase", "sign_in",
	} {
		if kinds[kind] == 0 {
			t.Errorf("no %s anywhere", kind)
		}
	}
}

func TestIdentifiersNameOneAccountEach(t *testing.T) {
	seen := map[string]string{}
	for p := range simulate.Population(2, 2000, simulate.Options{Events: 1}) {
		for _, id := range p.Account.Identifiers {
			if other, ok := seen[id]; ok {
				t.Errorf("%s names %s and %s", id, other, p.Account.ID)
			}
			seen[id] = p.Account.ID
		}
	}
}

// documentation are the ranges that name nobody: RFC 5737, RFC 6598.
var documentation = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("100.64.0.0/10"),
}

func TestNothingRealIsNamed(t *testing.T) {
	for p := range simulate.Population(4, 100, simulate.Options{}) {
		for _, f := range p.Account.Facts {
			switch f.Kind {
			case "sign_in":
				ip := netip.MustParseAddr(f.Value.Part("ip"))
				if !slices.ContainsFunc(documentation, func(r netip.Prefix) bool { return r.Contains(ip) }) {
					t.Fatalf("%v is somebody's address", ip)
				}
			case "sent_mail":
				for _, to := range strings.Split(f.Value.Part("to"), ",") {
					_, domain, _ := strings.Cut(to, "@")
					if !strings.HasSuffix(domain, ".example") && !strings.HasPrefix(domain, "example.") {
						t.Fatalf("%s is somebody's domain", domain)
					}
				}
			}
		}
	}
}

func TestNoPlainPasswordIsInTheAccount(t *testing.T) {
	for p := range simulate.Population(5, 100, simulate.Options{}) {
		for _, pw := range p.Passwords {
			for _, f := range p.Account.Facts {
				if slices.Contains(f.Value.All(), pw.Plain) {
					t.Errorf("%s: a plain password is held as %s", p.Account.ID, f.Kind)
				}
			}
		}
	}
}

func TestEveryAccountPassesTheGateOfRealRecords(t *testing.T) {
	for p := range simulate.Population(5, 24, simulate.Options{}) {
		line, err := json.Marshal(p.Account)
		if err != nil {
			t.Fatal(err)
		}
		back, err := evidence.DecodeAccount(line)
		if err != nil {
			t.Fatalf("%s: %v", p.Account.ID, err)
		}
		if d := cmp.Diff(p.Account, back, cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); d != "" {
			t.Errorf("%s came back changed: %s", p.Account.ID, d)
		}
		for _, id := range p.Account.Identifiers {
			if intake.Identifier(id) != id {
				t.Errorf("the identifier %s is looked up as %s", id, intake.Identifier(id))
			}
		}
	}
}

func TestPasswordsOpenTheirHashes(t *testing.T) {
	for _, kind := range []simulate.Hash{simulate.SSHA512, simulate.PBKDF2} {
		for p := range simulate.Population(5, 10, simulate.Options{Hash: kind, Events: 1}) {
			held := map[time.Time]string{}
			for _, f := range p.Account.Facts {
				if f.Kind == "password" {
					held[*f.From] = f.Value.Text
				}
			}
			for _, pw := range p.Passwords {
				if ok, err := evidence.VerifyHash(held[pw.From], pw.Plain); !ok || err != nil {
					t.Errorf("%s: a password does not open %s: %v", p.Account.ID, held[pw.From], err)
				}
			}
		}
	}
}

func TestSomePeopleMovedMarriedAndChangedPasswords(t *testing.T) {
	moved, renamed, changed, again := 0, 0, 0, 0
	for p := range simulate.Population(6, 500, simulate.Options{Events: 1}) {
		if len(p.Homes) > 1 {
			moved++
		}
		if len(p.Names) > 1 {
			renamed++
		}
		if len(p.Passwords) > 1 {
			changed++
		}
		for i, pw := range p.Passwords {
			if slices.ContainsFunc(p.Passwords[:i], func(old simulate.Password) bool { return old.Plain == pw.Plain }) {
				again++
			}
		}
	}
	for what, n := range map[string]int{"moved": moved, "changed their name": renamed, "changed their password": changed, "went back to an old password": again} {
		if n == 0 || n == 500 {
			t.Errorf("%d of 500 people %s", n, what)
		}
	}
}

func BenchmarkTwoHundredAccounts(b *testing.B) {
	for b.Loop() {
		for range simulate.Population(1, 200, simulate.Options{}) {
		}
	}
}

func start(f evidence.Fact) time.Time {
	if f.At != nil {
		return *f.At
	}
	return *f.From
}
