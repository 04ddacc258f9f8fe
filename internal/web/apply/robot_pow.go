package apply

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The server half of the ALTCHA protocol, version 1 (https://altcha.org/docs/v2/proof-of-work-v1): the challenge is SHA-256 of a salt
// and a secret number, signed by us; the browser finds the number by trying. The salt carries when the challenge ends and which draft
// it belongs to. The protocol itself has no single use; the ledger gives it.

type powChallenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	MaxNumber int    `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

type powSolution struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int64  `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
	Took      int64  `json:"took"`
}

const powAlgorithm = "SHA-256"

// challenge makes one for a draft.
func (r *Robot) challenge(caseID string, now time.Time) string {
	secret, err := rand.Int(rand.Reader, big.NewInt(int64(r.Work)))
	if err != nil {
		panic(err) // crypto/rand never returns an error
	}
	// Salt and number fit into one block of SHA-256; the last "&" keeps digits of the number from passing for digits of the salt.
	salt := nonce(6) + "?expires=" + strconv.FormatInt(now.Add(challengeLife).Unix(), 10) + "&draft=" + r.binding(caseID) + "&"
	c := powHash(salt, secret.Int64())
	b, err := json.Marshal(powChallenge{powAlgorithm, c, r.Work, salt, hex.EncodeToString(r.mac("pow", c))})
	if err != nil {
		panic(err) // a struct of strings
	}
	return string(b)
}

// solved checks a solution: ours, for this draft, in time, and right. The id is what the ledger knows it by.
func (r *Robot) solved(payload, caseID string, now time.Time) (id string, until time.Time, ok bool) {
	data, err := base64.StdEncoding.DecodeString(payload)
	if err != nil || len(data) > 1024 {
		return "", until, false
	}
	var s powSolution
	if json.Unmarshal(data, &s) != nil || s.Algorithm != powAlgorithm {
		return "", until, false
	}
	signature, err := hex.DecodeString(s.Signature)
	if err != nil || !hmac.Equal(signature, r.mac("pow", s.Challenge)) || powHash(s.Salt, s.Number) != s.Challenge {
		return "", until, false
	}
	_, query, _ := strings.Cut(s.Salt, "?")
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("draft") != r.binding(caseID) {
		return "", until, false
	}
	seconds, err := strconv.ParseInt(values.Get("expires"), 10, 64)
	until = time.Unix(seconds, 0)
	return s.Challenge, until, err == nil && now.Before(until)
}

func powHash(salt string, number int64) string {
	sum := sha256.Sum256([]byte(salt + strconv.FormatInt(number, 10)))
	return hex.EncodeToString(sum[:])
}
