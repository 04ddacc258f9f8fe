package intake

import (
	"crypto/sha256"
	"encoding/hex"
)

// DeviceID is a device's id as it is kept and compared. Machines make these, and one random id of sixteen digits in ten passes the check
// digit of a card: refusing it would refuse the owner's own device. Whatever looks like a card number is kept as its hash
// instead, on both sides, so that none is ever stored and the same device stays the same.
func DeviceID(s string) string {
	if !isIssuedCard(s) {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return "device-" + hex.EncodeToString(sum[:8])
}
