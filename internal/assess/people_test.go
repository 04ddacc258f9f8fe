package assess_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/assess"
	"okaeri/internal/decision"
)

// People who are nothing like the simulator's, written by hand: an account of 2001 with two passwords and nothing else, one with purchases
// alone, names of three alphabets in any spelling, a game account that sends no mail, one that was hijacked, one that was locked.
// The first word of an application's id says what must become of it: owners who know much and come from where they always came from are
// granted; nobody who has read breaches, phished the password, shares the home or read the mailbox ever is. "any" stands for owners
// whom people may have to look at.
func TestOwnersAreGrantedAndAdversariesNeverWhoeverTheyAre(t *testing.T) {
	lines := judged(t, func(account []byte) []byte { return account })
	for _, a := range lines {
		switch word, _, _ := strings.Cut(a.ID, "-"); {
		case word == "grant" && a.Verdict != decision.Grant:
			t.Errorf("%s: %s with %d of %d millibits against %s", a.ID, a.Verdict, a.Bits, a.Threshold.Grant, a.Against)
		case word == "never" && a.Verdict == decision.Grant:
			t.Errorf("%s is granted with %d millibits", a.ID, a.Bits)
		case word == "any" && a.Verdict == decision.Grant && a.HoldHours < 24:
			t.Errorf("%s: a hold of %d hours", a.ID, a.HoldHours)
		}
	}
	if len(lines) < 40 {
		t.Errorf("%d applications", len(lines))
	}
}

// John has a telephone on record and no mailbox elsewhere: no letter about his application goes past whoever reads his mail, so that more is asked.
func TestWhoeverHasNoMailboxElsewhereIsAskedForMoreAgainstAReader(t *testing.T) {
	for _, a := range judged(t, func(account []byte) []byte { return account }) {
		if a.ID == "any-john-good" && (a.Verdict != decision.Review || !slices.Equal(a.Flags, []decision.Flag{decision.FlagInsider})) {
			t.Errorf("%s: %v", a.Verdict, a.Flags)
		}
	}
	elsewhere := func(account []byte) []byte {
		return bytes.Replace(account, []byte(`{"kind": "phone", "value": "+14155550123"`), []byte(`{"kind": "email", "value": "j@elsewhere.example"`), 1)
	}
	for _, a := range judged(t, elsewhere) {
		if a.ID == "any-john-good" && a.Verdict != decision.Grant {
			t.Errorf("with a mailbox elsewhere: %s, %v", a.Verdict, a.Flags)
		}
	}
}

// However few accounts a file holds, and whatever else is in it, each is judged by itself: nobody's verdict turns because two others
// stand beside them.
func TestAnAdversaryIsNotGrantedInASmallFileEither(t *testing.T) {
	for _, a := range judged(t, func(account []byte) []byte {
		if bytes.Contains(account, []byte(`"id": "hanako"`)) || bytes.Contains(account, []byte(`"id": "tanaka"`)) {
			return account
		}
		return nil
	}) {
		if strings.HasPrefix(a.ID, "never") && a.Verdict == decision.Grant {
			t.Errorf("%s is granted", a.ID)
		}
	}
}

// judged assesses the people's applications for the accounts that keep leaves.
func judged(t *testing.T, keep func(account []byte) []byte) []decision.Assessment {
	t.Helper()
	file := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", "people", name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var accounts, out bytes.Buffer
	for line := range bytes.Lines(file("accounts.jsonl")) {
		accounts.Write(keep(line))
	}
	files := assess.Files{Accounts: bytes.NewReader(accounts.Bytes()), Applications: bytes.NewReader(file("applications.jsonl")), Out: &out}
	if err := assess.Run(files, rules(t), func(int) {}); err != nil {
		t.Fatal(err)
	}
	var list []decision.Assessment
	for line := range bytes.Lines(out.Bytes()) {
		var a decision.Assessment
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		sum := decision.Bits(0)
		for _, f := range a.Findings {
			sum += f.Bits
		}
		if a.AccountID != nil && sum != a.Bits {
			t.Errorf("%s: the findings add up to %d, not %d", a.ID, sum, a.Bits)
		}
		list = append(list, a)
	}
	return slices.Clip(list)
}
