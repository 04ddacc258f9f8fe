package chart_test

import (
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"math"
	"strings"
	"testing"

	"okaeri/internal/chart"
)

// whole fails the test unless a picture is well-formed, and returns how many elements of each name it has.
func whole(t *testing.T, picture template.HTML) map[string]int {
	t.Helper()
	seen := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(string(picture)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return seen
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local]++
		}
	}
}

func TestEveryPictureSaysWhatItIs(t *testing.T) {
	f := chart.Frame{ID: "verdicts", Title: `Time to a verdict <by day> & "more"`, Desc: "Most came within an hour."}
	small := chart.Frame{Title: "a < b"}
	y := chart.Whole(7)
	for name, picture := range map[string]template.HTML{
		"lines":   chart.Lines(f, chart.Whole(3), y, []chart.Line{{Class: "c0", Points: [][2]float64{{0, 1}, {1, 2}}, Dots: true}}),
		"columns": chart.Columns(f, y, []chart.Column{{Label: "1", Parts: []float64{3, 0, 4}}}),
		"bar":     chart.Bar(small, []chart.Part{{Class: "c0", Share: .4}, {Class: "c1", Share: .6}}),
		"span":    chart.Span(small, .2, 1.4, .5, "c0"),
	} {
		seen, said := whole(t, picture), string(picture)
		if !strings.Contains(said, `role="img"`) || strings.Contains(said, "style=") || strings.Contains(said, "<by day>") {
			t.Errorf("%s: %s", name, said)
		}
		if long := strings.Contains(said, `aria-labelledby="verdicts-t"`) && seen["title"] == 1 && seen["desc"] == 1; !long && !strings.Contains(said, `aria-label="a &lt; b"`) {
			t.Errorf("%s has no name: %s", name, said)
		}
	}
}

func TestPartsDifferByMoreThanColour(t *testing.T) {
	f := chart.Frame{ID: "weeks", Title: "Weeks"}
	picture := string(chart.Columns(f, chart.Whole(10), []chart.Column{{Parts: []float64{1, 2, 3, 4}}}))
	for _, want := range []string{`class="c0"`, `class="c3"`, `url(#weeks-h1)`, `url(#weeks-h2)`, `url(#weeks-h3)`} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in %s", want, picture)
		}
	}
	if n := strings.Count(picture, "<pattern"); n != 5 {
		t.Errorf("%d hatchings", n)
	}
	for n := range 4 {
		if swatch := string(f.Swatch(n)); !strings.Contains(swatch, `aria-hidden="true"`) || n > 0 != strings.Contains(swatch, "url(#weeks-h") {
			t.Errorf("swatch %d: %s", n, swatch)
		}
	}
	whole(t, chart.Stroke(chart.Line{Class: "c1", Dots: true}))
}

func TestAGapInACurveIsNotDrawnOver(t *testing.T) {
	l := chart.Line{Class: "c0", Points: [][2]float64{{0, 1}, {1, math.NaN()}, {2, 1}, {3, 2}}}
	picture := string(chart.Lines(chart.Frame{Title: "x"}, chart.Whole(3), chart.Whole(2), []chart.Line{l}))
	if strings.Contains(picture, "NaN") {
		t.Error(picture)
	}
	_, path, _ := strings.Cut(picture, `class="line c0" d="`)
	path, _, _ = strings.Cut(path, `"`)
	if strings.Count(path, "M") != 2 || strings.Count(path, "L") != 1 {
		t.Errorf("the curve is %q", path)
	}
}

func TestWholeNumbersHaveRoundTicks(t *testing.T) {
	for most, want := range map[float64]string{
		0: "0 1", 1: "0 1", 3: "0 1 2 3", 4: "0 1 2 3 4", 5: "0 2 4 6", 17: "0 5 10 15 20", 21: "0 10 20 30", 300: "0 100 200 300", 401: "0 200 400 600",
	} {
		var labels []string
		a := chart.Whole(most)
		for _, tick := range a.Ticks {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != want || a.High < most {
			t.Errorf("up to %v: %s, want %s", most, got, want)
		}
	}
}
