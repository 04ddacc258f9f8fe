// Package store keeps cases, letters, proofs, the audit log, facts and jobs in a database: SQLite or PostgreSQL, with one
// behaviour that package storetest holds both to.
//
// # One step, one transaction
//
// A step of a case reads the case and its proofs in one statement, lets the story change them, and writes everything (case,
// proofs, letters, audit entries, jobs) in one transaction that begins by moving the case's version from the one that was read.
// If somebody else was first, nothing is written and the step is told again from what stands now. So no lock is held while the
// story thinks, a page costs one SELECT to show (with its session) and one UPDATE to save, and two steps on one case can never both count.
// Steps of one process on one case queue before they read, so that they do not work in vain.
//
// On PostgreSQL, steps that end at the same moment are one transaction of the database (package postgres): it is flushed once, and where one of
// them is refused, none counts and each is tried by itself.
//
// A proof is used once by one atomic UPDATE that asks for an unused, living, unexpired row, whatever the version says.
//
// # What a thief of the database sees
//
// A case is one sealed value under a data key of its own; beside it stand only what must be searched (state, times, keyed
// indexes), and when the case is opened the sealed value counts, not the columns. Letters are sealed by their case's key.
// Account IDs are sealed too, since a directory's IDs are often names. Sessions and limits are found by keyed hashes.
//
// # Plain statements
//
// Statements are written once, in the SQL that both engines share, and their values are always bound. A query builder that
// writes values into the text of the statement was considered and left (docs/adr/0022): a text that is new each time is parsed and planned each
// time, and a server that logs statements would log what is in them (V16).
package store
