package main

import (
	"regexp"

	"okaeri/internal/recovery"
)

// onward is the button of a page that asks nothing.
var onward = regexp.MustCompile(`class="button" href="([^"]+)"`)

// unlimited lifts the limits: what is asked here is asked more often than anybody may.
func unlimited(c *changes) { c.limits = func(l *recovery.Limits) { *l = recovery.Limits{} } }
