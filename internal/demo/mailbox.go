package demo

import (
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"okaeri/internal/text"
)

//go:embed page
var pages embed.FS

// shown is how many letters the list shows.
const shown = 100

// Page is what the mailbox page needs to look like the other pages.
type Page struct {
	Catalogue *text.Catalogue
	Base      string   // path under which the handler is mounted, such as "/mailbox"
	Home      string   // path of the demo's first page
	Styles    []string // paths of the stylesheets
	Links     string   // addresses beginning with this public URL are made links
	Zone      *time.Location
	// Language chooses the language of a request; nil chooses by ?lang= and the browser's wish.
	Language func(http.ResponseWriter, *http.Request) string
}

// view is what the templates show.
type view struct {
	Page
	Lang    string
	To      string
	Letters []Letter
	Letter  Letter
	Lines   []line
}

// line is one line of a letter, cut at its links.
type line []piece

type piece struct {
	Words string
	Link  string
}

// Mailbox is the page: the list of letters, for one address or all, and one letter. It works without script, at 320 px and in both
// languages. It serves GET under Base and nothing else.
func (s *Sink) Mailbox(p Page) http.Handler {
	p.Base, p.Links = strings.TrimRight(p.Base, "/"), strings.TrimRight(p.Links, "/")+"/"
	box := mailbox{sink: s, page: p, templates: map[string]*template.Template{}}
	for _, lang := range text.Languages() {
		box.templates[lang] = template.Must(template.New("").Funcs(template.FuncMap{
			"t":      func(key string) string { return p.Catalogue.T(lang, "demo.mailbox."+key, nil) },
			"moment": func(t time.Time) string { return text.Moment(lang, t, p.Zone) },
			"spoken": spoken,
		}).ParseFS(pages, "page/*.html"))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+p.Base+"/{$}", box.list)
	mux.HandleFunc("GET "+p.Base+"/letter/{n}", box.letter)
	mux.HandleFunc("GET "+p.Base+"/mailbox.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pages, "page/mailbox.css")
	})
	if p.Base != "" {
		mux.Handle("GET "+p.Base, http.RedirectHandler(p.Base+"/", http.StatusSeeOther))
	}
	return mux
}

type mailbox struct {
	sink      *Sink
	page      Page
	templates map[string]*template.Template
}

func (m mailbox) list(w http.ResponseWriter, r *http.Request) {
	to := strings.TrimSpace(r.URL.Query().Get("to"))
	m.show(w, r, "list.html", http.StatusOK, view{To: to, Letters: m.sink.Letters(to, shown)})
}

func (m mailbox) letter(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	letter, found := m.sink.Letter(n)
	if err != nil || !found {
		m.show(w, r, "missing.html", http.StatusNotFound, view{})
		return
	}
	m.show(w, r, "letter.html", http.StatusOK, view{To: letter.To, Letter: letter, Lines: linked(letter.Text, m.page.Links)})
}

func (m mailbox) show(w http.ResponseWriter, r *http.Request, name string, status int, v view) {
	v.Page, v.Lang = m.page, m.language(w, r)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = m.templates[v.Lang].ExecuteTemplate(w, name, v) // the reader has gone away
}

// spoken is the language of a letter, for those who hear the page: kana are Japanese, and a letter in both begins with it.
func spoken(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }) {
		return text.Japanese
	}
	return text.English
}

// languages has English first, the answer to a reader of neither.
var languages = language.NewMatcher([]language.Tag{language.English, language.Japanese})

func (m mailbox) language(w http.ResponseWriter, r *http.Request) string {
	if m.page.Language != nil {
		return text.Spoken(m.page.Language(w, r))
	}
	if wish := r.URL.Query().Get("lang"); wish != "" {
		return text.Spoken(wish)
	}
	if _, i := language.MatchStrings(languages, r.Header.Get("Accept-Language")); i == 1 {
		return text.Japanese
	}
	return text.English
}

// linked cuts a text into lines, and out of them the addresses that begin with the public URL. No other address becomes a link.
func linked(body, public string) []line {
	var lines []line
	for words := range strings.SplitSeq(strings.TrimRight(body, "\n"), "\n") {
		var l line
		for public != "/" {
			at := strings.Index(words, public)
			if at < 0 {
				break
			}
			end := at + len(public)
			for end < len(words) && words[end] > ' ' && words[end] < 0x7f && !strings.ContainsRune(`"<>`, rune(words[end])) {
				end++
			}
			l = append(l, piece{Words: words[:at]}, piece{Words: words[at:end], Link: words[at:end]})
			words = words[end:]
		}
		lines = append(lines, append(l, piece{Words: words}))
	}
	return lines
}
