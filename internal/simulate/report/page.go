package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
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
		"number": number, "pace": pace, "mul": func(a, b float64) float64 { return a * b }, "three": func(v float64) string { return fmt.Sprintf("%.3f", v) },
		"word": func(group, word string) template.HTML { return p.say("simulate." + group + "." + word) },
		"near": p.near, "far": p.far, "people": p.people, "readers": p.readers, "costs": p.costs, "hard": p.hard,
		"rocTiers": p.rocTiers, "rocScopes": p.rocScopes, "reliability": p.reliable, "verdicts": p.verdicts, "holds": p.holds,
		"interval": p.interval, "swing": p.swing, "histogram": p.histogram, "at": func(list []simulate.At, rate float64) simulate.At { return atRate(list, rate) },
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

func (p painter) verdicts(v simulate.VerdictResult) template.HTML {
	label := fmt.Sprintf("%s: %s / %s / %s", v.Who, short(v.Grant), short(v.Review), short(v.Decline))
	return bar(label, []chart.Part{{Class: "grant", Share: v.Grant.Value}, {Class: "review", Share: v.Review.Value}, {Class: "decline", Share: v.Decline.Value}})
}

// holds draws the lengths of holds, the shortest first.
func (p painter) holds(v simulate.VerdictResult) template.HTML {
	var hours []int
	total := 0
	for h, n := range v.Holds {
		if hour, err := strconv.Atoi(h); err == nil {
			hours, total = append(hours, hour), total+n
		}
	}
	slices.Sort(hours)
	var parts []chart.Part
	var words []string
	for i, h := range hours {
		n := v.Holds[strconv.Itoa(h)]
		parts = append(parts, chart.Part{Class: "c" + strconv.Itoa(i%6), Share: float64(n) / float64(max(total, 1))})
		words = append(words, fmt.Sprintf("%d h %.0f%%", h, 100*float64(n)/float64(max(total, 1))))
	}
	label := strings.Join(words, ", ")
	return bar(label, parts) + template.HTML(`<small>`+template.HTMLEscapeString(label)+`</small>`) //nolint:gosec // escaped
}

// histogram draws how the bits of one kind of applicant are spread, from -20 to 20.
func (p painter) histogram(v simulate.VerdictResult) template.HTML {
	total := 0
	for _, n := range v.Bits {
		total += n
	}
	l := chart.Line{Class: "c0"}
	for b := -20; b <= 20; b++ {
		l.Points = append(l.Points, [2]float64{float64(b), float64(v.Bits[strconv.Itoa(b)]) / float64(max(total, 1))})
	}
	x := chart.Axis{Low: -20, High: 20, Ticks: ticks(plainNumber, -20, -10, 0, 10, 20)}
	return chart.Lines(chart.Frame{Title: v.Who}, x, chart.Axis{Low: 0, High: .4, Ticks: ticks(whole, 0, .2, .4)}, []chart.Line{l})
}

func (p painter) interval(s measure.Share) template.HTML {
	return span(share(s), s.Low, s.High, s.Value, "c0")
}

// swing draws a row of the tornado around what the panel has unbent, in a window of ±10 points.
func (p painter) swing(s simulate.Sensitivity) template.HTML {
	low, high := s.Half.Owners.Value, s.Twice.Owners.Value
	mid := (low + high) / 2
	at := func(v float64) float64 { return .5 + (v-mid)*5 }
	return span(fmt.Sprintf("%s %s", s.Item, short(s.Twice.Owners)), at(min(low, high)), at(max(low, high)), at(high), "c1")
}
