// Package web is the shell around every page: layout, style, language, safety headers, and the few things that a request is known by.
//
// The pages themselves live below it, one folder for each kind of reader: apply for applicants and owners who got a letter, front for
// the demo. Each builds its pages on a Shell and answers behind Shell.Guard.
//
// # What a page costs
//
// Recovery is busiest on the worst day, when everybody was locked out at once. Templates are therefore parsed once for each language,
// and every sentence, icon and address that does not depend on the request is put into the template's text before it is parsed:
// [[apply.start.title]] becomes the sentence itself. What is left for html/template to do is what really changes.
//
// # What a page never does
//
// It loads nothing from anywhere else and runs no inline script (the content security policy forbids both). It needs no script at
// all: the modules of static/okaeri.js add comfort to pages that work without them. It puts nothing personal into an address, a title
// or the log. And no address in it comes from the request: absolute ones come from the configured public URL (V1), the others are
// relative to it.
package web
