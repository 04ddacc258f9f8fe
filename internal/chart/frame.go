package chart

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Frame is what stands around a picture.
type Frame struct {
	ID    string // unique on its page, of letters, digits and hyphens; empty for small pictures, which then have their title as a label
	Title string
	Desc  string // what is to be seen, in a sentence; may be empty
	Wide  bool   // twice as wide as high, and more: for many columns
}

// The size of a picture and the room for its numbers.
const (
	width, wide, height = 480, 720, 300
	left, bottom        = 46, 26
	top, right          = 10, 12
)

func (f Frame) width() float64 {
	if f.Wide {
		return wide
	}
	return width
}

// begin opens a picture of a size.
func (f Frame) begin(b *strings.Builder, class string, w, h float64) {
	b.WriteString(`<svg`)
	if class != "" {
		fmt.Fprintf(b, ` class="%s" preserveAspectRatio="none"`, class)
	}
	fmt.Fprintf(b, ` viewBox="0 0 %s %s" role="img"`, num(w), num(h))
	switch {
	case f.ID == "":
		fmt.Fprintf(b, ` aria-label="%s">`, template.HTMLEscapeString(f.Title))
	case f.Desc == "":
		fmt.Fprintf(b, ` aria-labelledby="%s-t"><title id="%s-t">%s</title>`, f.ID, f.ID, template.HTMLEscapeString(f.Title))
	default:
		fmt.Fprintf(b, ` aria-labelledby="%s-t" aria-describedby="%s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
			f.ID, f.ID, f.ID, template.HTMLEscapeString(f.Title), f.ID, template.HTMLEscapeString(f.Desc))
	}
}

// end closes it.
func end(b *strings.Builder) template.HTML {
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers, our own class names, and words that were escaped
}

// num writes a coordinate as short as it is.
func num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
