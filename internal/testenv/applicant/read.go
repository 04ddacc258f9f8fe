package applicant

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// read walks a page's tree and gathers its title and, of the main part, its forms, words, first button and errors.
func (page *Page) read(n *html.Node) {
	for c := range n.Descendants() {
		switch {
		case c.Type != html.ElementNode:
		case c.Data == "title" && page.Title == "" && c.FirstChild != nil:
			page.Title = c.FirstChild.Data
		case c.Data == "main":
			page.readMain(c, nil)
			return
		}
	}
}

func (page *Page) readMain(n *html.Node, f *Form) {
	if n.Type == html.TextNode {
		if s := strings.TrimSpace(n.Data); s != "" {
			page.Text += s + "\n"
		}
		return
	}
	switch n.Data {
	case "script", "style", "svg":
		return
	case "form":
		page.Forms = append(page.Forms, Form{
			Action: attr(n, "action"), Post: strings.EqualFold(attr(n, "method"), "post"),
			Values: url.Values{}, Kinds: map[string]string{}, Ticks: map[string][]string{},
		})
		f = &page.Forms[len(page.Forms)-1]
	case "a":
		if page.Button == "" && attr(n, "class") == "button" {
			page.Button = attr(n, "href")
		}
	case "input", "select", "textarea", "button":
		if f != nil {
			f.take(n)
		}
	}
	if attr(n, "role") == "alert" {
		page.Errors = append(page.Errors, words(n))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		page.readMain(c, f)
	}
}

// take reads one control of a form.
func (f *Form) take(n *html.Node) {
	name, kind := attr(n, "name"), attr(n, "type")
	if n.Data != "input" {
		kind = n.Data
	}
	if kind == "button" || kind == "submit" {
		if !f.sendable && (n.Data == "input" || attr(n, "type") == "submit") && within(n, "actions") {
			f.Button, f.sendable = [2]string{name, attr(n, "value")}, true
		}
		return
	}
	if name == "" {
		return
	}
	f.Kinds[name] = kind
	switch kind {
	case "radio", "checkbox":
		f.Ticks[name] = append(f.Ticks[name], attr(n, "value"))
		if has(n, "checked") {
			f.Values.Add(name, attr(n, "value"))
		}
	case "select":
		if chosen := selected(n); chosen != nil {
			f.Values.Add(name, attr(chosen, "value"))
		}
	case "textarea":
		f.Values.Add(name, words(n))
	default:
		f.Values.Add(name, attr(n, "value"))
	}
}

// selected is the chosen option of a list, or its first.
func selected(n *html.Node) *html.Node {
	var first, chosen *html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "option" {
			if first == nil {
				first = c
			}
			if has(c, "selected") {
				chosen = c
			}
		}
	}
	if chosen != nil {
		return chosen
	}
	return first
}

// within tells whether a node stands in an element of a class.
func within(n *html.Node, class string) bool {
	for ; n != nil; n = n.Parent {
		if attr(n, "class") == class {
			return true
		}
	}
	return false
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
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(c.Data) + " ")
		}
	}
	return strings.TrimSpace(b.String())
}
