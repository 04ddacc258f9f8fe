package assess

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// longestLine bounds one record: half a million facts of some hundred bytes.
const longestLine = 256 << 20

// line is one line of a file.
type line struct {
	number int
	at     int64 // where it begins
	text   []byte
}

// eachLine calls each with every line that is not blank, its text valid until each returns; false ends it. progress is told the
// bytes that were read.
func eachLine(r io.Reader, progress func(int), each func(line) bool) error {
	in := bufio.NewReaderSize(r, 1<<20)
	var long []byte
	at := int64(0)
	for number := 1; ; number++ {
		text, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			text, err = restOfLine(in, append(long[:0], text...))
			long = text
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		progress(len(text))
		if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && !each(line{number, at, trimmed}) {
			return nil
		}
		at += int64(len(text))
		if err != nil {
			return nil
		}
	}
}

// restOfLine reads on where a line is longer than the buffer.
func restOfLine(in *bufio.Reader, text []byte) ([]byte, error) {
	for {
		more, err := in.ReadSlice('\n')
		text = append(text, more...)
		if len(text) > longestLine {
			return text, errors.New("a line is longer than 256 MiB")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}
