package mbox_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"okaeri/internal/evidence"
	"okaeri/internal/ingest/mbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

var owner = []string{"Hanako@momiji.example", "花子@例え.example", "h@momiji.example"}

const day = "Thu Oct  1 09:12:00 2026"

// sent is one message of a file.
func sent(headers ...string) string {
	return "From hanako@momiji.example " + day + "\n" + strings.Join(headers, "\n") + "\n\nbody\n\n"
}

// ours is a message of the owner with a subject.
func ours(subject string) string {
	return sent("From: hanako@momiji.example", "To: taro@example.jp", "Date: Thu, 1 Oct 2026 09:12:00 +0900", "Subject: "+subject)
}

func read(t testing.TB, file string) []evidence.Fact {
	t.Helper()
	var facts []evidence.Fact
	err := mbox.Read(strings.NewReader(file), owner, func(f evidence.Fact) error {
		facts = append(facts, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func jis(s string) string  { return encoded(japanese.ISO2022JP.NewEncoder().String(s)) }
func sjis(s string) string { return encoded(japanese.ShiftJIS.NewEncoder().String(s)) }
func euc(s string) string  { return encoded(japanese.EUCJP.NewEncoder().String(s)) }

func encoded(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestASentMailBecomesAFact(t *testing.T) {
	at := time.Date(2026, 10, 1, 9, 12, 0, 0, time.FixedZone("", 9*3600))
	got := read(t, sent(`From: "佐藤, 花子" <HANAKO@momiji.example>`, "To: Taro <taro@example.jp>,", "\tsuzuki@example.jp", "Cc: taro@example.jp, c@example.jp",
		"Bcc: d@example.jp", "Subject: =?UTF-8?B?"+b64("来週の同窓会について")+"?=", "Date: Thu, 1 Oct 2026 09:12:00 +0900 (JST)"))
	if len(got) != 1 {
		t.Fatalf("%d facts", len(got))
	}
	want := map[string]string{"to": "taro@example.jp,suzuki@example.jp,c@example.jp,d@example.jp", "subject": "来週の同窓会について"}
	if diff := cmp.Diff(want, got[0].Value.Parts); diff != "" {
		t.Error(diff)
	}
	if got[0].Kind != "sent_mail" || !got[0].At.Equal(at) || got[0].Source != "mbox" || got[0].From != nil {
		t.Errorf("got %+v", got[0])
	}
}

// A subject need not say that a mail answers another, the header does; which one it answers is not kept.
func TestAnAnswerIsMarkedAsOne(t *testing.T) {
	got := read(t, sent("From: hanako@momiji.example", "To: taro@example.jp", "Subject: no mark", "In-Reply-To: <secret.1@example.jp>", "Date: Thu, 1 Oct 2026 09:12:00 +0900"))
	if len(got) != 1 {
		t.Fatalf("%d facts", len(got))
	}
	if diff := cmp.Diff(map[string]string{"to": "taro@example.jp", "subject": "no mark", "in_reply_to": "true"}, got[0].Value.Parts); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyMailThatTheOwnerSentCounts(t *testing.T) {
	from := "From: hanako@momiji.example"
	rest := []string{"To: taro@example.jp", "Subject: x", "Date: Thu, 1 Oct 2026 09:12:00 +0900"}
	for name, c := range map[string]struct {
		headers []string
		want    int
	}{
		"sent":                        {[]string{from}, 1},
		"another address of hers":     {[]string{"From: h@momiji.example"}, 1},
		"in capitals":                 {[]string{"From: HANAKO@MOMIJI.EXAMPLE"}, 1},
		"domain in Japanese":          {[]string{"From: 花子@例え.example"}, 1},
		"received":                    {[]string{"From: taro@example.jp"}, 0},
		"her name, another's address": {[]string{`From: "hanako@momiji.example" <evil@example.org>`}, 0},
		"a comment with her address":  {[]string{"From: evil@example.org (hanako@momiji.example)"}, 0},
		"no From":                     {nil, 0},
		"forged and delivered":        {[]string{"Return-Path: <evil@example.org>", "Delivered-To: hanako@momiji.example", from}, 0},
		"delivered by Postfix":        {[]string{"X-Original-To: hanako@momiji.example", from}, 0},
		"Gmail says sent":             {[]string{"X-Gmail-Labels: =?UTF-8?B?" + b64("重要,送信済み") + "?=", "Return-Path: <hanako@momiji.example>", from}, 1},
		"Gmail says inbox":            {[]string{"X-Gmail-Labels: Inbox,Unread", from}, 0},
		"Gmail says draft":            {[]string{"X-Gmail-Labels: =?UTF-8?Q?=E4=B8=8B=E6=9B=B8=E3=81=8D?=", from}, 0},
	} {
		if got := read(t, sent(append(c.headers, rest...)...)); len(got) != c.want {
			t.Errorf("%s: %d facts, want %d", name, len(got), c.want)
		}
	}
}

func TestSubjectsInEveryWayTheyWereEverWritten(t *testing.T) {
	const text = "来週の同窓会について①"
	q := ""
	for _, b := range []byte(text) {
		q += fmt.Sprintf("=%02X", b)
	}
	half := []byte(text)
	for name, subject := range map[string]string{
		"plain UTF-8":                text,
		"B, UTF-8":                   "=?utf-8?B?" + b64(text) + "?=",
		"Q, UTF-8":                   "=?UTF-8?q?" + q + "?=",
		"with a language":            "=?UTF-8*ja?B?" + b64(text) + "?=",
		"without padding":            "=?UTF-8?B?" + strings.TrimRight(b64(text), "=") + "?=",
		"cut inside a character":     "=?UTF-8?B?" + b64(string(half[:7])) + "?=\n =?UTF-8?B?" + b64(string(half[7:])) + "?=",
		"B, ISO-2022-JP":             "=?ISO-2022-JP?B?" + b64(jis(text)) + "?=",
		"two words of ISO-2022-JP":   "=?iso-2022-jp?B?" + b64(jis("来週の同窓会")) + "?=\r\n\t=?iso-2022-jp?B?" + b64(jis("について①")) + "?=",
		"B, Shift_JIS":               "=?Shift_JIS?B?" + b64(sjis(text)) + "?=",
		"B, windows-31j":             "=?Windows-31J?B?" + b64(sjis(text)) + "?=",
		"B, CP932":                   "=?cp932?B?" + b64(sjis(text)) + "?=",
		"B, EUC-JP":                  "=?EUC-JP?B?" + b64(euc(text)) + "?=",
		"raw ISO-2022-JP":            jis(text),
		"raw Shift_JIS":              sjis(text),
		"raw EUC-JP":                 euc(text),
		"a charset nobody knows":     "=?x-unknown-8bit?B?" + b64(text) + "?=",
		"a charset that lies":        "=?us-ascii?B?" + b64(sjis(text)) + "?=",
		"folded between two charset": "=?UTF-8?B?" + b64("来週の同窓会") + "?=\n =?ISO-2022-JP?B?" + b64(jis("について①")) + "?=",
		"words around it":            "=?UTF-8?B?" + b64("来週の") + "?=同窓会について①",
	} {
		got := read(t, ours(subject))
		if len(got) != 1 || got[0].Value.Parts["subject"] != text {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := read(t, ours("Re: =?UTF-8?Q?a=20?=\n =?UTF-8?Q?b?= c =?broken?B?x")); got[0].Value.Parts["subject"] != "Re: a b c =?broken?B?x" {
		t.Errorf("mixed: %q", got[0].Value.Parts["subject"])
	}
}

func TestRecipientsOfEveryShapeAreFound(t *testing.T) {
	for value, want := range map[string]string{
		"taro@example.jp":                               "taro@example.jp",
		"<taro@example.jp>":                             "taro@example.jp",
		"Taro Suzuki <Taro@Example.JP>":                 "Taro@example.jp",
		`"鈴木, 太郎" <taro@example.jp>, b@example.jp`:      "taro@example.jp,b@example.jp",
		"鈴木太郎 <taro@example.jp>":                        "taro@example.jp",
		"a..b@docomo.example, .c.@docomo.example":       "a..b@docomo.example,.c.@docomo.example",
		"taro@example.jp (Taro (home), the first)":      "taro@example.jp",
		"friends: a@example.jp, b@example.jp;":          "a@example.jp,b@example.jp",
		"a@example.jp; b@example.jp":                    "a@example.jp,b@example.jp",
		"Taro [home] <taro@example.jp":                  "taro@example.jp",
		"=?UTF-8?B?" + b64("鈴木") + "?= <t@example.jp>":  "t@example.jp",
		sjis("ソ表十鈴木") + " <t@example.jp>":               "t@example.jp",
		jis("鈴木太郎、様") + " <t@example.jp>, u@example.jp": "t@example.jp,u@example.jp",
		"undisclosed-recipients:;":                      "",
		"taro, , @, a@, @b":                             "",
		`"a,b"@example.jp`:                              "",
		"x@日本語.example":                                 "x@xn--wgv71a119e.example",
	} {
		got := read(t, sent("From: hanako@momiji.example", "To: "+value, "Subject: x", "Date: Thu, 1 Oct 2026 09:12:00 +0900"))
		if len(got) != 1 || got[0].Value.Parts["to"] != want {
			t.Errorf("%q: %v, want %q", value, got, want)
		}
	}
}

func TestDatesOfEveryKindAreRead(t *testing.T) {
	jst := time.Date(2026, 10, 1, 0, 12, 0, 0, time.UTC)
	for date, want := range map[string]time.Time{
		"Thu, 1 Oct 2026 09:12:00 +0900":          jst,
		"Thu, 01 Oct 2026 09:12:00 +0900 (JST)":   jst,
		"Thu, 1 Oct 2026 09:12:00 JST":            jst,
		"1 Oct 2026 09:12:00 +0900":               jst,
		"Thu,  1 Oct 2026 09:12 +0900":            jst,
		"Thu, 1 Oct 26 09:12:00 +0900":            jst,
		"Thu Oct 01 09:12:00 +0900 2026":          jst,
		"2026-10-01T09:12:00+09:00":               jst,
		"2026/10/01 09:12:00 +0900":               jst,
		"Thu, 1 Oct 2026 00:12:00 GMT":            jst,
		"yesterday":                               time.Date(2026, 10, 1, 9, 12, 0, 0, time.UTC), // the line that begins the message
		"":                                        time.Date(2026, 10, 1, 9, 12, 0, 0, time.UTC),
		"Thu, 1 Oct 0026 09:12:00 +0900":          time.Date(2026, 10, 1, 9, 12, 0, 0, time.UTC),
		"=?UTF-8?Q?Thu,_1_Oct_2026_09:12:00_JST?": time.Date(2026, 10, 1, 9, 12, 0, 0, time.UTC),
	} {
		got := read(t, sent("From: hanako@momiji.example", "To: taro@example.jp", "Date: "+date))
		if len(got) != 1 || !got[0].At.Equal(want) {
			t.Errorf("%q: %+v", date, got)
		}
	}
}

func TestEveryWayOfBeginningAMessageIsSeen(t *testing.T) {
	body := "From: hanako@momiji.example\nTo: taro@example.jp\nSubject: x\n\nSee you.\n"
	for _, line := range []string{
		"From hanako@momiji.example Thu Oct  1 09:12:00 2026", "From - Thu Oct 01 09:12:00 2026", "From 1234@xxx Thu Oct 01 09:12:00 +0000 2026",
		"From MAILER-DAEMON Thu Oct  1 09:12:00 2026", "From hanako@momiji.example Thu Oct  1 09:12 2026", "From a b c Thu Oct  1 09:12:00 JST 2026",
		"From hanako@momiji.example  Thu Oct  1 09:12:00 2026 +0900",
	} {
		for _, end := range []string{"\n", "\r\n"} {
			file := strings.ReplaceAll(strings.Repeat(line+"\n"+body+"\n", 3), "\n", end)
			if got := read(t, file); len(got) != 3 {
				t.Errorf("%q: %d messages", line, len(got))
			}
			if got := read(t, "\ufeff"+end+strings.TrimRight(file, "\r\n")); len(got) != 3 {
				t.Errorf("%q without an end: %d messages", line, len(got))
			}
		}
	}
}

func TestARealFileOfSeveralPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/*.mbox")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, f := range read(t, string(data)) {
			fmt.Fprintf(&got, "%s | %s | %s\n", f.At.UTC().Format(time.RFC3339), f.Value.Parts["to"], f.Value.Parts["subject"])
		}
		golden := strings.TrimSuffix(name, ".mbox") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-golden +now):\n%s", name, diff)
		}
	}
}
