package audit_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"okaeri/internal/audit"
)

var day = time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)

func mac(data []byte) []byte {
	h := hmac.New(sha256.New, []byte("test key"))
	h.Write(data)
	return h.Sum(nil)
}

// book is a log in memory, in the shape in which a store keeps it.
type book struct {
	records []audit.Record
	batches []audit.Batch
	heads   map[string]audit.Head
	hashes  []tlog.Hash
	trusted [][]byte
	signer  note.Signer
	check   note.Verifier
}

func newBook(t interface{ Fatal(...any) }) *book {
	private, public, err := note.GenerateKey(nil, "okaeri.test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	check, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return &book{heads: map[string]audit.Head{}, signer: signer, check: check}
}

func (b *book) write(e audit.Entry) {
	r, head := b.heads[e.Case].Append(e, mac)
	b.heads[e.Case] = head
	b.records = append(b.records, r)
}

// place gives all pending entries their place.
func (b *book) place(t interface{ Fatal(...any) }) {
	size := b.size()
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range at {
			out = append(out, b.hashes[i])
		}
		return out, nil
	})
	if int(size) == len(b.records) {
		return
	}
	batch, err := audit.Extend(size, read, b.records[size:], day, b.signer)
	if err != nil {
		t.Fatal(err)
	}
	for h := range slices.Chunk(batch.Hashes, tlog.HashSize) {
		b.hashes = append(b.hashes, tlog.Hash(h))
	}
	b.batches = append(b.batches, batch)
}

func (b *book) size() int64 {
	if len(b.batches) == 0 {
		return 0
	}
	return b.batches[len(b.batches)-1].Size
}

func all[T any](s []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range s {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (b *book) verify(t interface{ Fatal(...any) }) audit.Report {
	var heads []audit.CaseHead
	for _, c := range slices.Sorted(maps.Keys(b.heads)) {
		heads = append(heads, audit.CaseHead{Case: c, Head: b.heads[c]})
	}
	placed := slices.Clone(b.records)
	slices.SortStableFunc(placed, func(x, y audit.Record) int { // as a store reads: by seq, the pending ones last
		return int(rank(x.Seq) - rank(y.Seq))
	})
	report, err := audit.Verify(audit.Log{
		Batches: all(b.batches), Records: all(placed), Heads: all(heads), Trusted: b.trusted,
	}, mac, b.check)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func rank(seq int64) int64 {
	if seq == 0 {
		return 1 << 40
	}
	return seq
}

// drawBook draws a log of a few cases, placed in batches, with some entries still pending.
func drawBook(t *rapid.T) *book {
	b := newBook(t)
	n := rapid.IntRange(1, 40).Draw(t, "entries")
	for i := range n {
		b.write(audit.Entry{
			At:     day.Add(time.Duration(i) * time.Second),
			Case:   rapid.SampledFrom([]string{"", "c1", "c2", "c3"}).Draw(t, "case"),
			Door:   rapid.SampledFrom([]string{"apply", "assess", "publish"}).Draw(t, "door"),
			Actor:  "applicant",
			Detail: map[string]string{"i": fmt.Sprint(i), "note": rapid.String().Draw(t, "note")},
		})
		if rapid.IntRange(0, 4).Draw(t, "place") == 0 {
			b.place(t)
		}
	}
	return b
}
