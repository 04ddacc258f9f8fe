package evidence

import (
	"strconv"
	"strings"
)

// What a hash may ask of this machine. Hashes come from operators' directories, but a file can be made by anybody: one line that
// asks for 4 GB of memory would stop the server.
const (
	mostMemoryKiB  = 1 << 20 // argon2: 1 GiB
	mostPasses     = 64
	mostIterations = 10_000_000 // pbkdf2, sha-crypt
	mostLog2Cost   = 17         // bcrypt
	mostLog2N      = 20         // scrypt, yescrypt
)

// bearable says whether the cost that a PHC or crypt(3) string asks for is within bounds. What it cannot read it leaves to the decoder.
func bearable(s string) bool {
	parts := strings.Split(s, "$")
	if len(parts) < 3 {
		return false
	}
	switch family := parts[1]; {
	case strings.HasPrefix(family, "argon2"):
		return costWithin(parts, "m", mostMemoryKiB) && costWithin(parts, "t", mostPasses) && costWithin(parts, "p", 64)
	case strings.HasPrefix(family, "pbkdf2"):
		return plainWithin(parts[2], mostIterations) && costWithin(parts, "i", mostIterations)
	case strings.HasPrefix(family, "2"):
		return plainWithin(parts[2], mostLog2Cost)
	case family == "bcrypt-sha256":
		return costWithin(parts, "r", mostLog2Cost)
	case family == "scrypt":
		return costWithin(parts, "ln", mostLog2N) && costWithin(parts, "r", 32) && costWithin(parts, "p", 16)
	case family == "y":
		return yescryptWithin(parts[2])
	case family == "5", family == "6", family == "md5", family == "sha1":
		return costWithin(parts, "rounds", mostIterations) && plainWithin(parts[2], mostIterations)
	}
	return true
}

// costWithin looks for name=number in any part and says whether every one is at most most.
func costWithin(parts []string, name string, most int) bool {
	for _, part := range parts {
		for _, pair := range strings.FieldsFunc(part, func(r rune) bool { return r == ',' }) {
			if key, value, ok := strings.Cut(pair, "="); ok && key == name && !plainWithin(value, most) {
				return false
			}
		}
	}
	return true
}

// plainWithin says that a number is at most most; what is no number passes here and fails in the decoder, unless it is too long.
func plainWithin(s string, most int) bool {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return strings.Trim(s, "0123456789") != "" || s == ""
	}
	return n <= uint64(most)
}

// yescryptWithin reads the cost letter of $y$j9T$…: flags, then log2 N in crypt's alphabet, where 'T' is 18 and 9 is 11.
func yescryptWithin(parameters string) bool {
	const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	if len(parameters) != 3 {
		return false
	}
	return strings.IndexByte(alphabet, parameters[1])+1 <= mostLog2N && strings.IndexByte(alphabet, parameters[2])+1 <= 32
}
