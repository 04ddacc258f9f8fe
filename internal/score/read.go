package score

import (
	"errors"
	"fmt"

	"okaeri/internal/evidence"
)

// one is certainty in units of 2^-32.
const one = uint64(evidence.Certain)

func (f *file) readGlobals(t *tables) error {
	if f.Version == "" {
		return errors.New("version: name the file, such as okaeri-1")
	}
	if len(f.Memory) != memories {
		return fmt.Errorf("memory needs %d kinds", memories)
	}
	left := one
	for i := range f.Memory {
		factor, fine := f.Memory[i].Odds.odds()
		share, below := f.Memory[i].Share.chance()
		if !fine || !below || uint64(share) > left {
			return errors.New("memory: odds are small fractions and shares add up to 1")
		}
		left -= uint64(share)
		t.memory[i] = memory{factor, uint64(share)}
	}
	if left > memories { // rounding down loses less than a unit for each
		return errors.New("memory: shares add up to 1")
	}
	if err := f.readPreparation(t); err != nil {
		return err
	}
	owner, fine := f.Floor.Owner.chance()
	other, finer := f.Floor.Adversary.chance()
	if !fine || !finer || owner == 0 || other == 0 || owner > 1<<26 || other > 1<<26 {
		return errors.New("floor: owner and adversary are above 0 and at most 0.015")
	}
	t.floorOwner, t.floorOther = uint64(owner), uint64(other)
	t.itemCap, t.memoryLimit = f.ItemCap.millibits(), f.MemoryLimit.millibits()
	if t.itemCap <= 0 || t.itemCap > 12000 {
		return errors.New("item_cap: above 0 and at most 12 bits")
	}
	return nil
}

func (f *file) readPreparation(t *tables) error {
	if len(f.Preparation) != int(classes) {
		return fmt.Errorf("preparation: factors for each of %v", classNames)
	}
	for c, name := range classNames {
		if len(f.Preparation[name]) != preparations {
			return fmt.Errorf("preparation: %d factors for %s", preparations, name)
		}
		for i := range preparations {
			factor, fine := f.Preparation[name][i].odds()
			if !fine || factor.over < factor.under {
				return fmt.Errorf("preparation: %s: factors from 1 to 1000", name)
			}
			t.preparation[c][i] = factor
		}
	}
	return nil
}

func (f *file) readGroups(t *tables) error {
	for g, name := range groupNames {
		held, ok := f.Groups[name]
		if !ok {
			return fmt.Errorf("groups: %s is missing", name)
		}
		t.groups[g] = group{cap: held.Cap.millibits(), suspiciousCap: held.Cap.millibits(), inside: held.Inside}
		if held.SuspiciousCap != nil {
			t.groups[g].suspiciousCap = held.SuspiciousCap.millibits()
		}
		skipped, fine := held.Skipped.chance()
		if !fine || skipped > evidence.Certain/2 {
			return fmt.Errorf("groups: %s: skipped is at most a half", name)
		}
		t.groups[g].skipped = uint64(skipped)
		if c := t.groups[g]; c.cap <= 0 || c.suspiciousCap <= 0 || c.suspiciousCap > c.cap || c.cap > 100000 {
			return fmt.Errorf("groups: %s: caps are above 0, and that after a suspicious event is not the larger", name)
		}
		if held.Inside != (g < inside) {
			return fmt.Errorf("groups: profile and mail are inside, %s may not change that", name)
		}
	}
	if len(f.Groups) != groups {
		return fmt.Errorf("groups: only %v are known", groupNames)
	}
	return nil
}

func (f *file) readItems(t *tables) error {
	for _, item := range evidence.Items() {
		held, ok := f.Items[string(item)]
		if !ok {
			return fmt.Errorf("item %s is missing", item)
		}
		r, err := held.read(t, item)
		if err != nil {
			return fmt.Errorf("item %s: %w", item, err)
		}
		t.rows[item] = r
	}
	if len(f.Items) != len(t.rows) {
		return errors.New("items: there is one that no comparator makes")
	}
	return nil
}

func (f *file) readPairs(t *tables) error {
	for _, p := range f.Pairs {
		if len(p) != 2 || t.rows[evidence.Item(p[0])] == nil || t.rows[evidence.Item(p[1])] == nil {
			return errors.New("pairs: each names two items")
		}
		t.pairs = append(t.pairs, [2]evidence.Item{evidence.Item(p[0]), evidence.Item(p[1])})
	}
	return nil
}

func (i *itemFile) read(t *tables, item evidence.Item) (*row, error) {
	r := &row{item: item, group: -1, mixture: i.Mixture, possession: i.Possession, levels: len(i.Levels)}
	for g, name := range groupNames {
		if name == i.Group {
			r.group = g
		}
	}
	if r.group < 0 {
		return nil, fmt.Errorf("group %q is not one of %v", i.Group, groupNames)
	}
	want := evidence.Levels(item)
	if len(i.Levels) != len(want) {
		return nil, fmt.Errorf("levels are %v, best first", want)
	}
	for n := range want {
		if i.Levels[n] != string(want[n]) {
			return nil, fmt.Errorf("levels are %v, best first", want)
		}
	}
	if err := i.chances(t, r); err != nil {
		return nil, err
	}
	r.shift(t)
	return r, nil
}

// chances reads the owner's row, the guesses and each class's row.
func (i *itemFile) chances(t *tables, r *row) error {
	var err error
	if r.owner, err = readRow(i.Owner, r.levels, one-t.floorOwner); err != nil {
		return fmt.Errorf("owner: %w", err)
	}
	if r.guess, err = readRow(i.Guess, r.levels, one-t.floorOther); err != nil {
		return fmt.Errorf("guess: %w", err)
	}
	if len(i.Known) != int(classes) {
		return fmt.Errorf("known: a row for each of %v", classNames)
	}
	for c, name := range classNames {
		if r.known[c], err = readRow(i.Known[name], r.levels, one-t.floorOther); err != nil {
			return fmt.Errorf("known to %s: %w", name, err)
		}
	}
	for n := range r.levels {
		if r.owner[n] < t.floorOwner {
			return fmt.Errorf("owner: level %s is under the floor", evidence.Levels(r.item)[n])
		}
	}
	cumulate(&r.guess, r.levels)
	for c := range r.known {
		cumulate(&r.known[c], r.levels)
	}
	return nil
}

// readRow reads a chance for each level; together they leave something for "wrong".
func readRow(numbers []number, levels int, most uint64) ([evidence.MaxLevels]uint64, error) {
	var r [evidence.MaxLevels]uint64
	if len(numbers) != levels {
		return r, fmt.Errorf("%d chances are needed, one for each level", levels)
	}
	sum := uint64(0)
	for n := range numbers {
		p, fine := numbers[n].chance()
		if sum += uint64(p); !fine || sum > most {
			return r, errors.New("chances are between 0 and 1 and leave something for a wrong answer")
		}
		r[n] = uint64(p)
	}
	return r, nil
}

func cumulate(r *[evidence.MaxLevels]uint64, levels int) {
	for n := 1; n < levels; n++ {
		r[n] += r[n-1]
	}
}
