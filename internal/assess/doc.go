// Package assess judges a file of applications against a file of accounts: no server, no database, the same answer every time.
//
// It serves operators who try a policy on past cases, auditors, and measurements from outside. The accounts are read
// first, and what their values have in common is learned from them (or given); the applications are read one by one, judged on all
// cores, and answered in their own order. Each is judged alone and as a first attempt, unless it names earlier lines in
// "after". Nothing is proven here: that the applicant can read mail at the contact address, which the real flow proves by a code
// before anything is judged, is taken as said.
package assess
