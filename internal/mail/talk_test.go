package mail_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
)

// script is a server that answers by a table, and what it heard; what stands between DATA and the dot is one word.
type script struct {
	answers map[string]string // by the first word of a command
	mu      sync.Mutex
	heard   []string
}

// play starts it.
func (p *script) play(t *testing.T) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.talk(conn)
		}
	}()
	return &server{addr: l.Addr().String()}
}

func (p *script) talk(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	fmt.Fprint(conn, "220 script\r\n")
	for letter := false; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case letter && word != ".":
			continue
		case letter:
			word, letter = "letter", false
		}
		p.mu.Lock()
		p.heard = append(p.heard, word)
		p.mu.Unlock()
		answer := p.answers[word]
		if answer == "" {
			answer = "250 fine"
		}
		letter = strings.HasPrefix(answer, "354")
		fmt.Fprint(conn, answer+"\r\n")
	}
}

func (p *script) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.heard, " ")
}

func TestServersOfEveryPaceAreSpokenTo(t *testing.T) {
	const together, alone = "250-script\r\n250 PIPELINING", "250 script"
	for name, c := range map[string]struct {
		answers map[string]string
		want    mail.Class // empty: the letter arrives
		heard   string
	}{
		"all at once":              {map[string]string{"EHLO": together, "DATA": "354 go on"}, "", "EHLO MAIL RCPT DATA letter"},
		"one by one":               {map[string]string{"EHLO": alone, "DATA": "354 go on"}, "", "EHLO MAIL RCPT DATA letter"},
		"nobody there":             {map[string]string{"EHLO": together, "RCPT": "550 5.1.1 no", "DATA": "503 no one"}, mail.Refused, "EHLO MAIL RCPT DATA RSET"},
		"one by one, nobody there": {map[string]string{"EHLO": alone, "RCPT": "550 5.1.1 no"}, mail.Refused, "EHLO MAIL RCPT RSET"},
		// A server that would take a letter to nobody is left alone: nothing follows.
		"a letter to nobody":  {map[string]string{"EHLO": together, "RCPT": "550 5.1.1 no", "DATA": "354 go on"}, mail.Refused, "EHLO MAIL RCPT DATA"},
		"no sender":           {map[string]string{"EHLO": together, "MAIL": "550 no", "RCPT": "503 no", "DATA": "503 no"}, mail.Misfit, "EHLO MAIL"},
		"no room":             {map[string]string{"EHLO": together, "DATA": "452 later"}, mail.Busy, "EHLO MAIL RCPT DATA"},
		"no room, one by one": {map[string]string{"EHLO": alone, "DATA": "452 later"}, mail.Busy, "EHLO MAIL RCPT DATA"},
		"a bad letter":        {map[string]string{"EHLO": together, "DATA": "354 go on", "letter": "554 no"}, mail.Refused, "EHLO MAIL RCPT DATA letter"},
	} {
		p := &script{answers: c.answers}
		err := p.play(t).sender(t, mail.NoTLS).Send(t.Context(), "a", "hanako@example.jp", letter)
		if (err == nil) != (c.want == "") || err != nil && mail.ClassOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if got := p.all(); !strings.HasPrefix(got, c.heard) || c.want != mail.Misfit && got != c.heard { // nobody waits for what comes behind a refused sender
			t.Errorf("%s: the server heard %s", name, got)
		}
	}
}

func TestALineOfDotsArrives(t *testing.T) {
	s := serve(t, mail.NoTLS)
	text := ".\n..\nend.\n.end"
	if err := s.sender(t, mail.NoTLS).Send(t.Context(), "a", "hanako@example.jp", notice.Message{Subject: "Dots", Text: text}); err != nil {
		t.Fatal(err)
	}
	if got := s.letters()[0].data; !bytes.Contains(got, []byte("\r\n\r\n"+strings.ReplaceAll(text, "\n", "\r\n"))) {
		t.Errorf("%q", got)
	}
}
