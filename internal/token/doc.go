// Package token is the story of the programs that use the API: what each may do, for how long, and in whose name.
//
// A token is a secret of 130 random bits. The database holds a keyed MAC of it and nothing else, so neither a thief of the database nor
// a backup gives one away; it is shown once, to whoever makes it, and ends by itself. Making and revoking one is an audit entry in
// the same transaction.
//
// # Programs do not decide
//
// Whoever decides about an application has proven themselves by a sign-in that no false page can have taken (H9). A program can't, and a
// secret that lies in a file proves nothing about who holds it. So a token never carries such a proof by itself. There are two kinds:
//
//   - A standing token is made on the host's command line, for a program. It may hold every scope but cases:decide, however it is asked
//     for. Where it reads cases it is bound to a person of the staff, whose roles count at the moment of each request, and every view
//     is written down under that person's name.
//   - A decision token is made by the person, at the desk, from a session in which they have just confirmed with their passkey. It
//     carries that moment, and lives until ten minutes after it, which is as long as the desk itself lets that person give access
//     back without asking again. Whoever steals one has stolen minutes of one person's hand, and every other rule (claims, four eyes,
//     helpers, pace) still holds.
//
// # Twice is once
//
// Networks lose answers. A request that carries an idempotency key is done once, and its answer kept for a day for whoever asks again
// with the same key and the same body (once.go).
package token
