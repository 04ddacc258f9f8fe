// Package demo is the post office of `okaeri demo`: an SMTP server that takes every letter and delivers none, and a page where
// the letters can be read.
//
// The demo sends its letters by the same mail adapter as everything else, over a real SMTP connection; only the server at the
// other end is this one. It listens on 127.0.0.1 alone, keeps everything in memory, and forgets the oldest letters when there
// are too many. The page shows anybody's letters to anybody: it is for looking at a demo and for tests, and nothing outside of
// them may use it.
package demo
