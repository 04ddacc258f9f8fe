// Package notice words the letters of a case: to the applicant, and to the owner whose account it is about.
//
// # One letter, three forms
//
// A letter is a kind and a few named values. The kind has an outline (outline.go): paragraphs, a code in large figures, facts,
// lists, a button. The outline is filled once for each language and then written twice, as plain text and as light HTML, so
// that the two can never say different things. A reader whose language is not known gets Japanese first and English below it
// in the same letter.
//
// # What a letter never does
//
//   - It never shows evidence. No value in it was typed by an applicant or is held of an account: values are times, codes,
//     links, counts and words out of closed lists. A value outside its list fails the letter instead of being printed.
//   - It never makes a link. Every address in it is one of the values given, which recovery builds from the configured
//     public URL alone (threats.md V1); it is refused when it is not http or https.
//   - It never has to be clicked. Each says who sends it, carries the case's reference number, and tells how to type that
//     number on the official site to see whether the letter is real (mission S17).
//   - It never hides what it is about: what happened, when, and roughly where from (V18); never more exact than a region and
//     a class of network.
//
// # Values
//
// Times come as RFC 3339 and are said in the letterhead's zone. The names are listed at Letter; which of them a kind needs is
// in its outline, and a missing one is an error. A name that a kind doesn't know is not printed.
package notice
