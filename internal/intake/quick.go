package intake

import "strings"

// Most of what is held was folded when it was taken in, or is written in few scripts: one look tells that folding it again changes nothing.

// isSteady knows letters of the usual scripts that NFKC leaves alone and joins with none of each other: printable ASCII, kana without
// their marks, the common kanji and the marks that go with them.
func isSteady(r rune) bool {
	return r >= ' ' && r <= '~' || r >= '\u3041' && r <= '\u3096' || r >= '\u30a1' && r <= '\u30fc' || r >= '\u4e00' && r <= '\u9fff' ||
		r >= '\u3001' && r <= '\u3011'
}

// isSteadySubject tells at one look that Subject changes nothing. It may say no of one that is.
func isSteadySubject(s string) bool {
	last := rune(0)
	for i, r := range s {
		switch {
		case r == ' ':
			if !setsApart(last) || i+1 == len(s) || !setsApart(rune(s[i+1])) {
				return false
			}
		case r == 'ー':
			if !isKana(last) {
				return false
			}
		case r >= 'A' && r <= 'Z' || r == ':' || r == ';' || r >= '\u3001' && r <= '\u3011' && r != '「' && r != '」' && r != '々' || r == '・',
			!isSteady(r):
			return false
		}
		last = r
	}
	return last != '.'
}

// setsApart knows the ASCII beside which a space has a meaning.
func setsApart(r rune) bool {
	return r > ' ' && r <= '~' && r != '[' && r != ']' && r != '(' && r != ')'
}

// isSteadyMail tells at one look that Mail changes nothing: letters, digits and the usual marks, one @, and a domain in lower case that is
// no A-label and has no dot at an end. It may say no of one that is steady.
func isSteadyMail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || strings.Contains(domain, "xn--") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || domain == "" {
		return false
	}
	return only(local, true) && only(domain, false)
}

// only tells whether a text has nothing but letters, digits, hyphens and dots; before an @ these may be capitals, and _ and + too.
func only(s string, local bool) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.':
		case local && (c >= 'A' && c <= 'Z' || c == '_' || c == '+'):
		default:
			return false
		}
	}
	return true
}
