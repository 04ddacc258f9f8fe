package simulate

import (
	"testing"

	"okaeri/internal/intake"
)

// What owners never said would be learned as a sign of an adversary.
func TestSomeOwnersNameTheHomeBeforeThePresentOne(t *testing.T) {
	const people = 3000
	world := Training.World(5, 0)
	several, named, folders := 0, 0, map[string]int{}
	for i := range people {
		s := NewScene(5, i, people, Options{Events: 20}, &world)
		for _, name := range holding(&s.Person.Account, intake.KindMailFolder) {
			folders[name]++
		}
		before, is := s.earlier()
		if !is {
			continue
		}
		several++
		for _, c := range NewOwner(5, s).Apply().Claims {
			if c.Kind == intake.KindPostalCode && intake.Digits(c.Value.Text) == before.Postal {
				named++
			}
		}
	}
	if several < people/20 || named < several/10 || named > several/3 {
		t.Errorf("%d of %d who told several homes name the one before", named, several)
	}
	if len(folders) < people/4 {
		t.Errorf("only %d names of folders", len(folders))
	}
}
