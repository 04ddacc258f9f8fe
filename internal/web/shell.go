package web

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"okaeri/internal/text"
)

//go:embed page/*.html static/*
var files embed.FS

// Shell makes pages of one site. It is safe for concurrent use.
type Shell struct {
	Site
	assets *assets
	errors *Pages
	cross  *http.CrossOriginProtection
}

// New builds the shell, or says what the site lacks. Without a public URL it refuses to be built (V1).
func New(site Site) (*Shell, error) {
	if err := site.check(); err != nil {
		return nil, err
	}
	assets, err := readAssets(files)
	if err != nil {
		return nil, err
	}
	s := &Shell{Site: site, assets: assets, cross: http.NewCrossOriginProtection()}
	if err := s.cross.AddTrustedOrigin(site.origin()); err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	sub, err := fs.Sub(files, "page")
	if err != nil {
		return nil, err
	}
	if s.errors, err = s.Pages(sub, nil); err != nil {
		return nil, err
	}
	return s, nil
}

// Pages are parsed templates, one set for each language and page.
type Pages struct {
	shell *Shell
	sets  map[string]map[string]*template.Template // language, page
	kept  *blanks
}

// Pages parses a folder of templates. A file whose name begins with "_" holds parts for all pages; every other file is a page that
// defines "main". Functions are added to those of the shell.
func (s *Shell) Pages(dir fs.FS, functions template.FuncMap) (*Pages, error) {
	names, err := fs.Glob(dir, "*.html")
	if err != nil {
		return nil, err
	}
	p := &Pages{shell: s, sets: map[string]map[string]*template.Template{}, kept: newBlanks()}
	for _, lang := range text.Languages() {
		if p.sets[lang], err = s.parse(lang, dir, names, functions); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// parse makes the set of one language.
func (s *Shell) parse(lang string, dir fs.FS, names []string, functions template.FuncMap) (map[string]*template.Template, error) {
	common := template.New("layout").Funcs(template.FuncMap{"t": s.teller(lang)}).Funcs(functions)
	layout, err := fs.ReadFile(files, "page/_layout.html")
	if err != nil {
		return nil, err
	}
	if err := s.add(common, lang, "layout", layout); err != nil {
		return nil, err
	}
	set := map[string]*template.Template{}
	parts, pages := []string{}, []string{}
	for _, name := range names {
		if strings.HasPrefix(name, "_") {
			parts = append(parts, name)
			continue
		}
		pages = append(pages, name)
	}
	for _, name := range parts {
		source, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		if err := s.add(common.New(name), lang, name, source); err != nil {
			return nil, err
		}
	}
	for _, name := range pages {
		source, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		page, err := common.Clone()
		if err != nil {
			return nil, err
		}
		if err := s.add(page.New(name), lang, name, source); err != nil {
			return nil, err
		}
		set[strings.TrimSuffix(name, ".html")] = page
	}
	return set, nil
}

// add parses a source after saying what does not change.
func (s *Shell) add(t *template.Template, lang, name string, source []byte) error {
	said, err := s.say(lang, string(source))
	if err != nil {
		return fmt.Errorf("web: %s: %w", name, err)
	}
	if _, err := t.Parse(said); err != nil {
		return fmt.Errorf("web: %s: %w", name, err)
	}
	return nil
}

var fixedWords = regexp.MustCompile(`\[\[([a-z0-9_.:/-]+)\]\]`)

// say replaces [[…]] in a template's source: a key by its sentence, icon:NAME by the icon, asset:NAME by the address of a file,
// base by the path before every page, lang, product, operator and mailfrom by themselves.
func (s *Shell) say(lang, source string) (string, error) {
	var failed error
	said := fixedWords.ReplaceAllStringFunc(source, func(mark string) string {
		word, err := s.word(lang, mark[2:len(mark)-2])
		if err != nil {
			failed = err
		}
		return word
	})
	return said, failed
}

func (s *Shell) word(lang, mark string) (string, error) {
	if name, ok := strings.CutPrefix(mark, "icon:"); ok {
		return `<svg class="icon" aria-hidden="true" focusable="false" width="24" height="24"><use href="` +
			s.Asset("icons.svg") + "#" + name + `"/></svg>`, nil
	}
	if name, ok := strings.CutPrefix(mark, "asset:"); ok {
		return s.Asset(name), nil
	}
	switch mark {
	case "base":
		return html.EscapeString(s.base()), nil
	case "lang":
		return lang, nil
	case "product":
		return html.EscapeString(s.Product.In(lang)), nil
	case "operator":
		return html.EscapeString(s.Operator.In(lang)), nil
	case "mailfrom":
		return html.EscapeString(s.MailFrom), nil
	}
	fixed := s.fixedArgs(lang)
	for _, name := range s.Catalogue.Placeholders(lang, mark) {
		if _, ok := fixed[name]; !ok {
			return "", fmt.Errorf("the sentence %s needs %s and can't be put into a template as it is", mark, name)
		}
	}
	if !s.Catalogue.Has(lang, mark) {
		return "", fmt.Errorf("no sentence %s in %s", mark, lang)
	}
	return html.EscapeString(s.Catalogue.T(lang, mark, fixed)), nil
}

// fixedArgs are the placeholders that every sentence may use without being given them.
func (s *Shell) fixedArgs(lang string) map[string]string {
	_, domain, _ := strings.Cut(s.MailFrom, "@")
	return map[string]string{"Product": s.Product.In(lang), "Operator": s.Operator.In(lang), "MailFrom": s.MailFrom, "MailDomain": domain}
}

// T says a sentence with names and values in turn; the site's own names are always known to it.
func (s *Shell) T(lang, key string, pairs ...string) string {
	if said, ok := s.Catalogue.Plain(lang, key); ok {
		return said
	}
	args := s.fixedArgs(lang)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return s.Catalogue.T(lang, key, args)
}

// teller is T for templates.
func (s *Shell) teller(lang string) func(string, ...string) string {
	return func(key string, pairs ...string) string { return s.T(lang, key, pairs...) }
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a page. A template that fails leaves nothing half-written behind: the reader gets the error page instead.
func (p *Pages) Render(w http.ResponseWriter, r *http.Request, status int, name string, v View) {
	page := v.Base()
	visit := VisitOf(r)
	page.fill(p.shell, r, visit)
	set := p.sets[page.Lang][name]
	if set == nil {
		panic("web: no page " + name)
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	fill := func(to *bytes.Buffer) error { return set.ExecuteTemplate(to, "layout", v) }
	shown, err := p.kept.show(b, name, v, fill)
	if !shown {
		err = fill(b)
	}
	if err != nil {
		panic(fmt.Errorf("web: page %s: %w", name, err))
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", page.Lang)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a reader who has gone away is no fault
	}
}

// Names lists the pages.
func (p *Pages) Names() []string {
	var names []string
	for name := range p.sets[text.English] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
