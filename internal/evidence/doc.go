// Package evidence is the second room: it holds what is known of an account and says how claims compare with it.
//
// # Facts and the dossier
//
// DecodeAccount reads an account record strictly (docs/formats.md §1). NewDossier prepares it for comparing once, with an index
// over what may be large, so that comparing an application takes the same time for a hundred sent mails and a hundred thousand.
//
// # What counts
//
// Only what was so before the baseline counts: the earliest suspicious event of the last year, or a week before the
// application. What an intruder changed or planted since is no truth, and knowing it raises a flag instead of the bits. Mail counts
// when the owner sent it, a sign-in when it succeeded, a purchase when it was the owner's. Values that were replaced
// before the baseline are items of their own: nobody reads them inside the account.
//
// # Findings
//
// Compare gives one finding for each item of which something is held, with a level (item.go) and with the chance that somebody
// who knows nothing hits upon it, which depends on how common the value is (Population). It weighs nothing: that is the next
// room's work. Old passwords are compared when they are typed (CheckPasswords), since they may not be kept.
package evidence
