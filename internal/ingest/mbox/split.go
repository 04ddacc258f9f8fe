package mbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

const (
	bufferSize = 64 << 10
	maxHeader  = 256 << 10 // of one message; what is longer is passed over
	maxFrom    = 512       // of the line that begins a message
)

// fromLine is how a message begins: "From hanako@momiji.example Thu Oct  1 09:12:00 2026", with or without seconds and zone.
var fromLine = regexp.MustCompile(`^From \S.* (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3]?\d \d\d:\d\d(?::\d\d)?.* \d{4}(?: [+-]\d{4})?\s*$`)

// raw is one message: the line it begins with and its header, unparsed.
type raw struct {
	from   []byte
	header []byte
}

// splitter cuts a mailbox file into messages. It holds one header and never a body.
type splitter struct {
	in    *bufio.Reader
	from  []byte // the line that begins the next message
	begun bool
	done  error
}

func newSplitter(r io.Reader) *splitter { return &splitter{in: bufio.NewReaderSize(r, bufferSize)} }

// next returns the next message and has then read on to the line that begins the one after it.
func (s *splitter) next() (raw, error) {
	if !s.begun {
		if err := s.begin(); err != nil {
			return raw{}, err
		}
	}
	if s.from == nil {
		return raw{}, s.done
	}
	m := raw{from: s.from}
	s.from = nil
	m.header = s.header()
	if s.from == nil {
		s.skipBody()
	}
	if s.done != nil && !errors.Is(s.done, io.EOF) {
		return raw{}, s.done
	}
	return m, nil
}

// begin finds the first message, after a byte order mark or empty lines if there are any. An empty file holds no message.
func (s *splitter) begin() error {
	s.begun = true
	for {
		line, _ := s.line()
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
		switch {
		case len(line) == 0:
			return s.done
		case blank(line):
			continue
		case !bytes.HasPrefix(line, []byte("From ")):
			return ErrNotMbox
		}
		s.from = bytes.Clone(line)
		return nil
	}
}

// line returns the next line, or the first part of one that is longer than the buffer; whole tells that it ends here. At the end
// of the file it returns nothing and has set done.
func (s *splitter) line() (line []byte, whole bool) {
	if s.done != nil {
		return nil, true
	}
	line, err := s.in.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		s.done = err
	}
	return line, !errors.Is(err, bufio.ErrBufferFull)
}

// header collects the lines up to the first empty one. A line that begins the next message ends it too.
func (s *splitter) header() []byte {
	var header []byte
	start := true
	for {
		line, whole := s.line()
		if len(line) == 0 || start && blank(line) {
			return header
		}
		if start && s.begins(line) {
			return header
		}
		if len(header)+len(line) <= maxHeader {
			header = append(header, line...)
		}
		start = whole
	}
}

// skipBody reads on to the line that begins the next message, or to the end.
func (s *splitter) skipBody() {
	start := true
	for {
		line, whole := s.line()
		if len(line) == 0 || start && s.begins(line) {
			return
		}
		start = whole
	}
}

// begins tells whether a line begins a message, and remembers it.
func (s *splitter) begins(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("From ")) || len(line) > maxFrom || !fromLine.Match(line) {
		return false
	}
	s.from = bytes.Clone(line)
	return true
}

func blank(line []byte) bool { return len(bytes.TrimRight(line, "\r\n")) == 0 }
