package settings_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/settings"
)

// with is the shipped policy with something changed.
func with(change func(*decision.Policy)) decision.Policy {
	p := decision.DefaultPolicy()
	p.Scope, p.Attempts = slices.Clone(p.Scope), slices.Clone(p.Attempts)
	change(&p)
	return p
}

// directions: for every key of a policy what loosens, and what tightens where anything does.
var directions = map[string]struct{ loose, tight []func(*decision.Policy) }{
	"profile": {loose: nil, tight: []func(*decision.Policy){func(p *decision.Policy) { p.Profile = decision.AllStrict }}},
	"scope": {
		loose: []func(*decision.Policy){
			func(p *decision.Policy) { p.Scope = p.Scope[1:] },
			func(p *decision.Policy) { p.Scope = []string{"stranger", "insider_mailbox"} },
		},
		tight: []func(*decision.Policy){func(p *decision.Policy) { p.Scope = append(p.Scope, "insider_mailbox") }},
	},
	"alpha":            number(func(p *decision.Policy) *float64 { return &p.Alpha }, false),
	"ledgers.familiar": number(func(p *decision.Policy) *float64 { return &p.Ledgers.Familiar }, false),
	"ledgers.other":    number(func(p *decision.Policy) *float64 { return &p.Ledgers.Other }, false),
	"attempts": {
		loose: []func(*decision.Policy){
			func(p *decision.Policy) { p.Attempts = append(p.Attempts, .001) },
			func(p *decision.Policy) { p.Attempts[0], p.Attempts[1] = .6, .25 },
		},
		tight: []func(*decision.Policy){
			func(p *decision.Policy) { p.Attempts = p.Attempts[:3] },
			func(p *decision.Policy) { p.Attempts[0] = .5 },
		},
	},
	"veto.outsider":      number(func(p *decision.Policy) *float64 { return &p.Veto.Outsider }, false),
	"veto.insider":       number(func(p *decision.Policy) *float64 { return &p.Veto.Insider }, false),
	"wald_beta":          number(func(p *decision.Policy) *float64 { return &p.Wald }, true),
	"theta_min":          number(func(p *decision.Policy) *float64 { return &p.ThetaMin }, true),
	"margin":             number(func(p *decision.Policy) *float64 { return &p.Margin }, true),
	"outside.plain":      number(func(p *decision.Policy) *float64 { return &p.Outside.Plain }, true),
	"outside.suspicious": number(func(p *decision.Policy) *float64 { return &p.Outside.Suspicious }, true),
	"loss.low":           number(func(p *decision.Policy) *float64 { return &p.Loss.Low }, true),
	"loss.ordinary":      number(func(p *decision.Policy) *float64 { return &p.Loss.Ordinary }, true),
	"loss.high":          number(func(p *decision.Policy) *float64 { return &p.Loss.High }, true),
	"attackers":          number(func(p *decision.Policy) *float64 { return &p.Attackers }, true),
	"recent_change":      number(func(p *decision.Policy) *float64 { return &p.Recent }, true),
	"reviewed":           number(func(p *decision.Policy) *float64 { return &p.Reviewed }, false),
	"ghosts": {loose: []func(*decision.Policy){ // neither way is plainly the safer one
		func(p *decision.Policy) { p.Ghosts = 0 }, func(p *decision.Policy) { p.Ghosts = .5 },
	}},
	"insider.hijacked":    {loose: []func(*decision.Policy){func(p *decision.Policy) { p.Insider.Hijacked = false }}},
	"insider.foreign":     {loose: []func(*decision.Policy){func(p *decision.Policy) { p.Insider.Foreign = false }}},
	"insider.least":       number(func(p *decision.Policy) *float64 { return &p.Insider.Least }, true),
	"insider.unreachable": number(func(p *decision.Policy) *float64 { return &p.Insider.Unreachable }, true),
	"hold.floor":          hours(func(p *decision.Policy) *int { return &p.Hold.Floor }),
	"hold.default":        hours(func(p *decision.Policy) *int { return &p.Hold.Default }),
	"hold.shorter":        hours(func(p *decision.Policy) *int { return &p.Hold.Shorter }),
	"hold.unreachable":    hours(func(p *decision.Policy) *int { return &p.Hold.Unreachable }),
	"hold.shorter_bits": number(func(p *decision.Policy) *float64 {
		return &p.Hold.ShorterBits
	}, true),
	"hold.floor_bits": number(func(p *decision.Policy) *float64 { return &p.Hold.FloorBits }, true),
}

func number(of func(*decision.Policy) *float64, up bool) (d struct{ loose, tight []func(*decision.Policy) }) {
	more := []func(*decision.Policy){func(p *decision.Policy) { *of(p) += .01 }}
	less := []func(*decision.Policy){func(p *decision.Policy) { *of(p) -= .0001 }}
	if up {
		d.loose, d.tight = less, more
	} else {
		d.loose, d.tight = more, less
	}
	return d
}

func hours(of func(*decision.Policy) *int) (d struct{ loose, tight []func(*decision.Policy) }) {
	d.loose = []func(*decision.Policy){func(p *decision.Policy) { *of(p)-- }}
	d.tight = []func(*decision.Policy){func(p *decision.Policy) { *of(p)++ }}
	return d
}

func TestEveryKeyOfAPolicySaysWhatItLoosens(t *testing.T) {
	for _, key := range keysOf(reflect.TypeFor[decision.Policy](), "") {
		d, ok := directions[key]
		if !ok {
			t.Errorf("%s: nobody has said what loosens it. Until somebody does, every change of it does; say so in this table", key)
			continue
		}
		for want, list := range map[settings.Direction][]func(*decision.Policy){settings.Loosens: d.loose, settings.Tightens: d.tight} {
			for i, change := range list {
				changes, err := settings.ComparePolicies(decision.DefaultPolicy(), with(change))
				if err != nil || len(changes) != 1 || changes[0].Key != key || changes[0].Direction != want {
					t.Errorf("%s %d: %+v, %v, want one that %s", key, i, changes, err, want)
				}
				back, err := settings.ComparePolicies(with(change), decision.DefaultPolicy())
				if err != nil || want == settings.Tightens && back[0].Direction != settings.Loosens {
					t.Errorf("%s %d: taking back what tightens: %+v, %v", key, i, back, err)
				}
			}
		}
	}
}

// keysOf are the dotted keys of a policy's file.
func keysOf(of reflect.Type, under string) []string {
	var keys []string
	for i := range of.NumField() {
		f := of.Field(i)
		key := under + strings.Split(f.Tag.Get("yaml"), ",")[0]
		if key == "-" { // of another file
			continue
		}
		if f.Type.Kind() == reflect.Struct {
			keys = append(keys, keysOf(f.Type, key+".")...)
			continue
		}
		keys = append(keys, key)
	}
	return keys
}

// Where owners are trusted to stop more readers of their mailbox than others, having that class to beat widens the share of adversaries.
func TestOneMoreClassLoosensWhereItsVetoIsTrustedMore(t *testing.T) {
	trusting := func(p *decision.Policy) { p.Veto.Insider = .9; p.Insider.Hijacked = false }
	for name, change := range map[string]func(*decision.Policy){
		"scope":            func(p *decision.Policy) { p.Scope = append(p.Scope, "insider_mailbox") },
		"insider.hijacked": func(p *decision.Policy) { p.Insider.Hijacked = true },
	} {
		changes, err := settings.ComparePolicies(with(trusting), with(func(p *decision.Policy) { trusting(p); change(p) }))
		if err != nil || len(changes) != 1 || changes[0].Key != name || changes[0].Direction != settings.Loosens {
			t.Errorf("%s: %+v, %v", name, changes, err)
		}
	}
}

func TestEveryChangeOfAnotherFileLoosens(t *testing.T) {
	changes, err := settings.CompareFiles([]byte("a: {b: 1, c: [1, 2]}\nd:\n  - {e: 1}\n"), []byte("a: {b: 2, c: [1, 3]}\nd:\n  - {e: 2}\nf: x\n"))
	var said []string
	for _, c := range changes {
		said = append(said, c.Key+" "+c.Before+" > "+c.After+" "+string(c.Direction))
	}
	want := []string{"a.b 1 > 2 loosens", "a.c 1, 2 > 1, 3 loosens", "d.1.e 1 > 2 loosens", "f  > x loosens"}
	if err != nil || !slices.Equal(said, want) {
		t.Errorf("%q, %v", said, err)
	}
}

func TestOneMoreClassTightensOtherwise(t *testing.T) {
	off := func(p *decision.Policy) { p.Insider.Hijacked, p.Insider.Foreign = false, false }
	changes, err := settings.ComparePolicies(with(off), decision.DefaultPolicy())
	if err != nil || len(changes) != 2 || changes[0].Direction != settings.Tightens || changes[1].Direction != settings.Tightens {
		t.Errorf("%+v, %v", changes, err)
	}
}
