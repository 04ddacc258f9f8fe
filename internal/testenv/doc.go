// Package testenv starts the real components that tests talk to: PostgreSQL, OpenLDAP's slapd, an OpenID Connect provider, Chromium and
// axe-core.
//
// The tests of this project use real servers, because the faults that matter (a lock, a collation, a password policy, a page
// that a screen reader cannot follow) live in them and not in a fake. Three promises make that bearable:
//
//   - Everything runs in a folder of its own under the temporary folder and on a free port of 127.0.0.1. Nothing that is
//     installed on the machine is touched, and no service of the machine is used.
//   - Nothing outlives the test binary, however it ends. Each component is the child of a small shell, the minder, which
//     waits on a pipe held open by the test binary. The pipe closes when the binary ends, by a panic, a time limit or
//     kill -9 too; the minder then stops the component and removes its folder.
//   - A component that is missing fails the test and says which command installs it. It is never a skip: a suite that
//     quietly tested less would say less than it seems to say.
//
// PostgreSQL is one cluster for each test binary with a fresh database for each call; slapd is so light that each call
// gets a server of its own.
package testenv
