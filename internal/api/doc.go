// Package api is what programs meet: REST under /api/v1, described by an OpenAPI 3.1 document that the server itself serves.
//
// # The same rules, told once
//
// Nothing is decided here. A request is taken apart, handed to the story that the pages hand it to, and its answer put into JSON: the
// limits, the sameness of unknown accounts, the proof of the contact address, claims, four eyes and who may not decide are those of
// package recovery, and an application filed by a program goes through the boxes of the form (intake.File). What a person at the desk
// may not see, a program may not either: a case is made of findings, never of what is held.
//
// # Who asks
//
// A program brings a token in the Authorization header and nothing else: no cookie is read or set, so no page of another site can ask
// in somebody's name. What a token may do is package token's story. Whatever is wrong with one, the answer is the same 401.
//
// # What is answered
//
// Every error is a problem of RFC 9457 in the language that Accept-Language asks for, with the code of the form's own errors, a JSON
// pointer to the field where there is one, and the number of the request, which is also in the log. No problem and no line of the log
// quotes what was sent. Bodies are read strictly: an unknown field, a field given twice or one too long is refused by its pointer,
// since which of two values counts is how two readers come to disagree (V4).
//
// A POST with an Idempotency-Key is done once (package token); a PUT and a DELETE take If-Match with the ETag of a GET.
package api
