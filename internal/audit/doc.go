// Package audit is the memory that nobody can quietly change.
//
// Every door of a case leaves one entry. Three locks hold the entries, each against another hand:
//
//   - A chain inside each case. An entry's chain hash covers the entry before it, so a case's story has one order, and the case
//     itself remembers where its chain ends: taking the last entry away shows.
//   - A keyed MAC on each entry. Whoever can write to the database, but has not the key file, cannot write an entry.
//   - One Merkle tree over all entries, and signed checkpoints of it. This is the log of RFC 6962, by golang.org/x/mod/sumdb/tlog,
//     and the checkpoints are the signed notes of golang.org/x/mod/sumdb/note. Whoever has kept one old checkpoint outside can
//     show that nothing before it was edited, removed or reordered, even by someone who holds the keys.
//
// A step of a case writes its entries with chain and MAC in its own transaction, and waits for nobody. The place in the tree (Seq,
// from 1) is given a moment later, in batches, by [Extend]: one writer at a time, so that steps of different cases never queue
// behind each other for the tree. Until then an entry is pending; its chain and MAC already hold it.
//
// [Verify] reads everything again and names what is wrong: the place, the case and the kind of change.
//
// The room is pure: no clock, no storage. Who keeps the rows passes them in.
package audit
