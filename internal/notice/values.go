package notice

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"okaeri/internal/intake"
	"okaeri/internal/text"
)

// moments are the names of values that are times, with the placeholder that says each.
var moments = map[string]string{
	"until": "Until", "due": "Due", "opens": "Opens", "again": "Again", "at": "At", "submitted": "Submitted", "till": "Till",
}

var (
	sixDigits  = regexp.MustCompile(`^[0-9]{6}$`)
	reference  = regexp.MustCompile(`^[0-9A-Z]{1,8}(-[0-9A-Z]{1,8}){0,3}$`)
	regionCode = regexp.MustCompile(`^[A-Z]{2}(-[0-9A-Z]{1,3})?$`)
)

// words are the closed lists: a value outside its list fails the letter, except evidence kinds, which operators may add to.
var words = map[string][]string{
	"network": {"home", "mobile", "company", "school", "hosting", "anonymous"},
	"changes": {"password", "unlocked", "sessions"},
	"outcome": {"stopped", "dispute"},
}

// check refuses a letter whose values are not what they are called. Errors name the value, never its content.
func (l Letter) check() error {
	plan, known := outlines[l.Kind]
	if !known {
		return errors.New("notice: no such kind of letter")
	}
	if !reference.MatchString(l.Ref) {
		return fmt.Errorf("notice: %s: the reference number can't be one", l.Kind)
	}
	for _, name := range plan.needs {
		if l.Data[name] == "" {
			return fmt.Errorf("notice: %s: %q is missing", l.Kind, name)
		}
	}
	for name, value := range l.Data {
		if value != "" && !fits(name, value) {
			return fmt.Errorf("notice: %s: %q is not what it is called", l.Kind, name)
		}
	}
	return nil
}

// fits tells whether a value is what its name says. Values with names we don't know are never printed, so they always fit.
func fits(name, value string) bool {
	if _, ok := moments[name]; ok {
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	}
	switch name {
	case "code":
		return sixDigits.MatchString(value)
	case "count":
		n, err := strconv.Atoi(value)
		return err == nil && n > 0
	case "region":
		return regionCode.MatchString(value)
	case "link", "check", "status", "appeal":
		return isLink(value)
	}
	return inList(name, value)
}

// inList tells whether all words of a comma-separated value are in the closed list of its name.
func inList(name, value string) bool {
	allowed, ok := words[name]
	if !ok {
		return true
	}
	for word := range strings.SplitSeq(value, ",") {
		if !slices.Contains(allowed, word) {
			return false
		}
	}
	return true
}

// isLink accepts an absolute http or https address without user, white space or control characters.
func isLink(value string) bool {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return false
	}
	return !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^{|}`, r) || r == '`' })
}

// arguments are the placeholders that sentences of letters may use.
func (w Writer) arguments(l Letter, lang string) map[string]string {
	args := map[string]string{
		"Product": name(w.Letterhead.Product, lang), "Operator": name(w.Letterhead.Operator, lang), "Ref": l.Ref,
		"Page": w.Catalogue.T(lang, "shell.help.check", nil), // as the pages themselves call it
		"Code": l.Data["code"], "Check": l.Data["check"], "N": l.Data["count"],
	}
	for name, slot := range moments {
		if t, err := time.Parse(time.RFC3339, l.Data[name]); err == nil {
			args[slot] = text.Moment(lang, t, w.Letterhead.Zone)
		}
	}
	return args
}

// advice says an evidence kind of the default questionnaire by what the applicant can do about it.
var advice = map[string]string{
	"country": "address", "region": "address", "postal_code": "address",
	"past_password":  "password",
	"mail_recipient": "mail", "mail_subject": "mail", "sent_mail": "mail",
	"mail_folder": "folder", "mail_contact": "contact",
	"card":           "purchase",
	"former_address": "address", "account_created": "created",
	"sign_in": "device", "network": "device", "browser": "device", "context": "device",
}

// said words the entries of a list in a language, each once. An entry without words of its own, such as a kind of evidence that
// the operator added, is said in general.
func (w Writer) said(lang, name, value string) []string {
	var out []string
	seen := map[string]bool{}
	for word := range strings.SplitSeq(value, ",") {
		if name == "kinds" && advice[word] != "" {
			word = advice[word]
		}
		key := "letters." + name + "." + word
		if !w.Catalogue.Has(lang, key) {
			key = "letters." + name + ".more"
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, w.Catalogue.T(lang, key, nil))
		}
	}
	return out
}

// origin says roughly where from: a region and a class of network, or that it isn't known.
func (w Writer) origin(l Letter, lang string) string {
	region, class := w.region(lang, l.Data["region"]), l.Data["network"]
	if class != "" {
		class = w.Catalogue.T(lang, "letters.network."+class, nil)
	}
	switch {
	case region == "" && class == "":
		return w.Catalogue.T(lang, "letters.where.unknown", nil)
	case region == "" || class == "":
		return region + class
	}
	return w.Catalogue.T(lang, "letters.where.both", map[string]string{"Region": region, "Network": class})
}

// region names a prefecture of Japan or a country; a code that is neither has no name.
func (w Writer) region(lang, code string) string {
	for _, p := range intake.Prefectures() {
		if p.Code == code {
			return w.Catalogue.T(lang, "letters.where.japan", map[string]string{"Prefecture": p.Name[lang]})
		}
	}
	country, _, _ := strings.Cut(code, "-")
	for _, c := range intake.Countries() {
		if c.Code == country {
			return c.Name[lang]
		}
	}
	return ""
}

// name is the operator's word in a language, or in the other one if only that was given.
func name(words intake.Words, lang string) string {
	for _, l := range append([]string{lang}, text.Languages()...) {
		if s := clean(words[l]); s != "" {
			return s
		}
	}
	return ""
}

// clean keeps a value in its line and in its direction: control and format characters (CR, LF, bidi overrides) go (V4, V30).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}
