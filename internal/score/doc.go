// Package score turns findings into bits: how much more likely this evidence is if the owner applies than if the best-fitting
// adversary does, as a log2 likelihood ratio.
//
// # The form
//
// Every item has a table (parameters.yaml): how probable each level of agreement is for an owner and for each class of
// adversary. What an adversary knows counts fully; what he must guess counts by how common this account's value is among all
// accounts. An item's weight is log2(m/u) after pool-adjacent-violators, so that a worse answer never weighs more than a better
// one and silence weighs what a wrong answer does. Items that are known together are added inside a group under a cap. Owners
// come in three kinds of memory and adversaries in two states of preparation, because answers hang together: who knows one
// thing about somebody tends to know the next. S is the least over all adversaries in scope: the applicant must beat the best-fitting one.
//
// # Why it can be trusted
//
// For every adversary of the tables, E[2^S] ≤ 1, whatever he leaves out: so P(S ≥ x) ≤ 2^-x (Markov). The bound holds item by
// item, by construction of PAV, and needs weights rounded down; Parse checks it with exact sums and refuses a file that breaks it.
//
// # Determinism
//
// There is no floating point and no walk over a map: chances are integers in units of 2^-32 read from decimal strings, PAV
// compares 128-bit products, logarithms are looked up in a table of exact thresholds, and sums are integers of a thousandth
// bit. The same findings under the same parameters (Hash) give the same bytes on every machine.
package score
