// Package front is what stands before the applicant's pages in the demo: a first page that says what to try, and the sign-in page of
// the made-up mail provider, so that a password that was given back can be tried.
//
// Neither is part of a real installation. Both use the shell of package web, so that the demo looks like what it shows.
package front
