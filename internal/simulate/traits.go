package simulate

import (
	"strings"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// trait is a set of groups that an owner belongs to.
type trait uint32

// The groups of the fairness table.
const (
	traitJapanese trait = 1 << iota
	traitEnglish
	traitOtherScript // name typed in another script than it is held in
	traitRareName    // a family name that is not among those which half of the people have
	traitCommonName
	traitNewAccount // less than two years old
	traitOldAccount // more than eight
	traitThin       // no purchase, no channel, one password
	traitMoved      // lives elsewhere than the account was told
	traitLost       // lost every device of before
	traitLongAgo    // a year or more since the account was used
	traitChannel    // has a verified channel
	traitNoChannel
	traitSingle // gives one answer to a question at most
	traitBrief  // three
	traitLocked // by a suspicious-activity alarm
	traitHigh   // of high value: people decide
)

var traitWords = []string{
	"japanese", "english", "other_script", "rare_name", "common_name", "new_account", "old_account", "thin", "moved", "device_lost",
	"long_ago", "channel", "no_channel", "single", "brief", "locked", "high_value",
}

// traits are the groups that an owner belongs to.
func (o *Owner) traits(app intake.Application) (t trait) {
	set := func(is bool, yes trait) {
		if is {
			t |= yes
		}
	}
	p := &o.Person
	years := o.At.Sub(p.Account.Created).Hours() / 24 / 365
	set(p.Language == "ja", traitJapanese)
	set(p.Language != "ja", traitEnglish)
	set(o.otherScript(app), traitOtherScript)
	set(o.rare(), traitRareName)
	set(!o.rare(), traitCommonName)
	set(years < 2, traitNewAccount)
	set(years > 8, traitOldAccount)
	set(o.channel() == "" && len(eventsOf(&p.Account, intake.KindPurchase)) == 0 && len(p.Passwords) == 1, traitThin)
	set(o.Moved, traitMoved)
	set(o.NoDevice, traitLost)
	set(o.Months >= 12, traitLongAgo)
	set(o.channel() != "", traitChannel)
	set(o.channel() == "", traitNoChannel)
	set(o.rows == 1, traitSingle)
	set(o.rows == rowsOf-2, traitBrief)
	set(p.Account.Locked != nil, traitLocked)
	set(p.Account.Worth == evidence.High, traitHigh)
	return t
}

func (o *Owner) otherScript(app intake.Application) bool {
	held := o.Person.Names[len(o.Person.Names)-1].Family
	for _, c := range app.Claims {
		if c.Kind == intake.KindName {
			return o.Person.Language == "ja" && !strings.ContainsAny(c.Value.Part("family")+c.Value.Part("given"), held)
		}
	}
	return false
}

// rare says whether the family name is one of those that half of the people do not have.
func (o *Owner) rare() bool {
	t := names().surnames
	if o.Person.Language != "ja" {
		t = names().surnamesEN
	}
	last := o.Person.Names[len(o.Person.Names)-1].Family
	for i, n := range t.items {
		if n.plain == last {
			return t.upTo[i] > .5
		}
	}
	return true
}

// questions says which of two secret questions the owner would answer (baseline B4), one bit each.
func (o *Owner) questions() int8 {
	return o.twoQuestions(shifted(float64(o.habits.Question), o.memory[aboutSelf]))
}

// questions says which of two secret questions the adversary would answer.
func (a *Adversary) questions() int8 {
	return a.twoQuestions(shifted(float64(a.known.Question), a.spread[aboutSelf]))
}

func (d dice) twoQuestions(p float64) (bits int8) {
	for b := range 2 {
		if d.chance(p) {
			bits |= 1 << b
		}
	}
	return bits
}
