// Package mail sends letters by SMTP.
//
// # What it promises
//
//   - A letter is one message to one address, under a Message-ID made from the letter's own id. Sending the same letter again
//     after a crash gives the same id, so that a mail server or a reader can tell that it is the same letter.
//   - Nothing in a letter can add a header or a recipient. The address must be one plain address (address.go), the subject
//     one line; both are refused otherwise, and written by libraries that encode them (threats.md V4).
//   - An error says what went wrong as a class and never shows an address, a subject or a server's answer, which often
//     repeats the address (V16). Whether trying again can help is part of the class.
//   - Letters don't leave in clear over a network: without TLS only a server on this very machine is talked to, and
//     credentials are never sent without TLS.
//
// # Connections
//
// A handshake costs more than a letter. Connections stay open for a while and are used again, one letter at a time each, a
// bounded number at once. A kept connection that the server has closed in the meantime is noticed before the letter is handed
// over, and the letter goes over a fresh one.
//
// go-mail builds the message and talks to the server; go-msgauth signs it (DKIM, RFC 6376), so that receivers and people can
// check who sent it (mission S17).
package mail
