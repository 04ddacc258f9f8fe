package mbox

import (
	"bytes"
	"strings"
)

// fields are the headers of one message: values as they stand in the file, unfolded, by name in lower case.
type fields map[string][]string

// wanted are the headers that are kept; a message can have thousands of others.
var wanted = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "subject": true, "date": true, "in-reply-to": true,
	"delivered-to": true, "x-original-to": true, "return-path": true, "x-gmail-labels": true,
}

// parseHeader reads what can be read. A line without a colon is passed over together with its continuation.
func parseHeader(header []byte) fields {
	f := fields{}
	name := ""
	for line := range bytes.Lines(header) {
		text := strings.TrimRight(string(line), "\r\n")
		if text != "" && (text[0] == ' ' || text[0] == '\t') {
			if n := len(f[name]); name != "" && n > 0 {
				f[name][n-1] += text
			}
			continue
		}
		before, value, found := strings.Cut(text, ":")
		name = strings.ToLower(strings.TrimSpace(before))
		if !found || !wanted[name] {
			name = ""
			continue
		}
		f[name] = append(f[name], strings.TrimSpace(value))
	}
	return f
}

// get returns the first value of a name, or "".
func (f fields) get(name string) string {
	if len(f[name]) == 0 {
		return ""
	}
	return f[name][0]
}
