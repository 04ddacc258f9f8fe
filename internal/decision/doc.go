// Package decision turns bits into a verdict: grant into a hold, review by people, or decline.
//
// # What a grant needs
//
// The bits must reach a threshold that is set by how often an adversary may get through: a yearly budget for each account, spent over
// attempts, in two ledgers, so that junk filed by a stranger never uses up the chances of the owner at the usual place. They
// must reach part of it without anything that can be read from inside the account. And no hard stop may stand against it: a
// contest, a campaign, a compromised account, the strict profile. Everything that would grant but may not goes to people.
//
// # What never happens
//
// No verdict restores anything: a grant opens a hold of at least 24 hours, with a notice to every channel of the owner and a
// contest that stops it. No signal lowers that floor. Under the strict profile evidence never grants. What an applicant is told
// to add is computed from what was left blank, never from what matched.
//
// # Attempts add up
//
// What the same applicant answered before counts with what is answered now; a question that was given different answers
// weighs less for each, and after three wrong ones nothing, so that trying variations gains nothing.
package decision
