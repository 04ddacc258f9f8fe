package notice

import (
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/text"
)

// Letter is what is to be said, to a reader of a language.
//
// The values of Data, all optional unless the kind's outline needs them:
//
//	code                six digits
//	until, due, opens,  times in RFC 3339: end of a code, link or undo; the promised verdict; when access opens; the next
//	again, at,          possible application; when the told thing happened; when the application was sent
//	submitted
//	link                the address behind the letter's button
//	appeal, till        the page where other people may be asked to look at a refusal again, and until when; empty when they can't be
//	check, status       the pages where a reference number is looked up, and where a case is followed
//	kinds               kinds of evidence to add, comma-separated; unknown ones are said as "other questions"
//	changes             what a restoration changed, comma-separated: password, unlocked, sessions
//	region              ISO 3166 country or Japanese prefecture ("JP-27") that the application came from, empty if unknown
//	network             class of its network: home, mobile, company, school, hosting, anonymous; empty if unknown
//	count               how many applications the account has had, in a notice that stands for several
//	outcome             of a contest: stopped, or dispute when people must look first
type Letter struct {
	Kind Kind
	Lang string // "ja", "en", or "" for both in one letter
	Ref  string // the case's reference number, such as 7K2-4M9-QX
	Data map[string]string
}

// Message is a written letter, ready to be sent.
type Message struct {
	Subject string // at most 30 full-width characters
	Text    string
	HTML    string
}

// Letterhead is what all letters of one operator share.
type Letterhead struct {
	Product  intake.Words   // whose accounts are recovered, in each language: "Momiji Mail"
	Operator intake.Words   // who runs it
	Zone     *time.Location // in which times are said; nil is UTC
}

// Writer words letters. It is safe for concurrent use.
type Writer struct {
	Catalogue  *text.Catalogue
	Letterhead Letterhead
}
