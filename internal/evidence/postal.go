package evidence

import "regexp"

// countryBeforeCode finds the letters of a country or state that people write before a code of digits: D-80331, CA 94103.
var countryBeforeCode = regexp.MustCompile(`^[A-Z]{1,3}([0-9]{3,})$`)

// comparePostal is the depth at which two postal codes agree.
func comparePostal(held, claimed string) int {
	held, claimed = countryBeforeCode.ReplaceAllString(held, "$1"), countryBeforeCode.ReplaceAllString(claimed, "$1")
	switch {
	case held == claimed, len(held) == 5 && len(claimed) == 9 && claimed[:5] == held: // a ZIP code with the four digits behind it
		return Address.Index(Exact)
	case len(held) >= 5 && len(claimed) >= 5 && held[:5] == claimed[:5]:
		return Address.Index(Postal5)
	case len(held) >= 5 && len(claimed) >= 3 && held[:3] == claimed[:3]:
		return Address.Index(Postal3)
	}
	return len(levels[Address])
}
