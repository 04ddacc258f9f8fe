package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// deepest is how deep a body may be nested: ours are five deep.
const deepest = 16

// read takes a small body strictly into a value: what the document says of it holds, and nothing that it doesn't say is let through.
func read[T any](a *API, v *visit) (T, *Problem) {
	var out T
	if p := a.single(v); p != nil {
		return out, p
	}
	var plain any
	if json.Unmarshal(v.Body, &plain) != nil {
		return out, a.simple(v, "body")
	}
	registry := a.huma.OpenAPI().Components.Schemas
	result := &huma.ValidateResult{}
	huma.Validate(registry, registry.Schema(reflect.TypeFor[T](), true, ""), huma.NewPathBuffer([]byte{}, 0), huma.ModeWriteToServer, plain, result)
	if len(result.Errors) > 0 {
		return out, a.faulty(v, "fields", a.faults(v, result.Errors)...)
	}
	if json.Unmarshal(v.Body, &out) != nil {
		return out, a.simple(v, "body")
	}
	return out, nil
}

// mostFaults bounds how much is said about one body.
const mostFaults = 20

// faults words what the schema found. The library's own words may quote a value, so only its kind of fault is used.
func (a *API) faults(v *visit, errs []error) []Fault {
	var out []Fault
	for _, err := range errs[:min(len(errs), mostFaults)] {
		d, ok := err.(*huma.ErrorDetail) //nolint:errorlint // the library returns it unwrapped
		if !ok {
			continue
		}
		pointer := pointer(d.Location)
		switch {
		case d.Message == validation.MsgUnexpectedProperty:
			out = append(out, a.fault(v, pointer, "field.unknown"))
		case strings.HasPrefix(d.Message, "expected required property"):
			name, _, _ := strings.Cut(strings.TrimPrefix(d.Message, "expected required property "), " ")
			out = append(out, a.fault(v, pointer+"/"+name, "field.missing"))
		case strings.HasPrefix(d.Message, "expected length <="), strings.HasPrefix(d.Message, "expected array length <="):
			n := strings.Fields(d.Message)
			out = append(out, a.fault(v, pointer, "field.too_long", "N", n[len(n)-1]))
		default:
			out = append(out, a.fault(v, pointer, "field.wrong"))
		}
	}
	return out
}

// pointer turns the library's path (claims[0].kind) into a JSON pointer. Names are cut short: they are a stranger's.
func pointer(path string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		b.WriteString("/" + escape(part))
	}
	return b.String()
}

func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(short(name))
}

// short keeps a stranger's name for a field short, and readable.
func short(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return '?'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}

// single refuses what is no single JSON object, is nested too deep, or gives a field twice: which of two values counts is how two
// readers come to disagree (V4).
func (a *API) single(v *visit) *Problem {
	body := bytes.TrimSpace(v.Body)
	if len(body) == 0 || body[0] != '{' || !json.Valid(body) || !utf8.Valid(body) {
		return a.simple(v, "body")
	}
	twice, deep := walk(json.NewDecoder(bytes.NewReader(body)))
	switch {
	case deep:
		return a.simple(v, "body")
	case len(twice) > 0:
		var faults []Fault
		for _, at := range twice[:min(len(twice), mostFaults)] {
			faults = append(faults, a.fault(v, at, "field.twice"))
		}
		return a.faulty(v, "fields", faults...)
	}
	return nil
}

// place in a body: an object with its names so far, or an array with its count.
type spot struct {
	seen map[string]bool // nil: an array
	name string          // of the value that comes next
	n    int
	key  bool // a name comes next
}

// walk goes through a valid body once and lists the pointers of names that are given twice.
func walk(d *json.Decoder) (twice []string, deep bool) {
	d.UseNumber()
	var stack []spot
	for {
		t, err := d.Token()
		if err != nil {
			return twice, false
		}
		if delim, ok := t.(json.Delim); ok && (delim == '}' || delim == ']') {
			stack = stack[:len(stack)-1]
			next(stack)
			continue
		}
		if top := len(stack) - 1; top >= 0 && stack[top].seen != nil && stack[top].key {
			name, _ := t.(string)
			s := &stack[top]
			s.name, s.key = name, false
			if s.seen[name] {
				twice = append(twice, path(stack))
			}
			s.seen[name] = true
			continue
		}
		switch t {
		case json.Delim('{'):
			stack = append(stack, spot{seen: map[string]bool{}, key: true})
		case json.Delim('['):
			stack = append(stack, spot{})
		default:
			next(stack)
		}
		if len(stack) > deepest {
			return twice, true
		}
	}
}

// next steps behind a value.
func next(stack []spot) {
	if len(stack) == 0 {
		return
	}
	top := &stack[len(stack)-1]
	top.n++
	top.key = top.seen != nil
}

func path(stack []spot) string {
	var b strings.Builder
	for _, s := range stack {
		name := strconv.Itoa(s.n)
		if s.seen != nil {
			name = s.name
		}
		b.WriteString("/" + escape(name))
	}
	return b.String()
}

// inRecord finds the fields that an error of the readers of files (docs/formats.md) names.
var inRecord = regexp.MustCompile(`(fact|contact|claim) (\d+)|field "([^"]*)"`)

// located makes a fault of an error of those readers. They name fields and never what stands there.
func (a *API) located(v *visit, err error) Fault {
	said, at := err.Error(), ""
	for _, m := range inRecord.FindAllStringSubmatch(said, -1) {
		if m[1] != "" {
			n, _ := strconv.Atoi(m[2])
			at = "/" + m[1] + "s/" + strconv.Itoa(n-1)
			continue
		}
		for _, name := range strings.Split(m[3], ".") {
			at += "/" + escape(name)
		}
	}
	code := "field.wrong"
	for _, known := range saidIn {
		if strings.Contains(said, known.words) {
			code = known.code
			break
		}
	}
	if n := bound.FindStringSubmatch(said); n != nil {
		return a.fault(v, at, code, "N", n[1])
	}
	return a.fault(v, at, code)
}

// saidIn are the words by which those readers' errors are told apart, and bound the number in them.
var (
	saidIn = []struct{ words, code string }{
		{"unknown field", "field.unknown"},
		{"is given twice", "field.twice"},
		{"longer than", "field.too_long"},
		{"more than", "field.too_many"},
		{"card number", "card.full_number"},
		{"plain password", "password.plain"},
		{"is missing", "field.missing"},
		{"no such kind", "kind.unknown"},
		{"can't be read", "value.unreadable"},
		{"in the future", "time.future"},
	}
	bound = regexp.MustCompile(`(?:longer|more) than (\d+)`)
)
