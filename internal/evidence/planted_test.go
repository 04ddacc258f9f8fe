package evidence_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// visited is hanako's account after somebody was inside once, three weeks before the application, and left things to be remembered.
func visited() evidence.Account {
	a, at := hanako(), on(2026, 10, 11)
	a.Facts = append(a.Facts,
		event("sign_in", at, "ip", "198.51.100.9", "user_agent", safari, "device", "evil", "success", "true"),
		event("sent_mail", at, "to", "mallory@evil.example", "subject", "planted subject line"),
		event("purchase", at, "item", "photo book", "holder", "TARO GIFT", "last4", "4321", "expiry", "2029-05"),
		evidence.Fact{Kind: "mail_folder", Value: intake.Text("planted"), From: at},
		evidence.Fact{Kind: "mail_contact", Value: intake.Parts("name", "Mallory", "email", "mallory@evil.example"), From: at})
	return a
}

func planted() intake.Application {
	return intake.Application{
		At: applied, Context: intake.Context{IP: "198.51.100.9", UserAgent: safari, Device: "evil"}, Claims: []intake.Claim{
			claim("mail_recipient", "mallory@evil.example"), claim("mail_subject", "planted subject line"), claim("mail_folder", "planted"),
			claim("mail_contact", "mallory@evil.example"), parts("card", "last4", "4321", "holder", "Taro Gift", "expiry", "05/29"),
			parts("purchase", "item", "photo book"),
		},
	}
}

func TestWhatAVisitorLeftBehindCountsForNothing(t *testing.T) {
	d := evidence.NewDossier(visited())
	got := evidence.Compare(d, planted(), evidence.Evidence{})
	for _, f := range got.Findings {
		if len(f.Ways) > 0 || f.Level == evidence.Known || f.Level == evidence.KnownArea {
			t.Errorf("%s is %s", f.Item, f.Level)
		}
	}
	if !got.Late {
		t.Error("that what was claimed came too late is not told")
	}
	if d.Familiar(planted()) {
		t.Error("the visitor's device is familiar")
	}
	if latest := d.Latest(); latest.After(applied) {
		t.Errorf("the records end at %v", latest)
	}
}

// The owner of an account that was visited keeps what was there before.
func TestTheOwnerKeepsWhatWasThereBeforeAVisit(t *testing.T) {
	app := intake.Application{At: applied, Context: intake.Context{IP: "203.0.113.7", UserAgent: firefox, Device: "d-1"}, Claims: []intake.Claim{
		claim("mail_recipient", "taro@example.jp"), claim("mail_folder", "旅行"),
	}}
	for item, want := range map[evidence.Item]evidence.Level{
		evidence.Recipients: evidence.One, evidence.Folders: evidence.One, evidence.Device: evidence.Known, evidence.Network: evidence.Known,
	} {
		if f, _ := findingOf(visited(), item, app); f.Level != want {
			t.Errorf("%s is %s, want %s", item, f.Level, want)
		}
	}
}

// An account without a past of sign-ins, and one sign-in three weeks ago: nothing tells whose it was.
func TestADeviceSeenInTheLastMonthAloneIsNotKnown(t *testing.T) {
	young := func(times int, from time.Time) evidence.Account {
		a := hanako()
		a.Facts = a.Facts[:18]
		for i := range times {
			at := from.AddDate(0, 0, 3*i)
			a.Facts = append(a.Facts, event("sign_in", &at, "ip", "203.0.113.7", "user_agent", firefox, "device", "d-1", "success", "true"))
		}
		return a
	}
	app := intake.Application{At: applied, Context: intake.Context{IP: "203.0.113.7", UserAgent: firefox, Device: "d-1"}}
	for _, c := range []struct {
		says  string
		times int
		from  time.Time
		want  evidence.Level
	}{
		{"once, three weeks ago", 1, applied.AddDate(0, 0, -21), ""},
		{"once, two months ago", 1, applied.AddDate(0, 0, -60), evidence.Recent},
		{"once, seven months ago", 1, applied.AddDate(0, -7, 0), evidence.Known},
		{"a log of the last month alone, with habits", 6, applied.AddDate(0, 0, -28), evidence.Known},
	} {
		f, _ := findingOf(young(c.times, c.from), evidence.Device, app)
		if f.Level != c.want {
			t.Errorf("%s: the device is %q", c.says, f.Level)
		}
	}
}

// A telephone that came into use in a house whose network is the owner's is the owner's or that of somebody in the house: as long as that
// is not long ago it is told apart, on whatever day the house was first used.
func TestANewDeviceOnTheOwnersNetworkIsKnownButNotForLong(t *testing.T) {
	app := intake.Application{At: applied, Context: intake.Context{IP: "203.0.113.7", UserAgent: safari, Device: "new"}}
	for age, want := range map[int]evidence.Level{5: evidence.Wrong, 21: evidence.Recent, 90: evidence.Recent, 180: evidence.Recent, 188: evidence.Known} {
		a, at := hanako(), applied.AddDate(0, 0, -age)
		a.Facts = append(a.Facts, event("sign_in", &at, "ip", "203.0.113.7", "user_agent", safari, "device", "new", "success", "true"))
		if f, _ := findingOf(a, evidence.Device, app); f.Level != want {
			t.Errorf("%d days ago: the device is %q, want %q", age, f.Level, want)
		}
	}
}

// A telephone of ten years is not of late because the record is long: of a busy account the latest sign-ins alone are looked at.
func TestAnOldDeviceOfABusyAccountIsKnown(t *testing.T) {
	a := hanako()
	for i := range 900 {
		at := applied.Add(-time.Duration(8*24+4*i) * time.Hour)
		a.Facts = append(a.Facts, event("sign_in", &at, "ip", "203.0.113.7", "user_agent", safari, "device", "old", "success", "true"))
	}
	first := applied.AddDate(-2, 0, 0)
	a.Facts = append(a.Facts, event("sign_in", &first, "ip", "203.0.113.7", "user_agent", safari, "device", "old", "success", "true"))
	app := intake.Application{At: applied, Context: intake.Context{IP: "203.0.113.7", UserAgent: safari, Device: "old"}}
	if f, _ := findingOf(a, evidence.Device, app); f.Level != evidence.Known {
		t.Errorf("the device is %q", f.Level)
	}
}

// Who takes the device's cookie away gains nothing by it, whoever they are compared with.
func TestADeviceOfLateWeighsNoLessThanItsBrowser(t *testing.T) {
	a, at := hanako(), applied.AddDate(0, 0, -60)
	a.Facts = append(a.Facts, event("sign_in", &at, "ip", "203.0.113.7", "user_agent", safari, "device", "new", "success", "true"))
	by := func(device string) [5]score.Millibits {
		f, found := findingOf(a, evidence.Device, intake.Application{At: applied, Context: intake.Context{IP: "203.0.113.7", UserAgent: safari, Device: device}})
		if !found {
			t.Fatal("no device")
		}
		return score.Of([]evidence.Finding{f}, score.Default(), score.Setting{Scope: score.Outsiders}).ByClass
	}
	late, known, without := by("new"), by("d-1"), by("")
	for class := range late {
		if late[class] < without[class] || late[class] > known[class] {
			t.Errorf("class %d: known %d millibits, of late %d, without its id %d", class, known[class], late[class], without[class])
		}
	}
}

// What a browser says of itself can be sent by anybody, and everybody who has seen it sends it: it speaks for nobody against them, in whatever
// version. Where no sign-in was recorded with a device's id, an owner has nothing better, and its absence says less.
func TestACopiedBrowserSpeaksForNobody(t *testing.T) {
	for _, ids := range []int{12, 1, 0} { // of twelve sign-ins; one is enough to say that the owner's device could be known
		a, recorded, left := hanako(), ids > 0, ids
		for i := range a.Facts {
			if v := a.Facts[i].Value; a.Facts[i].Kind == "sign_in" {
				if left--; left >= 0 {
					continue
				}
				a.Facts[i].Value = intake.Parts("ip", v.Part("ip"), "user_agent", v.Part("user_agent"))
			}
		}
		weigh := func(agent string, want evidence.Level) [5]score.Millibits {
			f, _ := findingOf(a, evidence.Device, intake.Application{At: applied, Context: intake.Context{IP: "192.0.2.1", UserAgent: agent, Device: "other"}})
			if f.Level != want {
				t.Errorf("ids recorded %v: the device is %q, want %q", recorded, f.Level, want)
			}
			return score.Of([]evidence.Finding{f}, score.Default(), score.Setting{Scope: score.Outsiders}).ByClass
		}
		newer := weigh(strings.ReplaceAll(firefox, "145", "146"), evidence.SameBrowser)
		other := weigh(strings.ReplaceAll(firefox, "Windows NT 10.0; Win64; x64", "X11; Linux x86_64"), evidence.Wrong)
		for class := score.Stranger; class <= score.InsiderMailbox; class++ {
			if newer[class] > 0 && (recorded || class >= score.Acquaintance) {
				t.Errorf("ids recorded %v: the browser alone weighs %d millibits against %s", recorded, newer[class], class)
			}
			if other[class] > newer[class] {
				t.Errorf("ids recorded %v: another browser weighs %d millibits against %s, the owner's %d", recorded, other[class], class, newer[class])
			}
		}
		if recorded == (newer[score.Phisher] >= -1) { // a thousandth is rounding
			t.Errorf("ids recorded %v: the browser weighs %d millibits against a phisher", recorded, newer[score.Phisher])
		}
	}
}

// A change of the profile after a foreign sign-in sets the baseline as one of the password does.
func TestAChangedProfileAfterAForeignSignInSetsTheBaseline(t *testing.T) {
	a := visited()
	a.Facts = append(a.Facts, evidence.Fact{Kind: "name", Value: intake.Parts("family", "山本", "given", "太郎"), From: on(2026, 10, 14)})
	d := evidence.NewDossier(a)
	if !d.Suspicion(applied).Event || !d.Baseline(applied).Equal(*on(2026, 10, 11)) {
		t.Errorf("the baseline is %v, %+v", d.Baseline(applied), d.Suspicion(applied))
	}
}

// What a guess finds in every hundredth mailbox is no answer, neither right nor wrong.
func TestWhatEverybodyHasCountsNeitherWay(t *testing.T) {
	population := evidence.NewCounts()
	for i := range 500 {
		a := evidence.Account{ID: fmt.Sprint(i), Facts: []evidence.Fact{event("sent_mail", on(2026, 1, 1), "to", "x@example.org", "subject", fmt.Sprint("letter ", i))}}
		if i%20 == 0 {
			a.Facts = append(a.Facts, event("sent_mail", on(2026, 1, 1), "to", "x@example.org", "subject", "写真を送ります"), fact("mail_folder", intake.Text("旅行"), nil))
		}
		population.Add(evidence.FactKeys(a))
	}
	d := evidence.NewDossier(hanako())
	compare := func(claims ...intake.Claim) map[evidence.Item]evidence.Finding {
		found := map[evidence.Item]evidence.Finding{}
		for _, f := range evidence.Compare(d, intake.Application{At: applied, Claims: claims}, evidence.Evidence{Population: population}).Findings {
			found[f.Item] = f
		}
		return found
	}
	common := compare(claim("mail_subject", "写真を送ります"), claim("mail_folder", "旅行"))
	for _, item := range []evidence.Item{evidence.Subjects, evidence.Folders} {
		if f := common[item]; f.Level != evidence.TooCommon || len(f.Ways) > 0 {
			t.Errorf("%s is %s", item, f.Level)
		}
	}
	both := compare(claim("mail_subject", "写真を送ります"), claim("mail_subject", "来週の同窓会について"))[evidence.Subjects]
	alone := compare(claim("mail_subject", "来週の同窓会について"))[evidence.Subjects]
	if both.Level != evidence.One || both.Ways[0] != alone.Ways[0] {
		t.Errorf("beside a common one the rare subject is %s, %v, alone %v", both.Level, both.Ways, alone.Ways)
	}
}
