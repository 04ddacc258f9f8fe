package mbox

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// maxRecipients bounds a mailing to the whole village; more recipients are no better evidence.
const maxRecipients = 50

// fact makes a fact of a message that the owner sent.
func (r *Reader) fact(m raw) (evidence.Fact, bool) {
	f := parseHeader(m.header)
	if !slices.ContainsFunc(addresses(f.get("from")), func(a string) bool { return r.owner[intake.Identifier(a)] }) {
		return evidence.Fact{}, false
	}
	if delivered(f) {
		return evidence.Fact{}, false
	}
	var to []string
	for _, name := range []string{"to", "cc", "bcc"} {
		for _, value := range f[name] {
			for _, a := range addresses(value) {
				if !slices.Contains(to, a) && len(to) < maxRecipients {
					to = append(to, a)
				}
			}
		}
	}
	subject, _ := intake.DropFullCards(decode(f.get("subject")))
	if len(to) == 0 && strings.TrimSpace(subject) == "" {
		return evidence.Fact{}, false
	}
	at, ok := dated(f.get("date"), m.from)
	if !ok {
		return evidence.Fact{}, false
	}
	parts := map[string]string{"to": strings.Join(to, ","), "subject": strings.TrimSpace(subject)}
	if f.get("in-reply-to") != "" { // that it answers is evidence, to which mail nobody asks
		parts["in_reply_to"] = "true"
	}
	return evidence.Fact{Kind: "sent_mail", Value: intake.Value{Parts: parts}, At: &at, Source: "mbox"}, true
}

// Labels that Gmail writes into its files, in the languages we speak.
var (
	sentLabels = []string{"sent", "sent mail", "送信済み", "送信済みメール"}
	inLabels   = []string{"inbox", "spam", "drafts", "draft", "受信トレイ", "迷惑メール", "下書き"}
)

// delivered tells whether a message came into the mailbox, or never left it as a draft.
func delivered(f fields) bool {
	in := false
	for label := range strings.SplitSeq(decode(f.get("x-gmail-labels")), ",") {
		label = strings.ToLower(strings.Trim(strings.TrimSpace(label), `"`))
		if slices.Contains(sentLabels, label) {
			return false
		}
		in = in || slices.Contains(inLabels, label)
	}
	return in || len(f["delivered-to"])+len(f["x-original-to"])+len(f["return-path"]) > 0
}

// addresses lists the plain addresses of a header's value, as intake compares them. It is far more patient than RFC 5322: names with
// unquoted marks, dots in odd places and missing brackets are read for what they mean. Groups are read through.
func addresses(value string) []string {
	if strings.Contains(value, "\x1b") || !utf8.ValidString(value) {
		value = guess([]byte(value)) // raw Japanese: its bytes look like commas, quotes and at signs
	}
	var out []string
	for _, item := range items(value) {
		if open := strings.LastIndexByte(item, '<'); open >= 0 {
			item, _, _ = strings.Cut(item[open+1:], ">")
		}
		address := intake.Mail(decode(item))
		local, domain, found := strings.Cut(address, "@")
		if !found || local == "" || domain == "" || len(address) > intake.MaxIdentifier || strings.Contains(domain, "@") || strings.ContainsAny(address, " ,;<>\"\\") {
			continue
		}
		out = append(out, address)
	}
	return out
}

// items cuts a list of addresses at its commas and semicolons, except inside quotes, comments and brackets, and leaves comments and
// group names out.
func items(value string) []string {
	var out []string
	var item strings.Builder
	quoted, depth := false, 0
	end := func() {
		out = append(out, item.String())
		item.Reset()
	}
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && i+1 < len(value) && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
			item.WriteByte(c)
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == ',' || c == ';':
			end()
		case c == ':':
			item.Reset() // what stood before names a group
		default:
			item.WriteByte(c)
		}
	}
	end()
	return out
}

// forms of dates that mail programs wrote and RFC 5322 doesn't know.
var forms = []string{
	"Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon Jan _2 15:04:05 2006",
	"Mon Jan _2 15:04:05 -0700 2006", "Mon Jan _2 15:04:05 2006 -0700", "Mon Jan _2 15:04 2006", "Mon Jan _2 15:04:05 MST 2006", "Mon, 2 Jan 06 15:04:05 -0700", time.RFC3339,
	"2006-01-02 15:04:05 -0700", "2006/01/02 15:04:05 -0700",
}

// dated reads the Date header, or else the date in the line that begins the message.
func dated(header string, from []byte) (time.Time, bool) {
	if at, ok := readDate(header); ok {
		return at, true
	}
	fields := strings.Fields(string(from))
	for i := 2; i < len(fields); i++ {
		if at, ok := readDate(strings.Join(fields[i:], " ")); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

func readDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, " JST", " +0900"))
	if open := strings.IndexByte(s, '('); open > 0 {
		s = strings.TrimSpace(s[:open])
	}
	s = strings.Join(strings.Fields(s), " ")
	at, err := mail.ParseDate(s)
	for i := 0; err != nil && i < len(forms); i++ {
		at, err = time.Parse(forms[i], s)
	}
	return at, err == nil && at.Year() >= 1980 && at.Year() <= 2100
}
