package intake

import (
	"bytes"
	"compress/gzip"
	_ "embed" // a list that other people keep
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// carriers are the mail domains of Japanese mobile phone companies. Many of their phones let no mail in from unknown senders,
// and an address is lost with the contract.
var carriers = []string{
	"docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp", "disney.ne.jp", "ymobile.ne.jp",
	"y-mobile.ne.jp", "ymobile1.ne.jp", "emobile.ne.jp", "emnet.ne.jp", "willcom.com", "wcm.ne.jp", "pdx.ne.jp", "uqmobile.jp",
	"rakumail.jp", "mineo.jp", "jp-t.ne.jp", "jp-d.ne.jp", "jp-h.ne.jp", "jp-k.ne.jp", "jp-r.ne.jp", "jp-s.ne.jp", "jp-n.ne.jp",
	"jp-q.ne.jp", "jp-c.ne.jp", "ido.ne.jp", "sky.tkk.ne.jp", "biz.ezweb.ne.jp",
}

// usual are domains that most people write to; a domain one slip away from one of them is asked about.
var usual = []string{
	"gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "icloud.com", "me.com", "mac.com", "outlook.jp",
	"outlook.com", "hotmail.com", "hotmail.co.jp", "live.jp", "live.com", "msn.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com",
	"softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "plala.or.jp", "so-net.ne.jp",
	"dion.ne.jp", "excite.co.jp", "proton.me", "protonmail.com", "aol.com", "gmx.de", "gmx.net", "web.de", "qq.com", "163.com",
	"126.com", "naver.com", "yahoo.co.uk", "hotmail.co.uk", "rakuten.jp", "goo.jp", "zoho.com", "fastmail.com",
}

// neighbours are real domains that look like a slip of a usual one.
var neighbours = []string{
	"mail.com", "ymail.com", "email.com", "gmx.com", "gmx.at", "gmx.ch", "gmx.fr", "outlook.fr", "outlook.de", "outlook.es", "outlook.it",
	"live.nl", "live.de", "live.fr", "live.it", "live.cn", "live.ca", "yahoo.com.br", "yahoo.ca", "yahoo.cn", "hotmail.de", "hotmail.fr",
	"hotmail.it", "hotmail.es", "bmail.com", "fmail.com", "hmail.com", "pmail.com", "rmail.com", "tmail.com", "zmail.com", "mc.com",
	"ma.com", "we.com", "he.com", "be.com", "q.com", "aim.com", "att.com", "goo.gl", "a.com", "163.net", "136.com", "139.com",
	"189.com", "263.com", "ocn.jp", "so.com", "zoo.com", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "au.de", "xn.com",
}

// slips are common wrong endings that one letter does not explain.
var slips = map[string]string{
	"gmail.co.jp": "gmail.com", "gmail.jp": "gmail.com", "gmail.ne.jp": "gmail.com", "gmail": "gmail.com", "icloud.co.jp": "icloud.com",
	"icloud.jp": "icloud.com", "yahoo.ne.jp": "yahoo.co.jp", "yahoo.jp": "yahoo.co.jp", "docomo.co.jp": "docomo.ne.jp",
	"docomo.jp": "docomo.ne.jp", "docomo.com": "docomo.ne.jp", "ezweb.jp": "ezweb.ne.jp", "ezweb.co.jp": "ezweb.ne.jp",
	"softbank.co.jp": "softbank.ne.jp", "i.softbank.ne.jp": "i.softbank.jp", "au.co.jp": "au.com", "au.ne.jp": "au.com",
	"outlook.co.jp": "outlook.jp", "hotmail.jp": "hotmail.co.jp",
}

// SuggestDomain is the domain that was probably meant, "" where the one written is as likely.
func SuggestDomain(domain string) string {
	if meant, ok := slips[domain]; ok {
		return meant
	}
	if slices.Contains(usual, domain) || slices.Contains(neighbours, domain) {
		return ""
	}
	for _, meant := range usual {
		if len(meant) > 5 && oneSlip(domain, meant) {
			return meant
		}
	}
	return ""
}

// oneSlip says whether one letter more, less or other, or two that changed places, make a of b.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) <= 1 && len(b) <= 1:
		return len(a)+len(b) > 0
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}

//go:embed data/disposable.txt.gz
var disposableList []byte

// disposable is the list as text, one domain a line, sorted. Unpacked (1.8 MB) when the first contact address is checked.
var disposable = sync.OnceValue(func() string {
	unpacked, err := gzip.NewReader(bytes.NewReader(disposableList))
	if err != nil {
		panic(err) // built in; a test reads it
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		panic(err)
	}
	return string(text)
})

// Disposable says whether a domain, in the form that Domain gives, or one above it hands out throw-away addresses.
func Disposable(domain string) bool {
	return someParent(domain, func(d string) bool { return listed(disposable(), d) })
}

// listed searches a sorted text of lines, without taking it apart.
func listed(lines, word string) bool {
	low, high := 0, len(lines)
	for low < high {
		start := strings.LastIndexByte(lines[low:(low+high)/2], '\n') + low + 1
		end := start + strings.IndexByte(lines[start:], '\n')
		switch c := strings.Compare(lines[start:end], word); {
		case c == 0:
			return true
		case c < 0:
			low = end + 1
		default:
			high = start
		}
	}
	return false
}

// someParent asks about a domain and the domains above it, but not about a top-level domain.
func someParent(domain string, ask func(string) bool) bool {
	for strings.Contains(domain, ".") {
		if ask(domain) {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}

// among says whether a domain or one above it is on a list.
func among(list []string, domain string) bool {
	return someParent(domain, func(d string) bool { return slices.Contains(list, d) })
}

// checkContact judges the contact address (A4). What has to be changed comes alone; words of warning come all together, since
// one tick ("use it as it is") answers them all.
func (q *Questionnaire) checkContact(a Answers) []Problem {
	address := Mail(a.One("contact"))
	fault := func(code, domain string) []Problem {
		p := Problem{Field: "contact", Code: code}
		if domain != "" {
			p.Args = map[string]string{"Domain": domain}
		}
		return []Problem{p}
	}
	domain := Domain(address)
	limits := q.Limits.Contact
	switch {
	case a.Blank("contact"):
		return fault(CodeContactMissing, "")
	case !Sendable(address) || hidden(a.One("contact")):
		return fault(CodeContactForm, "")
	case !a.Blank("account") && Identifier(address) == Identifier(a.One("account")):
		return fault(CodeContactSame, "")
	case among(limits.Refuse, domain):
		return fault(CodeContactRefused, domain)
	case limits.Disposable == Refuse && Disposable(domain):
		return fault(CodeContactDisposable, domain)
	case limits.Carrier == Refuse && among(carriers, domain):
		return fault(CodeContactCarrier, domain)
	case a.Ticked("contact_anyway"):
		return nil
	}
	return limits.warnings(address, domain)
}

func (l ContactLimits) warnings(address, domain string) []Problem {
	var warnings []Problem
	warn := func(code string, args map[string]string) {
		warnings = append(warnings, Problem{Field: "contact", Code: code, Args: args, Warning: "contact_anyway"})
	}
	if meant := SuggestDomain(domain); meant != "" {
		warn(CodeContactTypo, map[string]string{"Typed": domain, "Suggested": meant})
	}
	if oddDots(address) {
		warn(CodeContactOddDots, nil)
	}
	if l.Carrier == Warn && among(carriers, domain) {
		warn(CodeContactCarrier, map[string]string{"Domain": domain})
	}
	if l.Disposable == Warn && Disposable(domain) {
		warn(CodeContactDisposable, map[string]string{"Domain": domain})
	}
	if among(l.Warn, domain) {
		warn(CodeContactWarned, map[string]string{"Domain": domain})
	}
	return warnings
}

// hidden says that an address holds what can't be seen or turns the line around (V30), or a space where no address is broken: what is
// written to must be what was meant. Around an address, around its @ and around its dots spaces are how copying breaks it.
func hidden(typed string) bool {
	if open, end := strings.LastIndexAny(typed, "<＜"), strings.LastIndexAny(typed, ">＞"); open >= 0 && end > open {
		typed = typed[open:end]
	}
	runes := []rune(strings.TrimFunc(typed, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '<' || r == '＜' }))
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return true
		case unicode.IsSpace(r) && !brokenAt(runes[i-1]) && !brokenAt(runes[i+1]):
			return true
		}
	}
	return false
}

// brokenAt says whether copying breaks an address beside a character.
func brokenAt(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("@＠.．。", r) }
