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
	lines.Buffer(nil, longestLine)
	n := 1
	for ; lines.Scan(); n++ {
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
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%d: the line is longer than %d bytes", n, longestLine)
	} else if err != nil {
		return nil, fmt.Errorf("%d: %w", n, err)
	}
	return all, nil
}

// longestLine is far more than any assessment.
const longestLine = 1 << 20

func (c *Reviewed) check() error {
	if !slices.Contains([]string{IsOwner, IsAdversary, IsUnknown}, c.Truth) {
		return errors.New("truth: owner, adversary or unknown")
	}
	if _, ok := score.ClassOf(c.Class); c.Class != "" && (!ok || c.Truth != IsAdversary) {
		return fmt.Errorf("class: of an adversary, one of %v", score.Classes())
	}
	if c.Assessment.Findings == nil {
		return errors.New("assessment: findings: are missing; write the whole line that `okaeri assess` printed")
	}
	for _, f := range c.Assessment.Findings {
		if err := known(f); err != nil {
			return fmt.Errorf("assessment: findings: %w", err)
		}
	}
	return nil
}

// unmatched are the levels that no row has: whatever reached one of them agreed with nothing that tells people apart.
var unmatched = []evidence.Level{evidence.Wrong, evidence.Blank, evidence.TooCommon, evidence.Answered}

// known refuses what no judgement writes: a misspelt level would count as a wrong answer, a misspelt kind as none.
func known(f decision.Finding) error {
	item := itemOf(f)
	levels := evidence.Levels(item)
	if levels == nil {
		return fmt.Errorf("%q is none of %v", item, evidence.Items())
	}
	if !slices.Contains(levels, f.Level) && !slices.Contains(unmatched, f.Level) {
		return fmt.Errorf("%s: the level %q is none of %v", item, f.Level, append(levels, unmatched...))
	}
	return nil
}

// itemOf is the row of a finding.
func itemOf(f decision.Finding) evidence.Item {
	if f.Item != "" {
		return f.Item
	}
	return evidence.Item(f.Kind)
}

// outcomes are a case's items with the place of the level reached.
func (c *Reviewed) outcomes() map[evidence.Item]int {
	out := map[evidence.Item]int{}
	for _, f := range c.Assessment.Findings {
		item := itemOf(f)
		out[item] = item.Index(f.Level)
	}
	return out
}
