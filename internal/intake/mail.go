package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// mailMarks are what a Japanese keyboard types for at signs and dots. NFKC has narrowed ＠ and ． before.
var mailMarks = strings.NewReplacer("。", ".", "｡", ".", "◎", "@", "㏂", "@", "’", "'", "‘", "'")

// Mail is the form in which mail addresses are compared: width folded, ＠ and 。 made @ and ., spaces and what stands around a
// pasted address taken away (mailto:, a name before <…>, 。 or 、 behind it), the domain in lower case as an IDNA A-label. The
// local part keeps its letters, and odd ones are let be: docomo gave out addresses with ".." and ".@". A text without an @
// comes back folded.
func Mail(s string) string { return settle(s, foldMail) }

// IsMail says whether a letter can go to a name: one @ with something on either side, and nothing that a list of names is parted by.
func IsMail(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	return local != "" && domain != "" && !strings.ContainsAny(s, " ,;<>\"") && !strings.Contains(domain, "@")
}

// foldMail is one round of Mail.
func foldMail(s string) string {
	if isSteadyMail(s) {
		return s
	}
	return foldOddMail(s)
}

// foldOddMail is the same for what is not plainly an address.
func foldOddMail(s string) string {
	if s = Plain(s); !isASCII(s) { // none of the marks is
		s = mailMarks.Replace(s)
	}
	if open, end := strings.LastIndex(s, "<"), strings.LastIndex(s, ">"); open >= 0 && end > open && strings.Contains(s[open:end], "@") {
		s = s[open+1 : end]
	}
	if strings.ContainsFunc(s, unicode.IsSpace) {
		s = strings.Join(strings.Fields(s), "")
	}
	for len(s) >= 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	s = strings.TrimRight(strings.TrimLeft(s, "<、,;:「『(（"), ">、,;:」』)）.")
	local, domain, found := cutLast(asciiHyphens(s), "@")
	if !found {
		return s
	}
	return local + "@" + mailDomain(domain)
}

// Domain is the domain of a mail address in the form that Mail gives, "" if there is none.
func Domain(address string) string {
	_, domain, _ := cutLast(Mail(address), "@")
	return domain
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// asciiHyphens makes a hyphen of every dash and long vowel mark, in a text that is otherwise plain ASCII: there a dash can
// only be a slip of the Japanese keyboard. The tilde stays: addresses have it.
func asciiHyphens(s string) string {
	folded := strings.Map(func(r rune) rune {
		if r != '~' && isHyphen(r) {
			return '-'
		}
		return r
	}, s)
	for _, r := range folded {
		if r >= 0x80 {
			return s
		}
	}
	return folded
}

// domains maps as UTS 46 says and does not judge: an underscore is no reason to lose an address.
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// mailDomain is the form in which domains are compared.
func mailDomain(s string) string {
	s = strings.Trim(mailMarks.Replace(Plain(s)), ".、, ")
	if label, err := domains.ToASCII(s); err == nil {
		return strings.ToLower(strings.Trim(label, "."))
	}
	return strings.ToLower(s)
}

// A mail address that letters can be sent to: plain letters before the @ (RFC 5322 atext and dots, wherever they stand), at
// least two labels behind it. Stricter than what is believed as evidence, since commas and quotes are how a second recipient
// is smuggled in (threats.md V4).
var (
	sendable      = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{4,253}$")
	sendableLabel = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	topLabel      = regexp.MustCompile(`^([a-z]{2,63}|xn--[a-z0-9-]{2,59})$`)
)

// Sendable says whether letters can be sent to an address in the form that Mail gives.
func Sendable(address string) bool {
	if len(address) > MaxIdentifier || !sendable.MatchString(address) {
		return false
	}
	labels := strings.Split(Domain(address), ".")
	for _, label := range labels {
		if !sendableLabel.MatchString(label) {
			return false
		}
	}
	return len(labels) > 1 && topLabel.MatchString(labels[len(labels)-1])
}

// oddDots says whether the local part has the dots that some mail servers refuse: "..", a dot first or last.
func oddDots(address string) bool {
	local, _, _ := cutLast(address, "@")
	return strings.Contains(local, "..") || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".")
}
