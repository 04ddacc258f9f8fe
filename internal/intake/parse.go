package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// maxQuestionnaire bounds the file: a thousand questions in two languages fit.
const maxQuestionnaire = 1 << 20

// mostFaults is how many faults one refusal lists; whoever has more will run again anyway.
const mostFaults = 20

// ParseQuestionnaire reads an operator's questionnaire file; name is the file's, for the errors. A bad file is refused whole
// with an error of one line for each fault, "file:line: what is wrong and what would be right", so that an operator can mend
// all of them at once.
func ParseQuestionnaire(name string, data []byte) (*Questionnaire, error) {
	if len(data) > maxQuestionnaire {
		return nil, fmt.Errorf("%s:1: longer than %d bytes", name, maxQuestionnaire)
	}
	document, err := oneDocument(data)
	if err != nil {
		return nil, yamlFault(name, err)
	}
	r := &reader{file: name}
	q := &Questionnaire{Kinds: ourKinds()}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
		r.faults = append(r.faults, fmt.Errorf("%s:1: the file is empty; it needs version, products and questions", name))
	} else {
		r.questionnaire(document.Content[0], q)
	}
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	q.lay()
	return q, nil
}

// oneDocument reads the file's nodes. What stands behind a second "---" would be skipped by a plain reader, unnoticed.
func oneDocument(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	err := decoder.Decode(&second)
	switch {
	case err == nil:
		return nil, fmt.Errorf("yaml: line %d: a second document; the file has to be one", second.Line)
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	return &first, nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)`)

// yamlFault puts an error of the YAML reader into our form.
func yamlFault(name string, err error) error {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("%s:%s: not YAML: %s", name, m[1], m[2])
	}
	return fmt.Errorf("%s:1: not YAML: %w", name, err)
}

// reader walks the file's nodes and notes faults with their lines.
type reader struct {
	file   string
	faults []error
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) {
	if len(r.faults) < mostFaults {
		r.faults = append(r.faults, fmt.Errorf("%s:%d: %s", r.file, n.Line, fmt.Sprintf(format, args...)))
	}
}

// object reads a mapping with the given keys; what is a ! before a key: it has to be there.
func (r *reader) object(n *yaml.Node, what string, keys ...string) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "%s has to be a mapping of key: value", what)
		return fields
	}
	known := map[string]bool{}
	for _, key := range keys {
		known[trimNeeded(key)] = true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch _, twice := fields[key.Value]; {
		case !known[key.Value]:
			r.fault(key, "%s has no key %q", what, shorten(key.Value))
		case twice:
			r.fault(key, "%s has the key %q twice", what, key.Value)
		default:
			fields[key.Value] = n.Content[i+1]
		}
	}
	for _, key := range keys {
		if name := trimNeeded(key); name != key && fields[name] == nil {
			r.fault(n, "%s lacks the key %q", what, name)
		}
	}
	return fields
}

func trimNeeded(key string) string {
	if key[0] == '!' {
		return key[1:]
	}
	return key
}

// list reads a sequence of at most the given length.
func (r *reader) list(n *yaml.Node, what string, most int) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fault(n, "%s has to be a list", what)
		return nil
	}
	if len(n.Content) > most {
		r.fault(n, "%s has %d entries; at most %d are read", what, len(n.Content), most)
		return nil
	}
	return n.Content
}

// text reads a string that is not empty.
func (r *reader) text(n *yaml.Node, what string, most int) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == yaml.AliasNode:
		r.fault(n, "%s: aliases (*name) are not read; write the words out", what)
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		r.fault(n, "%s has to be a text", what)
	case Plain(n.Value) == "":
		r.fault(n, "%s is empty", what)
	case len([]rune(n.Value)) > most:
		r.fault(n, "%s is longer than %d characters", what, most)
	default:
		return n.Value
	}
	return ""
}

// number reads a whole number within bounds; missing, it is the given one.
func (r *reader) number(n *yaml.Node, what string, low, high, missing int) int {
	if n == nil {
		return missing
	}
	value, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || value < low || value > high {
		r.fault(n, "%s has to be a whole number from %d to %d", what, low, high)
		return missing
	}
	return value
}

// truth reads true or false; missing, it is the given one. yes, on and 1 are no words for it: YAML readers disagree on them.
func (r *reader) truth(n *yaml.Node, what string, missing bool) bool {
	if n == nil {
		return missing
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.fault(n, "%s has to be true or false", what)
		return missing
	}
	return n.Value == "true"
}

// words reads one text in both languages.
func (r *reader) words(n *yaml.Node, what string) Words {
	if n == nil {
		return nil
	}
	fields := r.object(n, what, "!ja", "!en")
	words := Words{}
	for _, language := range []string{"ja", "en"} {
		if text := r.text(fields[language], what+"."+language, 500); text != "" {
			words[language] = text
		}
	}
	return words
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// id reads an id and refuses one that is taken.
func (r *reader) id(n *yaml.Node, what string, taken map[string]bool) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || !idForm.MatchString(n.Value) {
		r.fault(n, "%s has to begin with a letter and have 1 to 40 lower-case letters, digits and underscores", what)
		return ""
	}
	if taken[n.Value] {
		r.fault(n, "%s %q is taken by an earlier one", what, n.Value)
	}
	taken[n.Value] = true
	return n.Value
}

// oneOf reads a word of a closed list; missing, it is "".
func (r *reader) oneOf(n *yaml.Node, what string, words ...string) string {
	if n == nil {
		return ""
	}
	for _, word := range words {
		if n.Kind == yaml.ScalarNode && n.Value == word {
			return word
		}
	}
	r.fault(n, "%s has to be one of %v", what, words)
	return ""
}
