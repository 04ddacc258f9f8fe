package report

import (
	"fmt"
	"io"

	"okaeri/internal/simulate"
	"okaeri/internal/text"
)

// Lines writes the aims with what was measured, one a line, for a terminal.
func Lines(w io.Writer, r *simulate.Report, c *text.Catalogue, lang string) error {
	for _, a := range aims(r) {
		word := "simulate.aims.missed"
		if a.Met {
			word = "simulate.aims.met"
		}
		if _, err := fmt.Fprintf(w, "%-6s  %8s  %24s  %s\n", c.T(lang, word, nil), a.Wanted, a.Measured, c.T(lang, "simulate.aim."+a.Key, nil)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%s: %.0f\n", c.T(lang, "simulate.run.speed", nil), r.Run.PerSecond)
	return err
}
