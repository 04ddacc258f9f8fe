// Package learn turns judged cases into parameter files: from simulated ones (training) and from reviewed ones (calibration).
//
// # A file is edited, not written anew
//
// Parameters are read by people before they judge anybody. So learning keeps the file's comments, order and every row that it
// knows nothing of; it replaces numbers and gives the file a new version. Nothing of ours changes a file by itself: learning says
// what would change, and writes when it is told to.
//
// # What keeps it modest
//
// Every row begins with 50 cases that nobody saw, distributed as the file says (a Dirichlet prior): a handful of reviewed cases
// moves nothing far, thousands speak for themselves. What is learned of an adversary is what he knows, never what he guesses:
// guessing is the population's business and is worked out anew for every account.
package learn
