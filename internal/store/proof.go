package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/store/batch"
)

// readProofs reads the lines of engine.ProofLines: id, account, purpose, destination, MAC, late, created, expires, tries, proven,
// dead, separated by |. None of them can hold a | or a line break.
func readProofs(caseID, lines string) (map[string]recovery.Proof, error) {
	held := map[string]recovery.Proof{}
	if lines == "" {
		return held, nil
	}
	for line := range strings.SplitSeq(lines, "\n") {
		p, err := readProof(caseID, strings.Split(line, "|"))
		if err != nil {
			return nil, err
		}
		held[p.ID] = p
	}
	return held, nil
}

func readProof(caseID string, f []string) (recovery.Proof, error) {
	bad := errors.New("store: a proof row is damaged")
	if len(f) != 11 {
		return recovery.Proof{}, bad
	}
	var raw [3][]byte
	for i, at := range []int{1, 3, 4} {
		b, err := hex.DecodeString(f[at])
		if err != nil {
			return recovery.Proof{}, bad
		}
		if len(b) > 0 {
			raw[i] = b
		}
	}
	var n [6]int64
	for i := range n {
		v, err := strconv.ParseInt(f[5+i], 10, 64)
		if err != nil {
			return recovery.Proof{}, bad
		}
		n[i] = v
	}
	return recovery.Proof{
		ID: f[0], CaseID: caseID, AccountKey: raw[0], Purpose: recovery.Purpose(f[2]), Destination: raw[1], MAC: raw[2],
		Late: n[0] != 0, Created: moment(n[1]), Expires: moment(n[2]), Tries: int(n[3]), Proven: moment(n[4]), Dead: n[5] != 0,
	}, nil
}

// proofs are copies of the held proofs, the oldest first, for a step to change.
func (l *loaded) proofs() []*recovery.Proof {
	out := make([]*recovery.Proof, 0, len(l.held))
	for _, p := range l.held {
		out = append(out, clone(&p))
	}
	slices.SortFunc(out, func(a, b *recovery.Proof) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// proofChange is one statement on a held proof.
type proofChange struct {
	p        *recovery.Proof
	consumes bool // the secret came back
}

// compareProofs finds what a step changed. What a proof is bound to (case, account, purpose, destination, secret) never changes,
// and what was proven stays so.
func compareProofs(l *loaded, step *recovery.Step) (fresh []*recovery.Proof, changes []proofChange, err error) {
	for _, p := range step.Proofs {
		if p.ID == "" {
			p.ID, p.CaseID = newID(), step.Case.ID
			fresh = append(fresh, p)
			continue
		}
		was, ok := l.held[p.ID]
		if !ok || !sameBinding(was, *p) || !was.Proven.IsZero() && !p.Proven.Equal(was.Proven) {
			return nil, nil, fmt.Errorf("store: a step tried to rebind a proof for %s", p.Purpose)
		}
		consumes := was.Proven.IsZero() && !p.Proven.IsZero()
		if consumes && (was.Dead || !was.Expires.After(p.Proven)) {
			return nil, nil, recovery.ErrExpired
		}
		if consumes || p.Dead != was.Dead || p.Tries != was.Tries || !p.Expires.Equal(was.Expires) || p.Late != was.Late {
			changes = append(changes, proofChange{p, consumes})
		}
	}
	return fresh, changes, nil
}

func sameBinding(a, b recovery.Proof) bool {
	return a.CaseID == b.CaseID && a.Purpose == b.Purpose && string(a.AccountKey) == string(b.AccountKey) &&
		string(a.Destination) == string(b.Destination) && string(a.MAC) == string(b.MAC) && a.Created.Equal(b.Created)
}

func insertProofs(proofs []*recovery.Proof) batch.Statement {
	args := make([]any, 0, 12*len(proofs))
	for _, p := range proofs {
		args = append(args, p.ID, p.CaseID, null(p.AccountKey), string(p.Purpose), null(p.Destination), bytesOf(p.MAC), bit(p.Late),
			stamp(p.Created), stamp(p.Expires), p.Tries, stamp(p.Proven), bit(p.Dead))
	}
	return batch.Statement{Query: `INSERT INTO proofs (id, case_id, account, purpose, destination, mac, late, created, expires, tries, proven, dead) VALUES ` +
		values(len(proofs), 12), Args: args}
}

// updateProof saves a change. The one that uses a secret up asks once more, in the same statement, that it is unused, alive and
// unexpired: whoever comes second changes no row (V8).
func updateProof(c proofChange) batch.Statement {
	p := c.p
	if c.consumes {
		return batch.Statement{
			Query: `UPDATE proofs SET tries = ?, dead = ?, expires = ?, late = ?, proven = ? WHERE id = ? AND case_id = ?` +
				` AND proven = 0 AND dead = 0 AND expires > ?`,
			Args: []any{p.Tries, bit(p.Dead), stamp(p.Expires), bit(p.Late), stamp(p.Proven), p.ID, p.CaseID, stamp(p.Proven)}, One: true,
		}
	}
	return batch.Statement{
		Query: `UPDATE proofs SET tries = ?, dead = ?, expires = ?, late = ? WHERE id = ? AND case_id = ?`,
		Args:  []any{p.Tries, bit(p.Dead), stamp(p.Expires), bit(p.Late), p.ID, p.CaseID}, One: true,
	}
}

// ByProof finds the case of a secret by its MAC and purpose; dead and expired ones too. Error: recovery.ErrNotFound.
func (s *Store) ByProof(ctx context.Context, purpose recovery.Purpose, mac []byte) (*recovery.Case, *recovery.Proof, error) {
	var k caseCells
	var p recovery.Proof
	var late, created, expires, tries, proven, dead int64
	err := s.row(ctx, s.db.Reader(), `SELECT c.id, c.version, c.wrapped, c.sealed,
		p.id, p.account, p.purpose, p.destination, p.mac, p.late, p.created, p.expires, p.tries, p.proven, p.dead
		FROM proofs p JOIN cases c ON c.id = p.case_id WHERE p.mac = ? AND p.purpose = ? ORDER BY p.created DESC, p.id LIMIT 1`,
		bytesOf(mac), string(purpose)).Scan(append(k.into(), &p.ID, &p.AccountKey, &p.Purpose, &p.Destination, &p.MAC, &late, &created,
		&expires, &tries, &proven, &dead)...)
	if err != nil {
		return nil, nil, found("proof", err)
	}
	p.CaseID, p.Late, p.Dead, p.Tries = k.id, late != 0, dead != 0, int(tries)
	p.Created, p.Expires, p.Proven = moment(created), moment(expires), moment(proven)
	c, err := s.cells(ctx, k)
	if err != nil {
		return nil, nil, err
	}
	return clone(c), &p, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bytesOf keeps a missing value from becoming NULL where the column needs bytes.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// newID is 128 random bits in hex.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b[:])
}
