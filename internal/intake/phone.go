package intake

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// homeCountry is where a phone number without a country is.
const homeCountry = "JP"

// Phone is a phone number in E.164 form (+819012345678); ok is false when s is none. A number without a country is Japanese.
func Phone(s string) (number string, ok bool) {
	s = phoneMarks(Plain(s))
	for _, abroad := range [...]string{"010", "00"} { // how to call abroad from Japan, and from most of the world
		if rest, found := strings.CutPrefix(s, abroad); found {
			if number, ok := parsePhone(strings.Replace("+"+rest, "+810", "+81", 1)); ok {
				return number, true
			}
		}
	}
	return parsePhone(s)
}

func parsePhone(s string) (string, bool) {
	digits := plainDigits(s)
	if len(digits) < 8 || len(digits) > 15 {
		return "", false
	}
	// Ten digits without the leading zero are somebody's customer number.
	if s[0] != '+' && s[0] != '0' && (len(digits) < 11 || !strings.HasPrefix(digits, "81")) {
		return "", false
	}
	number, err := phonenumbers.Parse(s, homeCountry)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// phoneMarks leaves digits and a plus sign at the start, and gives up ("") on anything that is not set between the digits of a
// phone number: a user name must not be read as one.
func phoneMarks(s string) string {
	var b strings.Builder
	for _, r := range strings.TrimPrefix(s, "tel:") {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case r == ' ' || isHyphen(r) || strings.ContainsRune("().・/", r):
		default:
			return ""
		}
	}
	return strings.Replace(b.String(), "+810", "+81", 1) // +81 (0)90 …
}

// Identifier is the form of what names an account, for look-up and for limits: mail addresses as Mail gives them and in lower
// case, phone numbers in E.164, everything else folded and in lower case. Letters that only look alike are not merged: they
// name different accounts (threats.md V5).
func Identifier(s string) string { return settle(s, foldIdentifier) }

// foldIdentifier is one round of Identifier.
func foldIdentifier(s string) string {
	if number, ok := Phone(s); ok {
		return number
	}
	s = strings.TrimLeft(Mail(s), "@")
	lower := strings.ToLower(s)
	if number, ok := Phone(lower); ok {
		return number
	}
	return Plain(lower)
}
