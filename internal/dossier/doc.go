// Package dossier keeps what is held of each account: who it is, how its owner can be told, and the facts that an application is
// compared with, each with the time in which it held.
//
// # Sealed, and forgettable
//
// Each account has a data key of its own. Its facts lie in blocks sealed under that key; its identifiers can be found only by a
// keyed hash of what somebody types; how common a value is stands in the database as a count beside a keyed hash, so that the
// population can be asked "how many hold this?" but never "what do they hold?". Forgetting an account destroys its key: the
// blocks that remain in a backup or a replica are noise.
//
// # History, not a snapshot
//
// An import is handed in again and again, and what it no longer mentions did not stop being true of the past. So records are
// merged: a fact that is already held is not held twice, one that ended gets its end, and none is lost. An owner's address that
// disappears from the record stays among the channels with its end, because the first thing a hijacker changes is the address,
// and a warning must reach the old one too. Every fact carries the time at which Okaeri learned it, so that what a hijacker planted
// later, made to look old, is not truth (V31).
//
// # Counting without double counting
//
// Each account counts once for each value it holds. Which values it was counted for is kept with the account, sealed, so that a
// second import changes nothing and forgetting takes away exactly what was added.
package dossier
