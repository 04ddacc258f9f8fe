package learn

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// File is a parameter file that can be changed without losing what people wrote into it.
type File struct {
	document yaml.Node
	rows     map[evidence.Item]*Row
}

// Row is one item's table: chances of each matched level, best first. What is missing to one is not matched.
type Row struct {
	Item    evidence.Item
	Owner   []float64
	Guess   []float64
	Known   map[string][]float64 // by class
	Mixture bool                 // shares of sources, not chances of levels
	Carried bool                 // possession: not remembered, so no kind of memory shifts it
	node    *yaml.Node
}

// Open reads a parameter file. The judgement's own reader has the last word on whether it is one.
func Open(data []byte) (*File, error) {
	if _, err := score.Parse(data); err != nil {
		return nil, err
	}
	f := &File{rows: map[evidence.Item]*Row{}}
	if err := yaml.Unmarshal(data, &f.document); err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	items := child(f.document.Content[0], "items")
	for i := 0; i+1 < len(items.Content); i += 2 {
		row, err := readRow(evidence.Item(items.Content[i].Value), items.Content[i+1])
		if err != nil {
			return nil, fmt.Errorf("parameters: item %s: %w", items.Content[i].Value, err)
		}
		f.rows[row.Item] = row
	}
	return f, nil
}

// Shipped opens the file that Okaeri ships.
func Shipped() *File {
	f, err := Open(score.DefaultFile())
	if err != nil {
		panic("learn: the embedded parameters are broken: " + err.Error()) // held by TestShippedParametersKeepEveryProperty
	}
	return f
}

// child is the value of a key of a mapping, or an empty node.
func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return &yaml.Node{}
}

func readRow(item evidence.Item, node *yaml.Node) (*Row, error) {
	r := &Row{Item: item, Known: map[string][]float64{}, node: node}
	r.Mixture, r.Carried = child(node, "mixture").Value == "true", child(node, "possession").Value == "true"
	var err error
	if r.Owner, err = numbers(child(node, "owner")); err != nil {
		return nil, err
	}
	if r.Guess, err = numbers(child(node, "guess")); err != nil {
		return nil, err
	}
	known := child(node, "known")
	for i := 0; i+1 < len(known.Content); i += 2 {
		if r.Known[known.Content[i].Value], err = numbers(known.Content[i+1]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func numbers(list *yaml.Node) ([]float64, error) {
	var out []float64
	for _, n := range list.Content {
		over, under, fraction := strings.Cut(n.Value, "/")
		v, err := strconv.ParseFloat(over, 64)
		if err == nil && fraction {
			var by float64
			by, err = strconv.ParseFloat(under, 64)
			v /= by
		}
		if err != nil {
			return nil, errors.New("a number is needed: " + n.Value)
		}
		out = append(out, v)
	}
	return out, nil
}

// Row is the row of an item; nil for none.
func (f *File) Row(i evidence.Item) *Row { return f.rows[i] }

// Version is the file's name for itself.
func (f *File) Version() string { return child(f.document.Content[0], "version").Value }

// SetVersion renames the file. A changed file under an old name would make two judgements look alike that are not.
func (f *File) SetVersion(name string) { child(f.document.Content[0], "version").Value = name }

// Tell writes words over the file's first comment, which was written of the file that it comes from.
func (f *File) Tell(words string) {
	first := f.document.Content[0].Content[0]
	first.HeadComment = strings.TrimSuffix("# "+strings.ReplaceAll(words, "\n", "\n# ")+"\n#\n"+first.HeadComment, "\n#\n")
}

// Bytes is the file with its rows as they are now. The judgement refuses one that breaks a property; the error says which.
func (f *File) Bytes() ([]byte, error) {
	for _, r := range f.rows {
		r.write()
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&f.document); err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	if _, err := score.Parse(b.Bytes()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (r *Row) write() {
	set(child(r.node, "owner"), r.Owner)
	for class, chances := range r.Known {
		set(child(child(r.node, "known"), class), chances)
	}
}

func set(list *yaml.Node, values []float64) {
	for i, n := range list.Content {
		if now, err := numbers(&yaml.Node{Content: []*yaml.Node{n}}); err == nil && now[0] == values[i] {
			continue // as it was written
		}
		n.Value, n.Tag = decimal(values[i]), "!!float"
	}
}

// decimal writes a chance with as many digits as it can mean something.
func decimal(v float64) string {
	digits := 4
	for limit := .1; v < limit && digits < 6; limit /= 10 {
		digits++
	}
	text := strings.TrimRight(strconv.FormatFloat(v, 'f', digits, 64), "0")
	if strings.HasSuffix(text, ".") {
		return text + "0"
	}
	return text
}

// Clone is a copy whose rows can be changed alone.
func (f *File) Clone() (*File, error) {
	data, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	return Open(data)
}

// Parameters are the file's, ready to judge by.
func (f *File) Parameters() (score.Parameters, error) {
	data, err := f.Bytes()
	if err != nil {
		return score.Parameters{}, err
	}
	return score.Parse(data)
}
