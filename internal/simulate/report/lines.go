package report

import (
	"fmt"
	"io"
	"unicode/utf8"

	"okaeri/internal/simulate"
	"okaeri/internal/text"
)

// Lines writes whose people were measured, and the aims with what was measured, one a line, for a terminal.
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
	if _, err := fmt.Fprintln(w, whose(r.Run, c, lang)); err != nil {
		return err
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

// whose says of which family the figures are, and of what use those of the training family are.
func whose(r simulate.Run, c *text.Catalogue, lang string) string {
	said := c.T(lang, "simulate.run.family", nil) + ": " + c.T(lang, "simulate.family."+family(r), nil)
	if r.Development() {
		said += "\n" + c.T(lang, "simulate.run.development", nil)
	}
	return said
}

// family is the word of the catalogue, under simulate.family., for whose people were measured. Reports that do not say are of the test family.
func family(r simulate.Run) string {
	if r.Development() {
		return simulate.Training.Name
	}
	return simulate.Test.Name
}

// pace is how many were judged in a second, and on how many cores.
func pace(r simulate.Run) string { return number(int(r.PerSecond+.5)) + ", " + number(r.Cores) }
