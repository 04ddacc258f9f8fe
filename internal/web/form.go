package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxPairs is how many fields one form may have.
const maxPairs = 200

// Form is what was posted: field name to values, in their order. Fields are taken out of it one by one; what nobody took is unknown.
type Form map[string][]string

// ErrForm is a post that no form of ours can have sent: of another type, too large, badly encoded, a single field twice, a line break
// in a field of one line (V4).
var ErrForm = errors.New("not a form of ours")

// ReadForm decodes a posted form strictly. Only the body counts, never the address. Errors are ErrForm or the connection's own.
func ReadForm(r *http.Request) (Form, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, ErrForm
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, ErrForm
	}
	if err != nil {
		return nil, err
	}
	if strings.Count(string(body), "&") >= maxPairs {
		return nil, ErrForm
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, ErrForm
	}
	for name, all := range values {
		if !utf8.ValidString(name) {
			return nil, ErrForm
		}
		for _, v := range all {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, ErrForm
			}
		}
	}
	return Form(values), nil
}

// One takes a field of one line. A field that is not there is empty; one that is there twice, or with a line break or another control
// character in it, is ErrForm.
func (f Form) One(name string) (string, error) {
	values := f[name]
	delete(f, name)
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1, strings.ContainsFunc(values[0], isControl):
		return "", ErrForm
	}
	return values[0], nil
}

// All takes a field that may have several values.
func (f Form) All(name string) []string {
	values := f[name]
	delete(f, name)
	return values
}

// Empty returns ErrForm if anything is left that nobody took.
func (f Form) Empty() error {
	if len(f) > 0 {
		return ErrForm
	}
	return nil
}

func isControl(r rune) bool {
	return r < 0x20 && r != '\t' || r == 0x7f || r == '\u2028' || r == '\u2029'
}
