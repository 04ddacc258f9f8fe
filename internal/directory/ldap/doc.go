// Package ldap speaks to directory servers by LDAP v3: OpenLDAP with its password policy overlay first, and whatever else knows
// simple binds, searches with paging and the password modify operation of RFC 3062.
//
// # Restoring
//
// The new password is given to the server by the password modify operation, so that the server hashes it as its own rules say;
// where a server does not know it, Okaeri hashes the password and replaces userPassword. A lock that the password policy put on the account after too
// many failures is taken off, and so is the duty to change a password that was reset. A lock that an administrator put on
// (pwdAccountLockedTime 000001010000Z) is a decision of the operator's and stays: having proven who one is does not lift it.
//
// LDAP has no sessions to end; Done says so, and the letter then doesn't claim it.
//
// # Doing a key once
//
// Before anything is changed the account's userPassword values and lock are written into the ledger under the plan's key. A run that
// finds a note there already compares: values as in the note mean that nothing was changed yet; a password that verifies against
// the present hash means that the change was made; anything else means that somebody else changed it in between, and the run stops
// with recovery.ErrConflict rather than overwrite it. Comparing hashes alone, without a note, would lose the earlier values when a
// process dies after the change, and with them the undo.
//
// # Secrets
//
// Passwords cross the network only under TLS (ldaps or StartTLS), except to this machine. Errors hold the operation and the result
// code, never a DN, a value or the server's own words, which repeat both. Account ids and configured filters are escaped where they
// meet (RFC 4515); DNs are taken from the server and never built.
package ldap
