package learn

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// Reviewed is a past case with what is known of it by now: one line of the file that calibration reads.
type Reviewed struct {
	Assessment decision.Assessment `json:"assessment"` // as `okaeri assess` prints it
	Truth      string              `json:"truth"`      // owner, adversary or unknown
	Class      string              `json:"class,omitempty"`
}

// The values of Reviewed.Truth.
const (
	IsOwner     = "owner"
	IsAdversary = "adversary"
	IsUnknown   = "unknown"
)

// ReadReviewed reads reviewed cases, one a line, and refuses unknown fields and words; the error names the line.
func ReadReviewed(r io.Reader) ([]Reviewed, error) {
	var all []Reviewed
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c Reviewed
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&c); err != nil {
			return nil, fmt.Errorf("%d: %w", n, err)
		}
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("%d: %w", n, err)
		}
		all = append(all, c)
	}
	return all, lines.Err()
}

func (c *Reviewed) check() error {
	if !slices.Contains([]string{IsOwner, IsAdversary, IsUnknown}, c.Truth) {
		return errors.New("truth: owner, adversary or unknown")
	}
	if _, ok := score.ClassOf(c.Class); c.Class != "" && (!ok || c.Truth != IsAdversary) {
		return fmt.Errorf("class: of an adversary, one of %v", score.Classes())
	}
	return nil
}

// outcomes are a case's items with the place of the level reached.
func (c *Reviewed) outcomes() map[evidence.Item]int {
	out := map[evidence.Item]int{}
	for _, f := range c.Assessment.Findings {
		item := f.Item
		if item == "" {
			item = evidence.Item(f.Kind)
		}
		if levels := evidence.Levels(item); levels != nil {
			out[item] = item.Index(f.Level)
		}
	}
	return out
}
