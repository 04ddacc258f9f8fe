//go:build !race

package main

// crowds are how many apply for accounts that exist, and for as many that do not. On PostgreSQL, where each costs more, fewer come: the
// engines differ in how a row is found and written, not in what is looked up.
var crowds = map[string]crowdOf{"sqlite": {filed: 504, again: 1}, "postgres": {filed: 32, again: 16}}
