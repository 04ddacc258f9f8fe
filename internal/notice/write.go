package notice

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"

	"okaeri/internal/text"
)

// block is one filled step of an outline.
type block struct {
	Form  form
	Words string
	Link  string
	Lines []string
}

// section is the letter in one language.
type section struct {
	Lang   string
	Blocks []block
	Foot   []string
}

// Write words a letter. The same letter is always the same message. It fails when a needed value is missing or a value is not
// what its name says; the error names the value and never shows it.
func (w Writer) Write(l Letter) (Message, error) {
	if err := l.check(); err != nil {
		return Message{}, err
	}
	langs := []string{text.Japanese, text.English}
	if l.Lang != "" {
		langs = []string{text.Spoken(l.Lang)}
	}
	var sections []section
	for _, lang := range langs {
		sections = append(sections, w.section(l, lang))
	}
	subject := w.subject(l, langs)
	body, err := html(subject, sections)
	return Message{Subject: subject, Text: plain(sections), HTML: body}, err
}

// section fills a letter's outline in one language.
func (w Writer) section(l Letter, lang string) section {
	args := w.arguments(l, lang)
	s := section{Lang: lang}
	for _, st := range outlines[l.Kind].steps {
		value := l.Data[st.value]
		if value == "" {
			value = st.usual
		}
		if st.value != "" && value == "" || st.form == facts && !l.hasOrigin() {
			continue
		}
		s.Blocks = append(s.Blocks, w.block(l, lang, st, value, args))
	}
	for _, name := range []string{"ref", "sender", "check", "page", "never"} {
		if name != "page" || l.Data["check"] != "" {
			s.Foot = append(s.Foot, w.Catalogue.T(lang, "letters.foot."+name, args))
		}
	}
	return s
}

// block fills one step with its value.
func (w Writer) block(l Letter, lang string, st step, value string, args map[string]string) block {
	b := block{Form: st.form}
	switch st.form {
	case figures:
		b.Words = value
		return b
	case facts:
		b.Lines = w.facts(l, lang, st, args)
		return b
	case items:
		b.Lines = w.said(lang, st.name, value)
		return b
	case button, address:
		b.Link = value
	}
	b.Words = w.Catalogue.T(lang, "letters."+string(l.Kind)+"."+st.name, args)
	return b
}

// hasOrigin tells whether there is anything to say about when and where from. The owner is told even that nothing is known.
func (l Letter) hasOrigin() bool {
	return l.Kind.ToOwner() || l.Data["submitted"] != "" || l.Data["region"] != "" || l.Data["network"] != ""
}

// facts are the lines that let a reader recognise an application: when it was sent and roughly where from (V18).
func (w Writer) facts(l Letter, lang string, st step, args map[string]string) []string {
	var lines []string
	if when := args["Submitted"]; when != "" && st.name != "" {
		lines = append(lines, w.Catalogue.T(lang, "letters.when", map[string]string{"When": when}))
	}
	return append(lines, w.Catalogue.T(lang, "letters.where", map[string]string{"Where": w.origin(l, lang)}))
}

// plain writes the sections as text: blocks parted by an empty line, languages by a rule.
func plain(sections []section) string {
	var parts []string
	for _, s := range sections {
		var b strings.Builder
		for _, block := range s.Blocks {
			b.WriteString(block.text())
			b.WriteString("\n\n")
		}
		b.WriteString("-----\n")
		b.WriteString(strings.Join(s.Foot, "\n"))
		b.WriteString("\n")
		parts = append(parts, b.String())
	}
	return strings.Join(parts, "\n==========\n\n")
}

// text is a block as plain text.
func (b block) text() string {
	switch b.Form {
	case figures:
		return "    " + b.Words
	case button, address:
		return b.Words + "\n" + b.Link
	case facts:
		return strings.Join(b.Lines, "\n")
	case items:
		return "- " + strings.Join(b.Lines, "\n- ")
	}
	return b.Words
}

//go:embed letter.html
var letterPage string

var letterTemplate = template.Must(template.New("letter").Parse(letterPage))

// html writes the sections as light HTML; html/template escapes every value where it stands.
func html(subject string, sections []section) (string, error) {
	var b bytes.Buffer
	err := letterTemplate.Execute(&b, struct {
		Subject  string
		Sections []section
	}{subject, sections})
	return b.String(), err
}
