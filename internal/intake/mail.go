package intake

import "strings"

// mailDomain is the form in which domains are compared: folded, lower-case, Japanese full stops as dots, none at the end.
func mailDomain(s string) string {
	s = strings.ToLower(Plain(s))
	s = strings.NewReplacer("。", ".", "．", ".", "｡", ".").Replace(s)
	return strings.Trim(s, ".、, ")
}
