package dossier

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// codecVersion is the first byte of every block.
const codecVersion = 1

// errDamaged says that a block is not what was written. It cannot happen without the key, so it is a fault of ours.
var errDamaged = errors.New("dossier: a block of facts is damaged")

// The bits of a fact's first byte: which times it has, and the shape of its value in the two upper bits.
const (
	hasFrom = 1 << iota
	hasUntil
	hasAt
	hasImported
	hasSource
	isTexts = 1 << 6
	isParts = 1 << 7
)

// encode writes facts in a compact form. A verdict reads hundreds of facts, JSON would be most of its time.
func encode(facts []evidence.Fact) []byte {
	b := []byte{codecVersion}
	b = binary.AppendUvarint(b, uint64(len(facts)))
	for i := range facts {
		b = appendFact(b, &facts[i])
	}
	return b
}

func appendFact(b []byte, f *evidence.Fact) []byte {
	var bits byte
	times := []*time.Time{f.From, f.Until, f.At, f.Imported}
	for i, t := range times {
		if t != nil {
			bits |= 1 << i
		}
	}
	if f.Source != "" {
		bits |= hasSource
	}
	switch {
	case f.Value.Parts != nil:
		bits |= isParts
	case f.Value.Texts != nil:
		bits |= isTexts
	}
	b = appendText(append(b, bits), f.Kind)
	for _, t := range times {
		if t != nil {
			b = appendTime(b, *t)
		}
	}
	if f.Source != "" {
		b = appendText(b, f.Source)
	}
	return appendValue(b, f.Value)
}

func appendValue(b []byte, v intake.Value) []byte {
	switch {
	case v.Parts != nil:
		b = binary.AppendUvarint(b, uint64(len(v.Parts)))
		for _, name := range slices.Sorted(maps.Keys(v.Parts)) {
			b = appendText(appendText(b, name), v.Parts[name])
		}
	case v.Texts != nil:
		b = binary.AppendUvarint(b, uint64(len(v.Texts)))
		for _, s := range v.Texts {
			b = appendText(b, s)
		}
	default:
		b = appendText(b, v.Text)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendTime keeps the offset too: at what hour of the day somebody signs in is evidence.
func appendTime(b []byte, t time.Time) []byte {
	_, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	return binary.AppendVarint(b, int64(offset))
}

// decode reads what encode wrote and adds it to facts.
func decode(facts []evidence.Fact, b []byte) ([]evidence.Fact, error) {
	r := &reader{b: b}
	if r.byte() != codecVersion {
		return nil, errDamaged
	}
	n := r.count()
	facts = slices.Grow(facts, int(n))
	for range n {
		facts = append(facts, r.fact())
		if r.bad {
			return nil, errDamaged
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, errDamaged
	}
	return facts, nil
}

// reader reads from the front of b; after the first mistake it is bad and reads zeros.
type reader struct {
	b     []byte
	bad   bool
	zones map[int64]*time.Location
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count is a number of things that each take a byte at least.
func (r *reader) count() uint64 {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) raw() []byte {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	s := r.b[:n]
	r.b = r.b[n:]
	return s
}

func (r *reader) text() string { return string(r.raw()) }

// word is text that repeats often; the known ones are not copied.
func (r *reader) word() string {
	raw := r.raw()
	if s, ok := words[string(raw)]; ok {
		return s
	}
	return string(raw)
}

// words are the names of kinds and parts of docs/formats.md.
var words = func() map[string]string {
	m := map[string]string{}
	for _, s := range []string{
		"name", "family", "given", "family_kana", "given_kana", "birth_date", "country", "region", "postal_code", "password", "product",
		"sent_mail", "to", "subject", "mail_folder", "mail_contact", "email", "purchase", "item", "holder", "last4", "expiry", "sign_in",
		"ip", "user_agent", "device", "success", "true", "false", "registration", "import",
	} {
		m[s] = s
	}
	return m
}()

func (r *reader) fact() (f evidence.Fact) {
	bits := r.byte()
	f.Kind = r.word()
	for i, t := range []**time.Time{&f.From, &f.Until, &f.At, &f.Imported} {
		if bits&(1<<i) != 0 {
			*t = r.time()
		}
	}
	if bits&hasSource != 0 {
		f.Source = r.word()
	}
	f.Value = r.value(bits)
	return f
}

func (r *reader) value(bits byte) (v intake.Value) {
	switch {
	case bits&isParts != 0:
		n := r.count()
		v.Parts = make(map[string]string, n)
		for range n {
			name := r.word()
			v.Parts[name] = r.word()
		}
	case bits&isTexts != 0:
		n := r.count()
		v.Texts = make([]string, 0, n)
		for range n {
			v.Texts = append(v.Texts, r.text())
		}
	default:
		v.Text = r.text()
	}
	return v
}

func (r *reader) time() *time.Time {
	sec, nsec, offset := r.int(), r.uint(), r.int()
	if nsec >= 1e9 || offset < -86400 || offset > 86400 {
		r.bad = true
		return nil
	}
	t := time.Unix(sec, int64(nsec)).In(r.zone(offset))
	return &t
}

func (r *reader) zone(offset int64) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	z, ok := r.zones[offset]
	if !ok {
		if r.zones == nil {
			r.zones = map[int64]*time.Location{}
		}
		z = time.FixedZone("", int(offset))
		r.zones[offset] = z
	}
	return z
}

// encodeHead writes the account and the facts that are not events.
func encodeHead(a evidence.Account, facts []evidence.Fact) ([]byte, error) {
	a.Facts = nil
	text, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	b := append(binary.AppendUvarint(nil, uint64(len(text))), text...)
	return append(b, encode(facts)...), nil
}

// decodeHead reads what encodeHead wrote; its facts are added to others.
func decodeHead(facts []evidence.Fact, b []byte) (evidence.Account, error) {
	var a evidence.Account
	r := &reader{b: b}
	text := r.raw()
	if r.bad || json.Unmarshal(text, &a) != nil {
		return a, errDamaged
	}
	var err error
	a.Facts, err = decode(facts, r.b)
	return a, err
}
