package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"golang.org/x/mod/sumdb/tlog"
)

// MAC authenticates bytes under a key that is not in the database.
type MAC func(data []byte) []byte

// Head is where a case's chain ends: how many entries it has and the chain hash of the last.
// The zero Head is a case that has none yet.
type Head struct {
	N    int64
	Hash [sha256.Size]byte
}

// Record is an entry as it is kept: with its place in its case's chain (N, from 1), the chain hash and the MAC.
type Record struct {
	Entry
	N     int64
	Chain [sha256.Size]byte
	MAC   []byte
}

// Append adds an entry to a case's chain and returns the record to keep and the new head.
func (h Head) Append(e Entry, mac MAC) (Record, Head) {
	next := h.next(e)
	r := Record{Entry: e, N: next.N, Chain: next.Hash}
	r.MAC = mac(r.body())
	return r, next
}

// next is the head after e: SHA-256 over a label, the hash before, the place and the entry's bytes. The label and the fixed
// widths keep two different histories from hashing the same bytes.
func (h Head) next(e Entry) Head {
	sum := sha256.New()
	sum.Write([]byte("okaeri audit chain 1\n"))
	sum.Write(h.Hash[:])
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(h.N+1))
	sum.Write(n[:])
	sum.Write(e.Bytes())
	next := Head{N: h.N + 1}
	sum.Sum(next.Hash[:0])
	return next
}

// body is what the MAC covers: the entry, its place in the chain and the chain hash.
func (r Record) body() []byte {
	body := r.Bytes()
	body = binary.BigEndian.AppendUint64(body, uint64(r.N))
	return append(body, r.Chain[:]...)
}

// leaf is the record's hash in the tree (RFC 6962 leaf hash); it covers the MAC too.
func (r Record) leaf() tlog.Hash {
	return tlog.RecordHash(append(r.body(), r.MAC...))
}

// authentic tells whether the record was written by a holder of the key, wherever it may stand now.
func (r Record) authentic(mac MAC) bool {
	return hmac.Equal(r.MAC, mac(r.body()))
}
