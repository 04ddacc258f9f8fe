// Package watch is what machines ask about the server: is it alive, can it work, and how is it doing.
//
// # Alive and ready
//
// /livez says that the process answers, and nothing else: whoever restarts it on a "no" must not do so because a database is away.
// /readyz says whether this server can do what people come for. It can when its database answers and its worker has come round within
// half a minute; otherwise 503, and a load balancer sends people to another. A mail server that can't be reached is told ("mail": "down")
// and is no reason to take the server away: what people type is saved, letters wait in the queue and leave when it is back, while a site
// that is gone keeps nothing. Alert on okaeri_mail_up instead.
//
// # No names
//
// Every label is out of a short list that the program knows: routes, states, kinds of letters. Nothing of an account, an address or a
// person is ever one, since what is scraped is kept by others for years.
package watch
