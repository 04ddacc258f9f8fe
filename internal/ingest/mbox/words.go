package mbox

import (
	"encoding/base64"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// encodedWord is RFC 2047's =?charset?encoding?text?=, with the blanks inside that some programs leave in it.
var encodedWord = regexp.MustCompile(`=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=`)

// maxText bounds one decoded value in bytes.
const maxText = 8 << 10

// decode says a header's value in UTF-8: encoded words by their charset, bytes without a mark by their looks.
func decode(value string) string {
	if len(value) > 8*maxText {
		value = value[:8*maxText]
	}
	var out strings.Builder
	var run struct { // adjacent words of one charset: mail programs cut them in the middle of a character
		name string
		data []byte
	}
	flush := func() {
		out.WriteString(convert(run.name, run.data))
		run.name, run.data = "", nil
	}
	last := 0
	for _, at := range encodedWord.FindAllStringSubmatchIndex(value, -1) {
		between := value[last:at[0]]
		name := strings.ToLower(value[at[2]:at[3]])
		name, _, _ = strings.Cut(name, "*") // RFC 2231: a language may follow
		if strings.TrimSpace(between) != "" || run.name == "" || name != run.name {
			flush()
			if strings.TrimSpace(between) != "" || last == 0 { // blanks between two words are no text
				out.WriteString(guess([]byte(between)))
			}
		}
		run.name = name
		run.data = append(run.data, unpack(value[at[4]:at[5]], value[at[6]:at[7]])...)
		last = at[1]
	}
	flush()
	out.WriteString(guess([]byte(value[last:])))
	return tidy(out.String())
}

// unpack undoes B or Q as far as it goes.
func unpack(encoding, text string) []byte {
	if strings.EqualFold(encoding, "b") {
		text = strings.TrimRight(strings.Map(dropBlank, text), "=")
		data, _ := base64.RawStdEncoding.DecodeString(text) //nolint:errcheck // what was decoded before the fault counts
		return data
	}
	var data []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '_':
			data = append(data, ' ')
		case text[i] == '=' && i+2 < len(text) && hex(text[i+1]) >= 0 && hex(text[i+2]) >= 0:
			data = append(data, byte(hex(text[i+1])<<4|hex(text[i+2])))
			i += 2
		default:
			data = append(data, text[i])
		}
	}
	return data
}

func dropBlank(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// aliases are names of Japanese charsets that no registry has.
var aliases = map[string]encoding.Encoding{
	"iso-2022-jp-ms": japanese.ISO2022JP, "cp50220": japanese.ISO2022JP, "cp50221": japanese.ISO2022JP, "jis": japanese.ISO2022JP,
	"iso-2022-jp-1": japanese.ISO2022JP, "iso-2022-jp-2": japanese.ISO2022JP, "cp932": japanese.ShiftJIS, "sjis": japanese.ShiftJIS,
	"sjis-win": japanese.ShiftJIS, "eucjp": japanese.EUCJP, "eucjp-win": japanese.EUCJP, "eucjp-ms": japanese.EUCJP, "cp51932": japanese.EUCJP,
}

// convert says bytes of a named charset in UTF-8. A name that nobody knows, and one that lies, are treated as no name.
func convert(name string, data []byte) string {
	if len(data) == 0 {
		return ""
	}
	if enc, ok := aliases[name]; ok {
		return through(enc, data)
	}
	if name == "utf-8" || name == "utf8" || name == "us-ascii" {
		return guess(data)
	}
	r, err := charset.Reader(name, strings.NewReader(string(data)))
	if err != nil {
		return guess(data)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return guess(data)
	}
	return string(text)
}

// guess says bytes without a charset in UTF-8: ISO-2022-JP by its escapes, UTF-8 by its form, and else whichever of EUC-JP and
// Shift_JIS reads with fewer faults.
func guess(data []byte) string {
	text := string(data)
	switch {
	case strings.Contains(text, "\x1b$") || strings.Contains(text, "\x1b("):
		return through(japanese.ISO2022JP, data)
	case utf8.ValidString(text):
		return text
	}
	best, fewest := through(charmap.Windows1252, data), len(data)
	for _, enc := range []encoding.Encoding{japanese.EUCJP, japanese.ShiftJIS} {
		if said := through(enc, data); faults(said) < fewest {
			best, fewest = said, faults(said)
		}
	}
	return best
}

// faults counts what a wrong guess produces: characters that are none, and half-width kana, which people hardly write.
func faults(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r == utf8.RuneError || unicode.IsControl(r) && r != '\t':
			n += 4
		case r >= 0xff61 && r <= 0xff9f:
			n++
		}
	}
	return n
}

func through(enc encoding.Encoding, data []byte) string {
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	return string(text)
}

// tidy makes a value one line of text without control characters.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	for len(s) > maxText {
		_, size := utf8.DecodeLastRuneInString(s[:maxText])
		s = s[:maxText-size]
	}
	return strings.Join(strings.Fields(s), " ")
}
