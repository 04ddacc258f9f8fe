package assess

import (
	"errors"
	"fmt"
	"io"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// frequency is one line of a file of frequencies: how many accounts there are (alone on a line), or how many hold a value.
//
//	{"accounts": 1200000}
//	{"kind": "family", "value": "佐藤", "accounts": 18100}
type frequency struct {
	Accounts int64  `json:"accounts"`
	Kind     string `json:"kind"`
	Value    string `json:"value"`
}

// readFrequencies reads how common values are in the whole population, of which the accounts at hand may be a small part.
func readFrequencies(r io.Reader) (*evidence.Counts, error) {
	counts := evidence.NewCounts()
	var bad error
	err := eachLine(r, func(int) {}, func(l line) bool {
		var f frequency
		err := intake.DecodeStrict(l.text, &f)
		key := evidence.KeyOf(f.Kind, f.Value)
		switch {
		case err != nil:
		case f.Accounts < 0:
			err = errors.New(`field "accounts": below 0`)
		case f.Kind == "" && f.Value == "":
			counts.Grow(f.Accounts)
		case key.Value == "":
			err = errors.New(`field "kind" or "value": names no value that is counted`)
		default:
			counts.Set(key, f.Accounts)
		}
		if err != nil {
			bad = fmt.Errorf("%d: %w", l.number, err)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return counts, bad
}
