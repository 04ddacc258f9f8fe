// Package desk is where people work: reviewers, seniors, auditors, operators and administrators.
//
// # How a page is made
//
// A section of the desk is a file or two and a method that registers its pages, named in sections (routes.go):
//
//	func (d *Desk) cases() {
//		d.nav("cases", "/desk/cases", reads)
//		d.page("GET /desk/cases/{ref}", reads, d.showCase)
//		d.act("POST /desk/cases/{ref}/decide", grants, d.decide)
//	}
//
// Its handlers get a turn: one request of one person who is signed in and may do this. A page is shown by GET, which changes nothing; a
// form is taken by POST, which ends in t.goTo (303) or shows its page again with t.again and what needs another look.
//
// # Who may do what
//
// The second argument, an allow, names roles and how fresh a sign-in must be that no false page can have taken. The guard refuses before
// the handler runs: who is not signed in is sent to the sign-in page and brought back, who lacks the role reads which one is needed, and
// who was proven too long ago confirms with a passkey and is brought back. This is for calm pages only: the stories check roles and freshness
// again, since the API and the command line come past no page (one implementation of every rule).
//
// # What the desk never shows
//
// A value that is held of an account. Pages are made of findings, never of facts.
//
// The pages work without script, except for passkeys, which browsers give to scripts only.
package desk
