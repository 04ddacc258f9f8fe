// Package client is Okaeri's API for Go programs, with types and with contexts.
//
//	c, err := client.New("https://recover.example.org", os.Getenv("OKAERI_TOKEN"))
//	app, err := c.File(ctx, client.Application{Account: "hanako@example.org", Contact: "sister@example.jp"})
//
// # Again, where again is safe
//
// A request that failed on its way, or that the server asks to be made later, is made again where doing it twice is doing it once: reads,
// and writes that carry an idempotency key, which this package gives to every POST by itself. A refusal is never asked for twice.
// The context bounds all of it.
//
// # Problems
//
// Whatever the server refuses is a *Problem (RFC 9457) with a code that does not change, the fields it is about by their JSON pointers,
// and the number of the request that the operator finds in the log.
package client
