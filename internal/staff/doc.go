// Package staff is the story of the people who work at the desk: who they are, what they may do, and how they come in.
//
// Whoever decides on applications is whom attackers call. So the rules here hold whatever page, program or command asks:
//
//   - Nobody changes themselves. Roles are given, taken and people disabled by an administrator who is somebody else.
//   - The last administrator who can still come in can't be removed. It takes two administrators to make another one; whoever has the
//     host's command line can make one alone, and then everybody else is told.
//   - A person comes in by a passkey, or by the organisation's own sign-in (OpenID Connect). There is no password. The first passkey is
//     set up by a link that works once and for half an hour; the database holds a MAC of it and nothing else.
//   - A session ends when it rests too long, when it is too old, when the browser is another one, and at once when the person's roles
//     change or the person is disabled.
//   - Deciding needs a sign-in that no false page can have taken (a passkey with the person's own verification, or an OpenID Connect
//     sign-in that says so); a session remembers when the last one was.
//
// Every change writes an audit entry in its own transaction: who, whom, what it was and what it is. Views of cases are the business of
// package recovery.
package staff
