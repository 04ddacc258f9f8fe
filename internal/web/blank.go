package web

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Most pages of the form are shown before anything was typed on them, and are then the same for everybody but for a reference number and
// a token. Filling a template costs as much as all the rest of showing such a page, so blank pages are kept as they were written, cut
// apart where those two stand. What a page was written from is its key, whole and exact (see written): two views that differ in anything
// a template can see are two pages.

// keptBlanks bounds them: a questionnaire has some twenty pages, in two languages, each reached in a few ways.
const keptBlanks = 400

// blanks are the blank pages of one set of templates.
type blanks struct {
	mu    sync.RWMutex
	pages map[string][]piece
	marks [2]string // stand for the reference number and the token while a page is written
}

// piece is a part of a page, and which of the two comes behind it; -1 at the end.
type piece struct {
	text []byte
	next int
}

func newBlanks() *blanks {
	return &blanks{pages: map[string][]piece{}, marks: [2]string{"REF" + rand.Text(), "ONCE" + rand.Text()}}
}

// show writes a blank page from memory, or has it filled and keeps it. It tells whether it has written anything: a page that is not blank,
// or whose number or token would have to be escaped, is not its own.
func (k *blanks) show(b *bytes.Buffer, name string, v View, fill func(*bytes.Buffer) error) (shown bool, err error) {
	page := v.Base()
	own := [2]string{page.Ref, page.Once}
	if !page.Blank || !plain(own[0]) || !plain(own[1]) {
		return false, nil
	}
	for i, to := range []*string{&page.Ref, &page.Once} {
		if *to != "" {
			*to = k.marks[i]
		}
	}
	defer func() { page.Ref, page.Once = own[0], own[1] }()
	room := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(room)
	room.Reset()
	key, ok := written(append(room.AvailableBuffer(), name+"\n"...), reflect.ValueOf(v))
	if !ok {
		return false, nil
	}
	room.Write(key) // so that the next one finds its room
	pieces, ok := k.get(key)
	if !ok {
		if err := fill(b); err != nil {
			return true, err
		}
		pieces = k.cut(bytes.Clone(b.Bytes()))
		k.put(string(key), pieces)
		b.Reset()
	}
	for _, p := range pieces {
		b.Write(p.text)
		if p.next >= 0 {
			b.WriteString(own[p.next])
		}
	}
	return true, nil
}

func (k *blanks) get(key []byte) ([]piece, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	pieces, ok := k.pages[string(key)]
	return pieces, ok
}

func (k *blanks) put(key string, pieces []piece) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.pages) >= keptBlanks {
		clear(k.pages)
	}
	k.pages[key] = pieces
}

// cut takes a page apart at the marks.
func (k *blanks) cut(page []byte) []piece {
	var out []piece
	for {
		at, which := len(page), -1
		for i, mark := range k.marks {
			if j := bytes.Index(page, []byte(mark)); j >= 0 && j < at {
				at, which = j, i
			}
		}
		out = append(out, piece{page[:at:at], which})
		if which < 0 {
			return out
		}
		page = page[at+len(k.marks[which]):]
	}
}

// plain tells whether a value is written the same way wherever it stands in a page.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-'
	})
}

// written appends everything that a view holds, so that two views are written alike only if a template sees the same in both. It goes by
// the type, so that a new field cannot be forgotten. A field with the tag page:"again" holds nothing but what other fields lead to. A view
// with something in it that has no such form (a function, a channel) is not ok.
func written(b []byte, v reflect.Value) (_ []byte, ok bool) {
	switch v.Kind() {
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...), true
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1), true
		}
		return append(b, 0), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int()), true
	case reflect.Uint8:
		return append(b, byte(v.Uint())), true
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return append(b, 0), true
		}
		if v.Kind() == reflect.Interface {
			b = append(b, v.Elem().Type().String()...)
		}
		return written(append(b, 1), v.Elem())
	case reflect.Struct:
		return writtenFields(b, v)
	case reflect.Slice, reflect.Array:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			if b, ok = written(b, v.Index(i)); !ok {
				return b, false
			}
		}
		return b, true
	case reflect.Map:
		return writtenMap(b, v)
	}
	return b, false
}

func writtenFields(b []byte, v reflect.Value) (_ []byte, ok bool) {
	for _, i := range seen(v.Type()) {
		if b, ok = written(b, v.Field(i)); !ok {
			return b, false
		}
	}
	return b, true
}

// fieldsSeen is which fields of a struct are written, by its type.
var fieldsSeen sync.Map

func seen(t reflect.Type) []int {
	if known, ok := fieldsSeen.Load(t); ok {
		return known.([]int)
	}
	var all []int
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("page") != "again" {
			all = append(all, i)
		}
	}
	fieldsSeen.Store(t, all)
	return all
}

// writtenMap writes a map by its names in their order.
func writtenMap(b []byte, v reflect.Value) (_ []byte, ok bool) {
	if v.Type().Key().Kind() != reflect.String {
		return b, false
	}
	names := v.MapKeys()
	slices.SortFunc(names, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, name := range names {
		b, _ = written(b, name)
		if b, ok = written(b, v.MapIndex(name)); !ok {
			return b, false
		}
	}
	return b, true
}
