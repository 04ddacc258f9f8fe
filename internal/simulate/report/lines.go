package report

import (
	"fmt"
	"io"
	"unicode/utf8"

	"okaeri/internal/simulate"
	"okaeri/internal/text"
)

// Lines writes the aims with what was measured, one a line, for a terminal.
func Lines(w io.Writer, r *simulate.Report, c *text.Catalogue, lang string) error {
	var rows [][3]string
	var widest [3]int
	list := aims(r)
	for _, a := range list {
		row := [3]string{c.T(lang, "simulate.aims."+string(a.Verdict), nil), a.Wanted, a.line()}
		for i, cell := range row {
			widest[i] = max(widest[i], utf8.RuneCountInString(cell))
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		said := c.T(lang, "simulate.aim."+list[i].Key, map[string]string{"Bits": list[i].Bits})
		if _, err := fmt.Fprintf(w, "%-*s  %*s  %*s  %s\n", widest[0], row[0], widest[1], row[1], widest[2], row[2], said); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", c.T(lang, "simulate.run.speed", nil), pace(r.Run))
	return err
}

// pace is how many were judged in a second, and on how many cores.
func pace(r simulate.Run) string { return number(int(r.PerSecond+.5)) + ", " + number(r.Cores) }
