//go:build race

package main

// The race detector makes the database some ten times slower, and what it times is not what strangers see: fewer people come to the doors
// that each can pass but once. The doors that may be tried again are tried as often.
var crowds = map[string]crowdOf{"sqlite": {filed: 126, again: 4}, "postgres": {filed: 32, again: 16}}
