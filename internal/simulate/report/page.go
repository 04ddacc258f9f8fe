package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"okaeri/internal/chart"
	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
	"okaeri/internal/text"
)

//go:embed page.html style.css
var files embed.FS

// Page writes the report as one HTML page in both languages.
func Page(w io.Writer, r *simulate.Report, c *text.Catalogue) error {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return err
	}
	p := painter{catalogue: c, report: r}
	page, err := template.New("page.html").Funcs(p.functions()).ParseFS(files, "page.html")
	if err != nil {
		return err
	}
	return page.Execute(w, map[string]any{"Report": r, "Style": template.CSS(style), "Aims": aims(r)}) //nolint:gosec // our own file
}

// JSON writes the same figures for machines.
func JSON(w io.Writer, r *simulate.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// painter gives the page its words and pictures.
type painter struct {
	catalogue *text.Catalogue
	report    *simulate.Report
}

func (p painter) functions() template.FuncMap {
	return template.FuncMap{
		"say": p.say, "share": shareCell, "short": short, "percent": func(v float64) string { return fmt.Sprintf("%.1f%%", v*100) },
		"points": func(v float64) string { return fmt.Sprintf("%+.1f", v*100) }, "bits": func(v float64) string { return fmt.Sprintf("%.1f", v) },
		"number": number, "told": func(s simulate.ScopeResult) template.HTML { return toldOf(s, shareCell) }, "gap": func(g simulate.Group) template.HTML { return gapFigure(gapOf(g)).cell() },
		"ratio": func(s simulate.ScopeResult) template.HTML { return ratioFigure(ofCeiling(s)).cell() }, "pace": pace, "family": family, "mul": func(a, b float64) float64 { return a * b }, "three": func(v float64) string { return fmt.Sprintf("%.3f", v) },
		"word": func(group, word string) template.HTML { return p.say("simulate." + group + "." + word) },
		"near": p.near, "far": p.far, "people": p.people, "readers": p.readers, "costs": p.costs, "hard": p.hard,
		"rocTiers": p.rocTiers, "rocScopes": p.rocScopes, "reliability": p.reliable, "verdicts": p.verdicts, "holds": p.holds,
		"interval": p.interval, "swing": p.swing, "tornado": p.tornado, "reach": p.reach, "noise": p.noise, "worth": p.worth, "lost": p.lost, "why": p.why,
		"stroke":    func(class string) template.HTML { return chart.Stroke(chart.Line{Class: class}) },
		"histogram": p.histogram, "at": func(list []simulate.At, rate float64) simulate.At { return atRate(list, rate) },
		"json": func(v any) (string, error) {
			data, err := json.MarshalIndent(v, "", " ")
			return string(data), err
		},
		"class": func(i int) string { return "c" + strconv.Itoa(i) },
	}
}

// say puts a sentence on the page in both languages; pairs fill its placeholders.
func (p painter) say(key string, pairs ...any) template.HTML {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	var b strings.Builder
	for _, lang := range text.Languages() {
		fmt.Fprintf(&b, `<span lang="%s">%s</span>`, lang, template.HTMLEscapeString(p.catalogue.T(lang, key, args)))
	}
	return template.HTML(b.String()) //nolint:gosec // escaped above
}

// plain is what a picture is called by those who cannot see it: both languages in one line.
func (p painter) plain(key string) string {
	return p.catalogue.T(text.Japanese, key, nil) + " / " + p.catalogue.T(text.English, key, nil)
}

func atRate(list []simulate.At, rate float64) simulate.At {
	for _, a := range list {
		if a.Rate == rate {
			return a
		}
	}
	return simulate.At{}
}

func (p painter) rocTiers() template.HTML {
	var curves [][]measure.Point
	for _, t := range p.report.Tiers {
		curves = append(curves, t.Curve)
	}
	return roc(p.plain("simulate.roc.tiers"), curves)
}

func (p painter) rocScopes() template.HTML {
	var curves [][]measure.Point
	for _, s := range p.report.Scopes {
		curves = append(curves, s.Curve)
	}
	return roc(p.plain("simulate.roc.scopes"), curves)
}

func (p painter) reliable() template.HTML {
	var curves [][]measure.Bin
	for _, t := range p.report.Tiers {
		curves = append(curves, t.Calibration.Bins)
	}
	return reliability(p.plain("simulate.calibration.title"), curves)
}

// histogram draws how the bits of one kind of applicant are spread, from -20 to 20, as high as the highest of all kinds asks.
func (p painter) histogram(v simulate.VerdictResult) template.HTML {
	l, high := chart.Line{Class: "c0", Points: spread(v)}, .4
	for _, other := range p.report.Verdicts {
		for _, at := range spread(other) {
			high = max(high, math.Ceil(at[1]*5)/5)
		}
	}
	x := chart.Axis{Low: -20, High: 20, Ticks: ticks(plainNumber, -20, -10, 0, 10, 20)}
	title := p.plain("simulate.tier."+v.Who) + ": " + p.plain("simulate.verdicts.histogram")
	return chart.Lines(chart.Frame{Title: title}, x, chart.Axis{Low: 0, High: high, Ticks: ticks(whole, 0, high/2, high)}, []chart.Line{l})
}

// spread is the share of applications at each whole number of bits.
func spread(v simulate.VerdictResult) (points [][2]float64) {
	total := 0
	for _, n := range v.Bits {
		total += n
	}
	for b := -20; b <= 20; b++ {
		points = append(points, [2]float64{float64(b), float64(v.Bits[strconv.Itoa(b)]) / float64(max(total, 1))})
	}
	return points
}
