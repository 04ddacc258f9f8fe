// Package keyring holds the keys that never enter the database.
//
// One file, readable by its owner alone, holds three secrets. What is in the database is worth nothing without it, and what is in
// the file says nothing about anybody:
//
//   - the wrapping key (a Tink keyset, so that it can be rotated). Every account and every case has a data key of its own, which
//     is stored beside the data, wrapped. To forget an account is to destroy its wrapped key: no copy of the facts can be read
//     any more, wherever copies lie.
//   - the root of the keyed hashes (HMAC-SHA256, one sub-key for each use by HKDF, RFC 5869). An index finds an address that the
//     database does not hold; a MAC proves a code that the database does not hold. Without the key neither can be guessed at,
//     though a code has six digits and a birth date 40,000 values.
//   - the signing key of the audit log's checkpoints (Ed25519).
//
// Unwrapped data keys are kept in memory, a bounded number of them, because the same case is opened on every page.
package keyring
