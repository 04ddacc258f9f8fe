package mail

import (
	"bytes"
	"net/mail"

	"github.com/wneessen/go-mail/smtp"
)

// introduce names sender and recipient and asks to hand the letter over. A server that takes several commands at once (RFC 2920) gets all
// three in one piece, which is one journey instead of three. It returns how far they got.
func (s *Sender) introduce(conn *smtp.Client, rcpt *mail.Address) (stage, error) {
	if err := conn.UpdateDeadline(s.Timeout); err != nil {
		return asSender, err
	}
	if together, _ := conn.Extension("PIPELINING"); together {
		return s.introduceAtOnce(conn, rcpt)
	}
	if err := conn.Mail(path(s.from)); err != nil {
		return asSender, err
	}
	if err := conn.Rcpt(path(rcpt)); err != nil {
		return asRecipient, err
	}
	if err := conn.Text.PrintfLine("DATA"); err != nil {
		return asContent, err
	}
	_, _, err := conn.Text.ReadResponse(mayBegin)
	return asContent, err
}

// What a server answers where all is well; 25 stands for 250 and its like.
const (
	accepted = 25
	mayBegin = 354
)

func (s *Sender) introduceAtOnce(conn *smtp.Client, rcpt *mail.Address) (stage, error) {
	from := "MAIL FROM:" + path(s.from)
	for _, able := range [][2]string{{"8BITMIME", " BODY=8BITMIME"}, {"SMTPUTF8", " SMTPUTF8"}} {
		if ok, _ := conn.Extension(able[0]); ok {
			from += able[1]
		}
	}
	if err := conn.Text.PrintfLine("%s\r\nRCPT TO:%s\r\nDATA", from, path(rcpt)); err != nil {
		return asSender, err
	}
	if _, _, err := conn.Text.ReadResponse(accepted); err != nil {
		return asSender, err
	}
	_, _, refused := conn.Text.ReadResponse(accepted)
	if refused != nil && !isReply(refused) {
		return asRecipient, refused
	}
	_, _, err := conn.Text.ReadResponse(mayBegin)
	if refused == nil {
		return asContent, err
	}
	if !isReply(err) { // it waits for a letter to nobody, or is gone
		s.drop(conn)
	}
	return asRecipient, refused
}

// hand gives the server the letter itself. When it breaks in the middle nothing more is sent, above all not the line that would make
// the half letter a whole one.
func (s *Sender) hand(conn *smtp.Client, body []byte) error {
	if err := pour(conn, body); err != nil {
		return failed(Unreachable, err)
	}
	if _, _, err := conn.Text.ReadResponse(accepted); err != nil {
		return refusal(asContent, err)
	}
	return nil
}

// pour writes a letter and its end, in one piece where no line of it begins with a dot.
func pour(conn *smtp.Client, body []byte) error {
	lines := bytes.Count(body, []byte("\n"))
	if bytes.HasPrefix(body, []byte(".")) || bytes.Contains(body, []byte("\n.")) || bytes.Count(body, []byte("\r\n")) != lines ||
		!bytes.HasSuffix(body, []byte("\r\n")) {
		w := conn.Text.DotWriter()
		if _, err := w.Write(body); err != nil {
			return err
		}
		return w.Close()
	}
	if _, err := conn.Text.W.Write(append(body, ".\r\n"...)); err != nil {
		return err
	}
	return conn.Text.W.Flush()
}
