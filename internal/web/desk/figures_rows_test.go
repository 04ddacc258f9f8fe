package desk

import (
	"regexp"
	"strings"
	"testing"
)

var (
	rows  = regexp.MustCompile(`(?s)<tr role="row"><th role="rowheader" scope="row">(.*?)</th>(.*?)</tr>`)
	cells = regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	marks = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]+>`)
)

// row is a row of a page's tables in words, by its head.
func row(t *testing.T, page, head string) string {
	t.Helper()
	for _, m := range rows.FindAllStringSubmatch(page, -1) {
		if m[1] != head {
			continue
		}
		var out []string
		for _, c := range cells.FindAllStringSubmatch(m[2], -1) {
			out = append(out, strings.TrimSpace(marks.ReplaceAllString(strings.ReplaceAll(c[1], "</li>", "; "), "")))
		}
		return strings.TrimSpace(strings.Join(out, " | "))
	}
	t.Errorf("no row %q", head)
	return ""
}
