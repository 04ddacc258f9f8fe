package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// A card number has 12 to 19 digits (ISO/IEC 7812-1) and ends in a Luhn check digit.
const (
	shortestCard = 12
	longestCard  = 19
)

// HasFullCard says whether a full card number stands anywhere in s, in digits of any width or script, in one piece or set
// apart by spaces, hyphens, dots and the like.
func HasFullCard(s string) bool {
	return len(findCards(s)) > 0
}

// DropFullCards returns s without the full card numbers in it, and whether there were any. Nothing but the number goes: the
// words around it stay.
func DropFullCards(s string) (string, bool) {
	dropped := false
	// What is left may close up into a number that was not one before, hence the loop; every round shortens s.
	for found := findCards(s); len(found) > 0; found = findCards(s) {
		dropped = true
		var rest strings.Builder
		last := 0
		for _, place := range found {
			rest.WriteString(s[last:place.start])
			last = place.end
		}
		rest.WriteString(s[last:])
		s = rest.String()
	}
	return s, dropped
}

// DropFullCardButPhone is DropFullCards for a field where a phone number is a fair answer, with a plus sign or without.
func DropFullCardButPhone(s string) string {
	if digits := plainDigits(s); len(digits) <= 15 && len(digits) >= shortestCard && isPhone(digits) {
		return s
	}
	rest, _ := DropFullCards(s)
	return rest
}

// isIssuedCard says whether s is a card number of a known scheme and nothing else. It judges what machines give (ids, devices, IP
// addresses): a random id of 32 hexadecimal letters holds a stretch that passes the check digit once in some hundreds.
func isIssuedCard(s string) bool {
	var digits []byte
	for _, r := range s {
		if d, ok := digitValue(r); ok {
			digits = append(digits, d)
		} else if !separates(r) {
			return false
		}
	}
	return len(digits) >= shortestCard && len(digits) <= longestCard && luhn(digits) && knownIssuer(digits)
}

// span is a stretch of bytes.
type span struct{ start, end int }

// group is an unbroken run of digits with what stood between it and the group before it.
type group struct {
	span
	digits  []byte // 0 to 9
	between string // separator before this group; "" for the first of a chain
	plus    bool   // a plus sign stands before the chain: an international phone number
}

// findCards returns the places of full card numbers, in order and without overlap.
func findCards(s string) []span {
	if !manyDigits(s) {
		return nil
	}
	var found []span
	for _, chain := range digitChains(s) {
		for i := 0; i < len(chain); {
			if place, used := cardAt(s, chain, i); used > 0 {
				found = append(found, place)
				i += used
				continue
			}
			i++
		}
	}
	return found
}

// manyDigits is the quick way out: nearly no answer holds twelve digits.
func manyDigits(s string) bool {
	count := 0
	for _, r := range s {
		if _, ok := digitValue(r); ok {
			if count++; count == shortestCard {
				return true
			}
		}
	}
	return false
}

// cardAt looks for a card number that starts with group i and returns its place and how many groups it takes; the longest wins.
func cardAt(s string, chain []group, i int) (span, int) {
	if place, ok := insideOne(chain[i]); ok {
		return place, 1
	}
	best, used := span{}, 0
	var digits []byte
	for j := i; j < len(chain) && len(digits)+len(chain[j].digits) <= longestCard; j++ {
		digits = append(digits, chain[j].digits...)
		if len(digits) < shortestCard || !luhn(digits) {
			continue
		}
		if !evenly(chain[i:j+1]) && !knownIssuer(digits) {
			continue // two dates in a row are no card number
		}
		place := span{chain[i].start, chain[j].end}
		if i == 0 && chain[i].plus && isPhone(s[place.start:place.end]) {
			continue
		}
		best, used = place, j-i+1
	}
	return best, used
}

// insideOne finds a card number glued to other digits (its expiry, the code from its back) in one unbroken run. There it needs
// a known issuer's prefix and length, since by chance one stretch in ten passes the check digit.
func insideOne(g group) (span, bool) {
	n := len(g.digits)
	if n <= shortestCard || n <= longestCard && luhn(g.digits) {
		return span{}, false
	}
	for start := 0; start+shortestCard <= n; start++ {
		for end := min(start+longestCard, n); end-start >= shortestCard; end-- {
			if digits := g.digits[start:end]; luhn(digits) && knownIssuer(digits) {
				return g.span, true
			}
		}
	}
	return span{}, false
}

// evenly says that one and the same separator stands between all groups.
func evenly(groups []group) bool {
	for i := 2; i < len(groups); i++ {
		if groups[i].between != groups[1].between {
			return false
		}
	}
	return true
}

// digitChains finds runs of digit groups with at most three separator characters between neighbours.
func digitChains(s string) [][]group {
	var chains [][]group
	var chain []group
	var current *group
	gapStart, gapRunes := 0, 0
	plus := false
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		digit, ok := digitValue(r)
		switch {
		case ok && current != nil:
			current.digits = append(current.digits, digit)
			current.end = i + size
		case ok:
			g := group{span: span{i, i + size}, digits: []byte{digit}, plus: plus}
			if len(chain) > 0 {
				g.between = s[gapStart:i]
			}
			chain = append(chain, g)
			current = &chain[len(chain)-1]
		case separates(r) && (current != nil || len(chain) > 0 && gapRunes < 3):
			if current != nil {
				gapStart, gapRunes, current = i, 0, nil
			}
			gapRunes++
		default:
			if len(chain) > 0 {
				chains = append(chains, chain)
			}
			chain, current = nil, nil
		}
		plus = len(chain) == 0 && (r == '+' || r == '＋')
	}
	if len(chain) > 0 {
		chains = append(chains, chain)
	}
	return chains
}

// separates says whether people put this between the groups of a card number. The colon is not among them: it stands in times.
func separates(r rune) bool {
	return isHyphen(r) || unicode.IsSpace(r) || isInvisible(r) || strings.ContainsRune(".,/_・･·．，／＿、。|*", r)
}

// digitValue reads a digit of any width or script.
func digitValue(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r - '0'), true
	case r < 0x80:
		return 0, false
	case r >= '０' && r <= '９':
		return byte(r - '０'), true
	case unicode.Is(unicode.Nd, r):
		return scriptDigit(r), true
	case unicode.Is(unicode.No, r):
		if folded := norm.NFKC.String(string(r)); len(folded) == 1 && folded[0] >= '0' && folded[0] <= '9' {
			return folded[0] - '0', true
		}
	}
	return 0, false
}

// scriptDigit reads a decimal digit of another script: Unicode keeps each script's ten in order, beginning with zero.
func scriptDigit(r rune) byte {
	if folded := norm.NFKC.String(string(r)); len(folded) == 1 {
		return folded[0] - '0'
	}
	for _, block := range unicode.Nd.R16 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return byte((r - rune(block.Lo)) % 10)
		}
	}
	for _, block := range unicode.Nd.R32 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return byte((r - rune(block.Lo)) % 10)
		}
	}
	return 0
}

// luhn checks the last digit (ISO/IEC 7812-1 annex B). A row of zeros passes the sum and is no card.
func luhn(digits []byte) bool {
	sum, zeros := 0, true
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		zeros = zeros && d == 0
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && !zeros
}

// knownIssuer says that prefix and length are those of a card scheme (Visa, Mastercard, American Express, JCB, Diners,
// Discover, UnionPay, Maestro).
func knownIssuer(digits []byte) bool {
	prefix := 0
	for _, d := range digits[:4] {
		prefix = prefix*10 + int(d)
	}
	n := len(digits)
	in := func(low, high int) bool { return prefix >= low && prefix <= high }
	switch {
	case in(4000, 4999):
		return n == 13 || n == 16 || n == 19
	case in(5100, 5599), in(2221, 2720), in(3528, 3589), in(6011, 6011), in(6440, 6599):
		return n == 16
	case in(3400, 3499), in(3700, 3799):
		return n == 15
	case in(3600, 3699), in(3800, 3899), in(3000, 3059):
		return n == 14
	case in(6200, 6299):
		return n >= 16
	}
	return false
}

// isPhone tells an international phone number, which may pass the check digit by chance, from a card number.
func isPhone(digits string) bool {
	number, err := phonenumbers.Parse("+"+plainDigits(digits), "JP")
	return err == nil && phonenumbers.IsValidNumber(number)
}
