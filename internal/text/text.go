// Package text holds every sentence that Okaeri says to people, in Japanese and in English, and gives it back by its key.
//
// # Why a room of its own
//
// A sentence inside a handler is a sentence that one language lacks. Here each sentence has one key and one entry in each of two
// files (catalogue/ja/NAME.yaml and catalogue/en/NAME.yaml), and a test holds them together: the same keys, the same placeholders,
// nothing empty, no Japanese in the English and none of the words that scold people who are already locked out of their account.
//
// # Message files
//
// One NAME for each owner (apply, pages, errors, letters, findings, cli, …); keys are flat and dotted, begin with the room they are
// said in, and are unique over all files:
//
//	apply.start.title: アカウントに入れなくなったとき
//	error.code.wrong: 確認コードが違います。…（あと{{.N}}回）
//
// A placeholder is {{.Name}} and nothing else: no logic in a sentence. Where English needs a plural the message has two forms,
// chosen by the placeholder N:
//
//	apply.check.passwords:
//	  one: "{{.N}} password"
//	  other: "{{.N}} passwords"
//
// The files are read by go-i18n, which owns the format and the plural rules. Pages are hot, so what it read is then kept in two
// plain maps: a sentence without placeholders costs one look-up, one with placeholders a join of strings cut when it was loaded.
package text

import (
	"embed"
	"fmt"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// The languages Okaeri speaks, in the order in which a page offers them.
const (
	Japanese = "ja"
	English  = "en"
)

// Languages lists them.
func Languages() []string { return []string{Japanese, English} }

//go:embed catalogue
var files embed.FS

// Catalogue is every sentence in every language. It is read-only after Load and safe for concurrent use.
type Catalogue struct {
	plain   map[string]map[string]string
	filled  map[string]map[string]sentence
	plurals map[string]map[string]plural
	voices  map[string]*i18n.Localizer
}

// Load gives the embedded message files, read once. An error names the file and the key; it can only be a mistake of ours, and the test of
// this package finds it first.
func Load() (*Catalogue, error) { return loaded() }

var loaded = sync.OnceValues(read)

func read() (*Catalogue, error) {
	c := &Catalogue{
		plain:   map[string]map[string]string{},
		filled:  map[string]map[string]sentence{},
		plurals: map[string]map[string]plural{},
		voices:  map[string]*i18n.Localizer{},
	}
	for _, lang := range Languages() {
		if err := c.load(lang); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// load reads all files of one language.
func (c *Catalogue) load(lang string) error {
	c.plain[lang] = map[string]string{}
	c.filled[lang] = map[string]sentence{}
	c.plurals[lang] = map[string]plural{}
	bundle := i18n.NewBundle(language.MustParse(lang))
	dir := path.Join("catalogue", lang)
	entries, err := files.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		data, err := files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("text: %w", err)
		}
		messages, err := bundle.ParseMessageBytes(language.MustParse(lang), data, yaml.Unmarshal)
		if err != nil {
			return fmt.Errorf("text: %s: %w", name, err)
		}
		for _, m := range messages {
			if err := c.add(lang, m); err != nil {
				return fmt.Errorf("text: %s: %w", name, err)
			}
		}
	}
	c.voices[lang] = i18n.NewLocalizer(bundle, lang)
	return nil
}

// add files one message under the cheapest form that can say it.
func (c *Catalogue) add(lang string, m *i18n.Message) error {
	if c.Has(lang, m.ID) {
		return fmt.Errorf("key %q is said twice", m.ID)
	}
	other, err := cut(m.Other)
	if err != nil {
		return fmt.Errorf("key %q: %w", m.ID, err)
	}
	if m.One != "" {
		one, err := cut(m.One)
		if err != nil {
			return fmt.Errorf("key %q: %w", m.ID, err)
		}
		c.plurals[lang][m.ID] = plural{one: one, other: other}
		return nil
	}
	if len(other) == 1 && !other[0].slot {
		c.plain[lang][m.ID] = m.Other
		return nil
	}
	c.filled[lang][m.ID] = other
	return nil
}

// T says the sentence of a key. A language we do not speak is answered in English. An unknown key comes back as itself: a page then
// shows its key, which a reader can report and the golden files catch, and nothing breaks.
func (c *Catalogue) T(lang, key string, args map[string]string) string {
	lang = Spoken(lang)
	if s, ok := c.plain[lang][key]; ok {
		return s
	}
	if s, ok := c.filled[lang][key]; ok {
		return s.fill(args)
	}
	if p, ok := c.plurals[lang][key]; ok {
		return c.count(lang, key, p, args)
	}
	return key
}

// Plain says the sentence of a key that needs nothing filled in; ok is false for every other key.
func (c *Catalogue) Plain(lang, key string) (said string, ok bool) {
	said, ok = c.plain[Spoken(lang)][key]
	return said, ok
}

// Has tells whether a language has a key.
func (c *Catalogue) Has(lang, key string) bool {
	if _, ok := c.plain[lang][key]; ok {
		return true
	}
	if _, ok := c.filled[lang][key]; ok {
		return true
	}
	_, ok := c.plurals[lang][key]
	return ok
}

// Keys lists the keys of a language in order.
func (c *Catalogue) Keys(lang string) []string {
	var keys []string
	for k := range c.plain[lang] {
		keys = append(keys, k)
	}
	for k := range c.filled[lang] {
		keys = append(keys, k)
	}
	for k := range c.plurals[lang] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Placeholders lists the names that a sentence must be given, in order, each once.
func (c *Catalogue) Placeholders(lang, key string) []string {
	s := append(sentence{}, c.filled[lang][key]...)
	p := c.plurals[lang][key]
	s = append(append(s, p.one...), p.other...)
	seen := map[string]bool{}
	var names []string
	for _, piece := range s {
		if piece.slot && !seen[piece.words] {
			seen[piece.words] = true
			names = append(names, piece.words)
		}
	}
	sort.Strings(names)
	return names
}

// Spoken returns the language to speak for a wish: "ja" for any Japanese, English for everything else.
func Spoken(lang string) string {
	if lang == Japanese || strings.HasPrefix(lang, "ja-") {
		return Japanese
	}
	return English
}
