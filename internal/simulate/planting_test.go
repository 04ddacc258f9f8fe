package simulate

import (
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/simulate/measure"
)

// What was answered is named, and nothing else: every claim is about a mail or an entry that the account holds now.
func TestWhoeverMailsTheOwnerNamesWhatWasAnswered(t *testing.T) {
	w, answered, collected := plainWorld(), 0, 0
	const accounts = 1500
	for _, s := range scenes(accounts, &w) {
		a := NewAdversary(11, s, Stranger, 0)
		account, planted := a.prepared(Mailing)
		if len(planted) == 0 {
			if len(account.Facts) != len(s.Person.Account.Facts) {
				t.Fatal("an owner who answered nobody has written")
			}
			continue
		}
		answered++
		held := map[string]bool{}
		for _, f := range account.Facts[len(s.Person.Account.Facts):] {
			held[f.Value.Part("to")], held[f.Value.Part("email")], held[intake.Subject(f.Value.Part("subject"))] = true, true, true
			if f.Kind == intake.KindMailContact {
				collected++
			}
		}
		for _, c := range planted {
			if !held[c.Value.Text] && !held[intake.Subject(c.Value.Text)] {
				t.Fatalf("%v was never answered", c)
			}
		}
	}
	if share := measure.ShareOf(answered, accounts); share.Low > .25 || share.High < .24 { // .25, but for whom none of five was answered
		t.Errorf("%v of owners answer strangers", share)
	}
	if collected == 0 {
		t.Error("no mail program took anybody into the address book")
	}
}

// levelsOf are how often an item came out at each level where adversaries of a tier prepared in a strategy.
func levelsOf(t Tier, s Strategy, item evidence.Item, accounts int) (levels map[evidence.Level]int, of int) {
	w, rooms := plainWorld(), Built()
	levels = map[evidence.Level]int{}
	for _, scene := range scenes(accounts, &w) {
		a := NewAdversary(11, scene, t, 0)
		account, planted := a.prepared(s)
		if len(planted) == 0 {
			continue
		}
		of++
		for _, f := range rooms.open(&account).compare(a.withPlanted(planted)).findings {
			if f.Item == item {
				levels[f.Level]++
			}
		}
	}
	return levels, of
}

// Only who is after one owner leads that owner on until they write unasked, and one in twenty who answer do.
func TestOwnersAreLedToWriteByWhoIsAfterThem(t *testing.T) {
	w := plainWorld()
	for tier, some := range map[Tier]bool{Breached: false, Acquaintance: true} {
		answered, led := 0, 0
		for _, s := range scenes(800, &w) {
			account, planted := NewAdversary(11, s, tier, 0).prepared(Mailing)
			if len(planted) == 0 {
				continue
			}
			answered++
			for _, f := range account.Facts[len(s.Person.Account.Facts):] {
				if f.Kind == "sent_mail" && !intake.AnswersMail(f.Value.Part("subject")) {
					led++
				}
			}
		}
		if share := measure.ShareOf(led, answered); some && (share.Low > writesUnasked || share.High < writesUnasked) || !some && led > 0 {
			t.Errorf("%s: %v of those who answer write unasked", tier, share)
		}
	}
}

// Mail from invented people counts as answered.
func TestMailFromInventedPeopleIsSeenThrough(t *testing.T) {
	levels, of := levelsOf(Stranger, Mailing, evidence.Recipients, 800)
	if of == 0 || levels[evidence.Answered] < of*9/10 { // the others know somebody, or wrote on the day of a foreign sign-in
		t.Errorf("of %d mailboxes: %v", of, levels)
	}
}

// Whoever reads the mailbox from the owner's own network makes a device known by waiting, but for half a year no better than recent.
func TestPatienceMakesADeviceRecentAndNoMore(t *testing.T) {
	before, _ := levelsOf(Insider, Planting, evidence.Device, 250)
	for _, s := range []Strategy{Patient, Lurking} {
		levels, of := levelsOf(Insider, s, evidence.Device, 250)
		if of != 250 || levels[evidence.Recent] < before[evidence.Recent]+12 || levels[evidence.Known] != before[evidence.Known] {
			t.Errorf("%s: %v of %d, within three days %v", s, levels, of, before)
		}
	}
	if _, of := levelsOf(Breached, Patient, evidence.Device, 50); of != 0 {
		t.Error("somebody with a leak alone was inside for weeks")
	}
}
