package web

import (
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"okaeri/internal/text"
)

const (
	languageCookie = "okaeri-lang"
	languageLife   = 180 * 24 * time.Hour
)

// spoken has English first, which is the matcher's answer to a reader of neither language.
var spoken = language.NewMatcher([]language.Tag{language.English, language.Japanese})

// language finds the language of a request: the one asked for by a link (?lang=), else the one chosen before (a cookie), else the
// browser's, else the site's own. A choice by link is remembered.
func (s *Shell) language(w http.ResponseWriter, r *http.Request) string {
	if strings.Contains(r.URL.RawQuery, "lang=") {
		if lang := r.URL.Query().Get("lang"); isLanguage(lang) {
			s.SpeakFromNow(w, lang)
			return lang
		}
	}
	if c, err := r.Cookie(languageCookie); err == nil && isLanguage(c.Value) {
		return c.Value
	}
	wish := r.Header.Get("Accept-Language")
	if wish == "" || len(wish) > 200 {
		return text.Spoken(s.Language)
	}
	tags, _, err := language.ParseAcceptLanguage(wish)
	if err != nil || len(tags) == 0 {
		return text.Spoken(s.Language)
	}
	if _, i, _ := spoken.Match(tags...); i == 1 {
		return text.Japanese
	}
	return text.English
}

// SpeakFromNow remembers a language.
func (s *Shell) SpeakFromNow(w http.ResponseWriter, lang string) {
	s.cookie(w, languageCookie, lang, languageLife)
}

func isLanguage(s string) bool { return s == text.Japanese || s == text.English }
