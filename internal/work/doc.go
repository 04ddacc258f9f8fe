// Package work does what the story left for later: letters to send, verdicts to make and to publish, holds that end, directories
// to change. Each job was saved in the same transaction as the step that asked for it (package store), lies in the database's
// queue (riverqueue), and is handed to one handler.
//
// # At least once
//
// A job is done at least once. A handler that fails is tried again, sooner first and then more rarely; a handler must therefore
// find out for itself what is done already. Jobs hold IDs only, and what the queue keeps of a failure is its class: queues are
// looked at on screens, and an error of a mail server quotes the address.
//
// # After a crash
//
// A killed process leaves jobs that look as if somebody were at work on them. The queue's own remedy is to wait for an hour. Here
// every runner holds a lock that dies with its process (on SQLite a lock on a file beside the database, on PostgreSQL one of its
// connection), and whoever finds jobs of a runner without a lock puts them back at once.
//
// # No waiting for a leader
//
// The queue wakes jobs whose time has come every five seconds, by an elected leader. Every runner here does the same four times a
// second, which the database makes harmless: a hold ends when it was promised to end, also just after the leader died.
//
// # Together
//
// A job in the queue costs the database more than most letters cost to send. Letters of one step are therefore one job, and PostgreSQL's
// workers look at most every 20 ms: the first job is taken at once, those that follow within that time together.
package work
