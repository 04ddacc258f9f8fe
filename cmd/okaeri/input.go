package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// input is a file or standard input.
type input struct {
	io.ReadCloser
	size int64  // bytes; -1 when nobody knows
	name string // for finding the place again; empty for standard input
}

func openInput(file string) (*input, error) {
	if file == "-" {
		return &input{ReadCloser: io.NopCloser(os.Stdin), size: -1}, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	name := fmt.Sprintf("%s|%d|%d", path, info.Size(), info.ModTime().UnixNano())
	return &input{ReadCloser: f, size: info.Size(), name: name}, nil
}

// marker remembers how many lines of a very file have been saved.
type marker string

func (h *house) marker(in *input) marker {
	if in.name == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(in.name))
	return marker(filepath.Join(h.config.DataDir, "import-"+hex.EncodeToString(sum[:8])))
}

func (m marker) read() (int64, error) {
	if m == "" {
		return 0, nil
	}
	data, err := os.ReadFile(string(m))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
}

func (m marker) write(lines int64) error {
	if m == "" {
		return nil
	}
	if err := os.WriteFile(string(m)+".part", []byte(strconv.FormatInt(lines, 10)), 0o600); err != nil {
		return err
	}
	return os.Rename(string(m)+".part", string(m))
}

func (m marker) remove() error {
	if m == "" {
		return nil
	}
	err := os.Remove(string(m))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// skipLines reads over lines that were saved before.
func skipLines(r *bufio.Reader, n int64) error {
	for range n {
		for {
			_, err := r.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// progress shows how far long work is, on a terminal only.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(to io.Writer, size int64, what string) progress {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(size, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())}
}

func (p progress) add(n int) {
	if p.bar != nil {
		_ = p.bar.Add(n) // a progress bar that can't be drawn stops no work
	}
}

// Write counts bytes.
func (p progress) Write(b []byte) (int, error) {
	p.add(len(b))
	return len(b), nil
}
