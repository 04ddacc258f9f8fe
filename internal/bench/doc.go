// Package bench measures Okaeri from the outside, as its visitors and its operator meet it: the program itself, started as a
// process, with real pages over HTTP and real letters over SMTP, on SQLite and on PostgreSQL. `make bench` runs it.
//
// A visitor of the benchmark opens each page and posts each form, as a browser without scripts does, from a network address and
// with a contact address of their own. Robot checks are off, and verdicts leave at once, so that what is measured is work and not
// waiting. The figures:
//
//	flows/s       flows that ended, over the time they took, all clients together
//	p50-ms p99-ms how long one flow took its visitor
//	cpu-ms/flow   processor time of the server's process for a flow, letters and verdicts included
//	db-ms/flow    the same of PostgreSQL's processes; SQLite's is part of the server's
//	visitor-ms/flow  the same of the visitors and the SMTP server together, which take it from the same processors
//	letters/s     letters that arrived at the SMTP server, over the time until the last of them
//	verdicts/s    the same for the letters that say the verdict
//	peak-MB       the most memory the process ever had in use
//
// Visitors, SMTP server, database and Okaeri share one machine here; figures are to be compared with others of the same
// machine only.
package bench
