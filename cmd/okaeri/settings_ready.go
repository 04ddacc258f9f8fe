package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"okaeri/internal/settings"
)

// errLacking makes the command fail after it has said what is missing.
var errLacking = errors.New("something has to be done before real people come")

// pointLine is one point as programs read it.
type pointLine struct {
	settings.Point
	Words string `json:"words"`
	Why   string `json:"why"`
	Mend  string `json:"mend,omitempty"`
}

// readyForPeople prints the list that the desk shows, and fails while anything on it has to be done.
func readyForPeople(ctx context.Context, c *cli, asJSON bool) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	points, err := h.settings.Ready(ctx, true)
	if err != nil {
		return err
	}
	lines := make([]pointLine, 0, len(points))
	for _, p := range points {
		say := func(end string) string { return h.catalogue.T(cliLanguage(), "desk.ready."+p.Key+end, p.Args) }
		l := pointLine{Point: p, Words: say("." + string(p.State)), Why: say(".why")}
		if p.State != settings.Fine {
			l.Mend = say(".mend")
		}
		lines = append(lines, l)
	}
	if asJSON {
		err = printJSON(os.Stdout, lines)
	} else {
		h.printPoints(lines)
	}
	if err == nil && settings.Lacking(points) > 0 {
		err = errLacking
	}
	return err
}

func (h *house) printPoints(lines []pointLine) {
	say := func(key string) string { return h.catalogue.T(cliLanguage(), key, nil) }
	for _, l := range lines {
		fmt.Printf("[%s] %s: %s\n", say("desk.ready.is."+string(l.State)), say("desk.ready."+l.Key), l.Words)
		if l.Mend != "" {
			fmt.Printf("    %s\n    %s\n", l.Why, l.Mend)
		}
		if l.Command != "" {
			fmt.Printf("    %s\n", l.Command)
		}
	}
}
