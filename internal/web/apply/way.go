package apply

import (
	"slices"

	"okaeri/internal/intake"
)

// part is the part of the form that a page belongs to; the parts are fixed, the pages inside them vary (ux.md 0.9).
func part(page intake.Page) int {
	switch page {
	case intake.PageWho:
		return 1
	case intake.PageAccount:
		return 2
	case intake.PageContact, intake.PageCode:
		return 3
	case intake.PageName, intake.PageBirth, intake.PageAddress:
		return 4
	case intake.PagePasswords:
		return 5
	case intake.PagePurchases, intake.PageElse:
		return 7
	}
	return 6
}

// lastPart is checking and sending.
const lastPart = 8

// Two notes of ours among the answers, sealed like them: for which contact and account the last code was sent, and for which it came
// back. When either changes the code has to be asked for anew, as the story will demand it.
const (
	noteSent   = "sent_for"
	noteProven = "proven_for"
)

// codeFor is what a contact code proves: this address, for this account.
func codeFor(a intake.Answers) string {
	account := a.One("account")
	if account == "" {
		account = a.One("other_hints")
	}
	return intake.Mail(a.One("contact")) + "|" + intake.Identifier(account)
}

// answered tells whether a page needs no visit any more.
func (t *turn) answered(page intake.Page) bool {
	c, a := t.kase, t.answers()
	if c == nil {
		return false
	}
	switch page {
	case intake.PageContact:
		return a.One(noteSent) == codeFor(a)
	case intake.PageCode:
		return a.One(noteProven) == codeFor(a)
	}
	return slices.Contains(c.Private.Done, string(page))
}

// open tells whether a page may be shown: every page before it is answered. If not, or if the questionnaire does not have it for
// these answers, first is the page to go to.
func (t *turn) open(page intake.Page) (ok bool, first string) {
	for _, p := range t.a.q.Pages(t.answers()) {
		if p == page {
			return true, ""
		}
		if !t.answered(p) {
			return false, "/recover/" + string(p)
		}
	}
	return false, "/recover/send"
}

// exists tells whether the questionnaire has a page for any answers at all; what it never has is not found.
func (a *Apply) exists(page intake.Page) bool {
	if slices.Contains(a.q.Pages(nil), page) {
		return true
	}
	for i := range a.q.Questions {
		if a.q.Questions[i].Page() == page {
			return true
		}
	}
	return false
}

// after is the address behind an answered page: the next one, or on a change from the last page straight back to it, by way of pages
// that the change has opened.
func (t *turn) after(page intake.Page, change bool) string {
	pages := t.a.q.Pages(t.answers())
	if change {
		for _, p := range pages {
			if !t.answered(p) {
				return "/recover/" + string(p) + "?change=1"
			}
		}
		return "/recover/send"
	}
	if i := slices.Index(pages, page); i >= 0 && i+1 < len(pages) {
		return "/recover/" + string(pages[i+1])
	}
	return "/recover/send"
}

// before is the address of the page before.
func (t *turn) before(page intake.Page) string {
	pages := t.a.q.Pages(t.answers())
	switch i := slices.Index(pages, page); {
	case i == 0:
		return "/recover/ways"
	case i > 0 && pages[i-1] == intake.PageCode:
		return "/recover/contact"
	case i > 0:
		return "/recover/" + string(pages[i-1])
	}
	return "/recover"
}
