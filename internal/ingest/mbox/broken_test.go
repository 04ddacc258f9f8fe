package mbox_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/ingest/mbox"
)

func TestHalfAnEncodedWordIsStillASubject(t *testing.T) {
	for _, subject := range []string{"=?UTF-8?B?" + b64("同窓会")[:7] + "!!!?=", "=?ISO-2022-JP?B?" + b64(jis("同窓会")[:6]) + "?=", "=?UTF-8?Q?=E5=9?=", "=?utf-16?B?AAAA?=", "=?UTF-8?B??= x"} {
		if got := read(t, ours(subject)); len(got) != 1 {
			t.Errorf("%q: %d facts", subject, len(got))
		}
	}
}

func TestABodyThatSpeaksOfFromIsNoMessage(t *testing.T) {
	body := []string{
		">From hanako@momiji.example Thu Oct  1 09:12:00 2026", ">>From x Thu Oct  1 09:12:00 2026", "From here on, we walk.", "From Monday to Friday at 10:30 in 2026",
		"From: hanako@momiji.example", "Subject: planted", " From hanako@momiji.example Thu Oct  1 09:12:00 2026",
		strings.Repeat("x", 70<<10) + "From hanako@momiji.example Thu Oct  1 09:12:00 2026", "",
	}
	for _, line := range body {
		file := ours("one") + "\n" + line + "\n\n" + line + "\n\n" + ours("two")
		got := read(t, file)
		if len(got) != 2 || got[0].Value.Parts["subject"] != "one" || got[1].Value.Parts["subject"] != "two" {
			t.Errorf("%.60q: %d facts", line, len(got))
		}
	}
}

func TestBrokenHeadersLoseOnlyThemselves(t *testing.T) {
	for name, headers := range map[string][]string{
		"a line without a colon": {"what is this", "  and this"},
		"an empty name":          {": x", " y"},
		"a continuation first":   {" x"},
		"a name with blanks":     {"X Spam : yes", "From : hanako@momiji.example"},
		"a very long one":        {"X-Junk: " + strings.Repeat("x", 100<<10)},
		"NUL and bells":          {"X-Bell: \x00\a\x1b[2J"},
	} {
		got := read(t, sent(append(headers, "From: hanako@momiji.example", "To: taro@example.jp", "Subject: x")...))
		if len(got) != 1 || got[0].Value.Parts["subject"] != "x" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := read(t, "From x "+day+"\n"+strings.Repeat("X-Junk: y\n", 1<<16)+"From: hanako@momiji.example\n\n\n"+ours("x")); len(got) != 1 {
		t.Errorf("a header without end: %d facts", len(got))
	}
	if got := read(t, "From x "+day+"\nFrom: hanako@momiji.example\n"+ours("x")); len(got) != 1 {
		t.Errorf("a header cut off by the next message: %d facts", len(got))
	}
}

func TestSubjectsLoseCardNumbersAndControlCharacters(t *testing.T) {
	got := read(t, ours("card 4111 1111 1111 1111 =?UTF-8?Q?=00=1B=0D=0ABcc=3A?= x"))
	if s := got[0].Value.Parts["subject"]; strings.Contains(s, "1111") || strings.ContainsAny(s, "\x00\x1b\r\n") {
		t.Errorf("subject %q", s)
	}
}

func TestWhatIsNoMailboxIsSaidSo(t *testing.T) {
	for _, file := range []string{"{}", "PK\x03\x04", "From: hanako@momiji.example\n\nx"} {
		err := mbox.Read(strings.NewReader(file), owner, func(evidence.Fact) error { return nil })
		if !errors.Is(err, mbox.ErrNotMbox) {
			t.Errorf("%q: %v", file, err)
		}
	}
	for _, file := range []string{"", "\n\n"} {
		if got := read(t, file); len(got) != 0 {
			t.Errorf("%q: %v", file, got)
		}
	}
}

func TestTheCallersErrorAndTheFilesErrorComeBack(t *testing.T) {
	stop := errors.New("stop")
	if err := mbox.Read(strings.NewReader(ours("x")), owner, func(evidence.Fact) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	broken := io.MultiReader(strings.NewReader(ours("x")), failing{stop})
	if err := mbox.Read(broken, owner, func(evidence.Fact) error { return nil }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// big is a mailbox file of about a size, made while it is read.
type big struct {
	left int64
	tail []byte
}

func (b *big) Read(p []byte) (int, error) {
	if len(b.tail) == 0 {
		if b.left <= 0 {
			return 0, io.EOF
		}
		b.tail = append(b.tail, ours("同窓会")...)
		b.tail = append(b.tail, bytes.Repeat([]byte("VGhpcyBpcyBhIGJvZHkgbGluZSBvZiBhbiBhdHRhY2htZW50IGluIGJhc2U2NC4gICAgICAg\n"), 8000)...)
		b.left -= int64(len(b.tail))
	}
	n := copy(p, b.tail)
	b.tail = b.tail[n:]
	return n, nil
}

func TestAFileLargerThanMemoryIsReadInBoundedMemory(t *testing.T) {
	const size = 256 << 20
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	facts, peak := 0, uint64(0)
	err := mbox.Read(&big{left: size}, owner, func(evidence.Fact) error {
		if facts++; facts%50 == 0 {
			runtime.ReadMemStats(&after)
			peak = max(peak, after.HeapAlloc)
		}
		return nil
	})
	if err != nil || facts < 400 {
		t.Fatalf("%d facts, %v", facts, err)
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("%d MiB more for a file of 256 MiB", grown>>20)
	}
}

func FuzzMboxNeverPanics(f *testing.F) {
	f.Add([]byte(ours("x") + ours("=?UTF-8?B?"+b64("同窓会")+"?=")))
	f.Add([]byte(ours(jis("同窓会")) + ours(sjis("同窓会")) + ours(euc("同窓会"))))
	f.Add([]byte(sent("From: a,b;c:<hanako@momiji.example>(", "To: \"", "Subject: =?=?=?", " \x1b$B")))
	f.Fuzz(func(t *testing.T, file []byte) {
		r := mbox.NewReader(bytes.NewReader(file), owner)
		for {
			fact, err := r.Next()
			if err != nil {
				break
			}
			if fact.At == nil || strings.ContainsAny(fact.Value.Parts["subject"]+fact.Value.Parts["to"], "\r\n\x00") {
				t.Fatalf("fact %+v", fact)
			}
		}
	})
}

func BenchmarkMbox(b *testing.B) {
	const size = 64 << 20
	b.SetBytes(size)
	for b.Loop() {
		if err := mbox.Read(&big{left: size}, owner, func(evidence.Fact) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
