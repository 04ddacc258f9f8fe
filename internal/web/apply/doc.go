// Package apply is the applicant's side of Okaeri: the pages of the form, of its status and of its end, and the pages behind the links
// of letters (docs A0 to A19).
//
// # One way through
//
// A person starts at /recover, reads what to expect, and walks through the pages that the questionnaire lays out for the answers so
// far. Each page is shown by GET, which changes nothing, and taken by POST, which saves what was typed in the draft and sends the
// browser on (303), also when an answer needs another look: the page then shows itself again with what was typed and what to do. So
// going back, refreshing and pressing a button twice are always safe, and no browser ever asks to send a form again.
//
// What was typed lives in the draft, sealed by the store. The session holds a case's number and a few words about where its
// visitor stands, never an answer. Passwords go straight from the form to the story and are never shown again.
//
// # Who knows what
//
// The pages know neither whether an account exists nor how a case is judged: everything they do goes through Story, the calls
// that the recovery story answers. Same words, same status, same work for every account name.
package apply
