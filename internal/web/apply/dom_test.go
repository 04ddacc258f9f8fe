package apply_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is a parsed page.
type page struct {
	root *html.Node
	ids  map[string]*html.Node
}

func parse(t *testing.T, body string) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return &page{root: root, ids: map[string]*html.Node{}}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// elements are all elements of the page.
func (p *page) elements() []*html.Node {
	var out []*html.Node
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// named tells whether a field has words that say what it is.
func (p *page) named(field *html.Node) bool {
	if attr(field, "aria-label") != "" {
		return true
	}
	for _, n := range p.elements() {
		if n.DataAtom == atom.Label && attr(n, "for") == attr(field, "id") && words(n) != "" {
			return true
		}
	}
	for up := field.Parent; up != nil; up = up.Parent {
		if up.DataAtom == atom.Label && words(up) != "" {
			return true
		}
	}
	return false
}

// isField tells whether an element is something to fill in.
func isField(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Input:
		return attr(n, "type") != "hidden"
	case atom.Select, atom.Textarea:
		return true
	}
	return false
}

// check holds the rules of every page: ids once, references that lead somewhere, fields with names, one main heading, a language, and
// nothing that a strict content security policy would stop.
func (p *page) check(t *testing.T, name string) {
	t.Helper()
	headings := 0
	for _, n := range p.elements() {
		if id := attr(n, "id"); id != "" {
			if p.ids[id] != nil {
				t.Errorf("%s: id %q twice", name, id)
			}
			p.ids[id] = n
		}
		if n.DataAtom == atom.H1 {
			headings++
		}
		if n.DataAtom == atom.Script && (n.FirstChild != nil || !strings.HasPrefix(attr(n, "src"), "/static/")) {
			t.Errorf("%s: a script of its own", name)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "placeholder" || a.Key == "required" || a.Key == "maxlength" {
				t.Errorf("%s: attribute %s", name, a.Key)
			}
			if (a.Key == "src" || a.Key == "href" || a.Key == "action") && (strings.Contains(a.Val, "//") || a.Val == "") {
				t.Errorf("%s: %s=%q leads away", name, a.Key, a.Val)
			}
		}
	}
	if headings != 1 {
		t.Errorf("%s: %d main headings", name, headings)
	}
	p.checkEnter(t, name)
	for _, n := range p.elements() {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if p.ids[id] == nil {
					t.Errorf("%s: %s=%q leads nowhere", name, key, id)
				}
			}
		}
		if target, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && p.ids[target] == nil {
			t.Errorf("%s: link to #%s leads nowhere", name, target)
		}
		if isField(n) && !p.named(n) {
			t.Errorf("%s: field %s has no name", name, attr(n, "name"))
		}
		if n.DataAtom == atom.Fieldset && !has(n, "aria-labelledby") && (firstElement(n) == nil || firstElement(n).DataAtom != atom.Legend) {
			t.Errorf("%s: a group without a name", name)
		}
	}
}

// checkEnter holds that Enter goes on: browsers press a form's first button then, which must be the one that stands for the page.
func (p *page) checkEnter(t *testing.T, name string) {
	t.Helper()
	for _, form := range p.elements() {
		if form.DataAtom != atom.Form {
			continue
		}
		for n := range form.Descendants() {
			if n.DataAtom == atom.Button && attr(n, "type") == "submit" {
				if has(n, "name") {
					t.Errorf("%s: Enter presses %s", name, attr(n, "name"))
				}
				break
			}
		}
	}
}

func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

func TestEveryPageIsWellMade(t *testing.T) {
	files := 0
	for _, name := range []string{"okaeri.css", "okaeri.js", "robot.js", "work.js", "icons.svg", "mark.svg"} {
		data, err := os.ReadFile("../static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files += len(data)
	}
	for _, lang := range []string{"ja", "en"} {
		v := newSite(t).visitor(lang)
		v.tour(func(name string) {
			p := parse(t, v.body)
			p.check(t, lang+" "+name)
			if weight := len(v.body) + files; weight > 60_000 { // on a telephone far from anywhere (ux.md, acceptance 46)
				t.Errorf("%s %s: %d bytes, with everything that it loads", lang, name, weight)
			}
			if strings.HasSuffix(name, "-faults") {
				p.checkFaults(t, lang+" "+name)
			}
		})
	}
}

// checkFaults holds that a page with faults says each in the summary and, in the same words, beside its field (WCAG 3.3.1).
func (p *page) checkFaults(t *testing.T, name string) {
	t.Helper()
	summary := p.ids["faults"]
	if summary == nil {
		t.Errorf("%s: no summary", name)
		return
	}
	title := ""
	var beside []string
	for _, n := range p.elements() {
		if n.DataAtom == atom.Title {
			title = words(n)
		}
		if attr(n, "class") == "fault" {
			beside = append(beside, words(n))
		}
	}
	if !strings.HasPrefix(title, "Error: ") && !strings.HasPrefix(title, "エラー：") {
		t.Errorf("%s: title %q", name, title)
	}
	for n := range summary.Descendants() {
		// The summary may name the question before the words that stand under its name.
		said := func(fault string) bool { return strings.HasSuffix(words(n), fault) }
		if n.DataAtom == atom.A && !slices.ContainsFunc(beside, said) {
			t.Errorf("%s: %q is not said beside its field", name, words(n))
		}
	}
}

// The tokens of ux.md: what a browser may fill in for whom. A card number is never among them, and a postcode is text.
func TestFieldsHaveTheirAutocompleteTokens(t *testing.T) {
	want := map[string]string{
		"account": "username", "contact": "email", "code": "one-time-code", "family_name": "family-name", "given_name": "given-name",
		"family_kana": "off", "given_kana": "off", "former_name": "off", "birth_year": "bday-year", "birth_month": "bday-month",
		"birth_day": "bday-day", "country": "country", "region": "address-level1", "postal_code": "postal-code", "password": "off",
		"card_holder": "cc-name", "card_last4": "off", "card_month": "cc-exp-month", "card_year": "cc-exp-year",
		"new_password": "new-password", "new_password_again": "new-password", "ref": "off",
	}
	for _, lang := range []string{"ja", "en"} {
		seen := map[string]bool{}
		v := newSite(t).visitor(lang)
		v.tour(func(name string) {
			for _, n := range parse(t, v.body).elements() {
				field, token := attr(n, "name"), attr(n, "autocomplete")
				if !isField(n) || name == "back" || name == "back-faults" {
					continue
				}
				if token == "cc-number" || (field == "postal_code" && attr(n, "type") != "text") {
					t.Errorf("%s %s: %s has %q, type %q", lang, name, field, token, attr(n, "type"))
				}
				if w, ok := want[field]; ok {
					seen[field] = true
					if token != w {
						t.Errorf("%s %s: %s has %q, not %q", lang, name, field, token, w)
					}
				}
			}
		})
		for field := range want {
			if !seen[field] {
				t.Errorf("%s: no field %s was seen", lang, field)
			}
		}
	}
}

// Help stands in the same place on every page (WCAG 3.2.6): after the content, phone and hours first.
func TestHelpStandsInTheSamePlace(t *testing.T) {
	v := newSite(t).visitor("en")
	v.tour(func(name string) {
		_, after, found := strings.Cut(v.body, "</main>")
		if !found || !strings.Contains(after, "Phone 0120-000-000") || strings.Index(after, "Phone") > strings.Index(after, "/status") {
			t.Errorf("%s: no help after the content", name)
		}
	})
}
