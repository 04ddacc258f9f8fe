// Package measure turns scores of owners and adversaries into figures that can be held to.
//
// # What a figure is here
//
// A share is never printed alone: it comes with how many cases it was counted over and with the Clopper–Pearson interval, which is
// exact for counts, so that "0 of 3,000" reads as "below 0.1 %" and not as "never". A threshold is never chosen for a mixture of
// adversaries: each kind has a threshold of its own and the highest one counts, so that many easy adversaries cannot hide a few
// hard ones. The threshold is drawn as well, since it rests on the few adversaries who pass it: what is counted at it has an interval
// that holds both chances. A ratio of two shares of the same people is drawn anew from the accounts by whoever has them.
//
// # Why three measures of calibration
//
// ECE says how far a stated probability is from what came true, and forgives being useless; Cllr (Brümmer and du Preez, 2006) is
// the cost in bits of acting on the stated likelihood ratios at every price at once, and forgives nothing; its minimum over all
// monotone re-labellings (pool-adjacent-violators) is the part that no calibration could mend. The difference is ours to mend.
//
// The package knows nothing of applications; everything here is a function of numbers.
package measure
