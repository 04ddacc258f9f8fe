// Package settings is the story of how the rules of judgement change: the policy, the parameters of the score, and how long cases are kept.
//
// A rule that decides who gets an account back is worth as much to an attacker as an account. So nobody changes one alone, unless the
// change can only make it harder to get in:
//
//   - Somebody who runs the server proposes a file. It is checked as a whole, and what it changes is said key by key, with whether
//     each change loosens or tightens (direction.go). What nobody can say the direction of counts as loosening.
//   - A dry run judges past cases by the rules of now and by the proposed ones, and says what would have been decided differently:
//     counts and reference numbers, never an answer or a value (trial.go). Without it nothing goes live.
//   - What only tightens goes live by one administrator. What loosens needs two different ones, each proven by a passkey within ten
//     minutes, at the desk; the command line can't say that anybody was. The database holds the same: a version that loosens has two
//     different confirmations of its proposal, or no row.
//   - Whoever has taken over one administrator can make a second one, let an old one in again, or hand themselves a new passkey of
//     another's. All of these are told to people by letter, and none of them counts for a day (staff.Person.Standing).
//   - A proposal says what it was compared with. If the rules change meanwhile, it is overtaken and has to be made anew.
//
// The floors of package decision (a hold of at least 24 hours, and the others of Policy.Validate) can't be proposed away.
//
// # Which rules are in force
//
// The files of the configuration are the base until a first version goes live; from then on the newest version is in force, whatever the
// configuration says. Every verdict asks (book.go): the numbers of the newest versions are read each time, which costs one look-up, and
// the rules are made anew only when a number has changed. So all servers on one database change together, without a restart.
//
// The rest of the package is what an operator looks after before and between: letters, how long things are kept, and the list of what
// has to be true before real people come.
package settings
