package intake

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
