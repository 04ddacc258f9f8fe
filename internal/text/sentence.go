package text

import (
	"errors"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// sentence is a message cut at its placeholders.
type sentence []piece

// piece is either words to say as they are, or the name of a slot.
type piece struct {
	words string
	slot  bool
}

// plural is a message with a singular of its own.
type plural struct{ one, other sentence }

// errLogic refuses anything but {{.Name}}: what can be computed in a sentence can't be compared between languages.
var errLogic = errors.New("a placeholder is written {{.Name}} and nothing else")

// cut splits a message at its placeholders.
func cut(message string) (sentence, error) {
	var s sentence
	for {
		before, rest, found := strings.Cut(message, "{{")
		if before != "" || !found {
			s = append(s, piece{words: before})
		}
		if !found {
			return s, nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(inside), ".")
		if !closed || !dotted || !isName(name) {
			return nil, errLogic
		}
		s = append(s, piece{words: name, slot: true})
		message = after
		if message == "" {
			return s, nil
		}
	}
}

// isName accepts letters and digits only.
func isName(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// fill joins the pieces; a slot without a value stays empty.
func (s sentence) fill(args map[string]string) string {
	var b strings.Builder
	for _, p := range s {
		if p.slot {
			b.WriteString(args[p.words])
			continue
		}
		b.WriteString(p.words)
	}
	return b.String()
}

// count asks go-i18n's plural rules which form the number N takes.
func (c *Catalogue) count(lang, key string, p plural, args map[string]string) string {
	n := args["N"]
	if n == "" {
		return p.other.fill(args)
	}
	said, err := c.voices[lang].Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: args})
	if err != nil {
		return p.other.fill(args)
	}
	return said
}
