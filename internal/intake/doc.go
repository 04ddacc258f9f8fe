// Package intake is the first room: it takes what a person typed and makes claims of it.
//
// # What comes in
//
// An application arrives by two doors. The pages of the form hand in Answers, one page at a time; a Questionnaire, which is the
// operator's own file, says which pages and questions there are, Clean takes a posted page apart, Check says in codes what
// would help before going on, and Claims turns the answers into claims. The API and `okaeri assess` hand in an Application as
// a line of JSON (docs/formats.md §2), which DecodeApplication reads strictly.
//
// # What is never kept
//
// A full card number is dropped at both doors, before anything can store or log it; a password never enters Answers. Errors
// and problems name fields and rules, never what was typed.
//
// # Raw and folded
//
// People write one thing in many ways: 〒530-0001 and ５３０−０００１, 昭和35年4月8日 and 1960/4/8, 髙橋 and 高橋, Satou and
// さとう. The normalisers of this room (Date, Name, Postal, Region, Country, Mail, Identifier, Subject, Digits, Expiry,
// PasswordVariants) map every way of writing one thing to one form. They serve comparing only: what was typed is kept as it
// was typed, nothing is rewritten on the screen, no name is ever refused. Where a form has several depths (a name as written,
// its variants folded, its sound), each depth is a field of its own, so that the evidence room can tell an exact answer from
// one that agrees only when folded. Every normaliser is idempotent and none panics; fuzz tests hold both.
//
// # Purity
//
// No clock (Check is told the time), no I/O, no randomness, no package state that changes. Data files are embedded: the default
// questionnaire, the table from postal code to prefecture and the list of throw-away mail domains; NOTICE beside them says
// where each comes from.
package intake
