package intake_test

import (
	"fmt"
	"strings"
)

var months = []string{"Jan", "Feb", "Mar", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "December"}

func sprint(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// wide writes ASCII as the Japanese keyboard does when it is left on.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '　'
		case r > ' ' && r <= '~':
			return r + 0xfee0
		}
		return r
	}, s)
}
