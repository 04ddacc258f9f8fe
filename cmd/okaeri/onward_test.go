package main

import (
	"okaeri/internal/recovery"
	"regexp"
	"time"
)

// onward is the button of a page that asks nothing.
var onward = regexp.MustCompile(`class="button" href="([^"]+)"`)

// unlimited lifts the limits: what is asked here is asked more often than anybody may.
func unlimited(c *changes) { c.limits = func(l *recovery.Limits) { *l = recovery.Limits{} } }

// ear keeps what was answered, without what differs for every visitor, and how long each form took.
type ear struct {
	took  map[string][]time.Duration
	heard map[string]map[string]bool
}
