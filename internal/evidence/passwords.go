package evidence

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// Bounds of one comparison. A slow hash takes 50 ms and more, and the page waits for none of it, but a machine has two cores.
const (
	mostTyped    = 20  // different passwords looked at; the form has fewer boxes
	mostHeld     = 24  // hashes compared with, the latest
	mostVariants = 160 // comparisons with variants in all
)

// PasswordCheck is what comparing the typed passwords with the held hashes came to. It holds nothing of what was typed, so it
// may be kept when the passwords themselves are forgotten.
type PasswordCheck struct {
	Answers []PasswordAnswer `json:"answers,omitempty"` // one for each different password typed
}

// PasswordAnswer is one typed password.
type PasswordAnswer struct {
	Slots   []PasswordSlot `json:"slots,omitempty"`   // the held ones that it is; none: it matches nothing
	Variant bool           `json:"variant,omitempty"` // it matches only after a slip of the keyboard was undone
	Share   Probability    `json:"share"`             // share of people who use this password, by rank alone, in units of 2^-32
}

// PasswordSlot is one password of the account's history.
type PasswordSlot struct {
	From     *time.Time `json:"from,omitempty"`
	Until    *time.Time `json:"until,omitempty"`
	Imported *time.Time `json:"imported,omitempty"`
	Nth      int        `json:"nth,omitempty"` // tells apart those of the same times, or of none
}

// heldPassword is a slot with its hash.
type heldPassword struct {
	slot PasswordSlot
	hash string
}

// CheckPasswords compares typed passwords with the password facts among held, each as typed first, then with the slips that
// happen (intake.PasswordVariants). It does CPU work only and as much of it whether something matches or not, up to variants of
// what did not match.
func CheckPasswords(typed []string, held []Fact) PasswordCheck {
	passwords := heldPasswords(held)
	budget := mostVariants
	var check PasswordCheck
	for _, password := range differentPasswords(typed) {
		answer := PasswordAnswer{Share: shareOfRank(PasswordRank(password)), Slots: matching(passwords, password)}
		if len(answer.Slots) == 0 {
			answer.Slots = matchingVariant(passwords, password, &budget)
			answer.Variant = len(answer.Slots) > 0
		}
		check.Answers = append(check.Answers, answer)
	}
	return check
}

// heldPasswords lists the account's hashes, the oldest first.
func heldPasswords(held []Fact) []heldPassword {
	var passwords []heldPassword
	for i := range held {
		if f := &held[i]; f.Kind == kindPassword {
			passwords = append(passwords, heldPassword{PasswordSlot{From: f.From, Until: f.Until, Imported: f.Imported}, f.Value.Text})
		}
	}
	slices.SortFunc(passwords, func(a, b heldPassword) int { return cmp.Or(a.slot.compare(b.slot), strings.Compare(a.hash, b.hash)) })
	for i := 1; i < len(passwords); i++ {
		if passwords[i].slot.compare(passwords[i-1].slot) == 0 && passwords[i].hash != passwords[i-1].hash {
			passwords[i].slot.Nth = passwords[i-1].slot.Nth + 1
		}
	}
	return passwords[max(0, len(passwords)-mostHeld):]
}

// compare orders slots by their times.
func (s PasswordSlot) compare(other PasswordSlot) int {
	return cmp.Or(moment(s.From).Compare(moment(other.From)), moment(s.Until).Compare(moment(other.Until)))
}

// differentPasswords drops blanks and repetitions.
func differentPasswords(typed []string) []string {
	var different []string
	for _, password := range typed {
		if strings.TrimSpace(password) != "" && !slices.Contains(different, password) && len(different) < mostTyped {
			different = append(different, password)
		}
	}
	return different
}

func matching(passwords []heldPassword, password string) []PasswordSlot {
	var slots []PasswordSlot
	for _, held := range passwords {
		if ok, err := VerifyHash(held.hash, password); err == nil && ok {
			slots = append(slots, held.slot)
		}
	}
	return slots
}

func matchingVariant(passwords []heldPassword, password string, budget *int) []PasswordSlot {
	for _, variant := range intake.PasswordVariants(password) {
		if *budget -= len(passwords); *budget < 0 {
			return nil
		}
		if slots := matching(passwords, variant); len(slots) > 0 {
			return slots
		}
	}
	return nil
}

// Merge joins what several attempts answered. Which wrong answers were the same nobody can tell any more, so each counts.
func (c PasswordCheck) Merge(later PasswordCheck) PasswordCheck {
	return PasswordCheck{Answers: append(slices.Clone(c.Answers), later.Answers...)}
}

// moment is a time that may be missing; the zero time is before all.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
