package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// cards are full card numbers as people type them.
var cards = []string{"4111111111111111", "4012 8888 8888 1881", "5555-5555-5555-4444", "３７８２８２２４６３１０００５"}

// Whoever steals the database, the log or the environment learns nothing that anybody typed or that was held of anybody.
func TestV16NothingThatWasTypedIsOnDiskOrInTheLog(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			record := hanakosRecord("account-of-hanako")
			w := newTown(t, plan{engine: engine, people: folk(record), config: func(c *Config) { c.Policy = lenient(t) }, with: unlimited})
			memory := hanakosMemory(map[string][]string{"helped": {"1"}, "helper_name": {"Kumagai Denki"}, "helper_shop": {"Kumagai Den'en-ten"}, "helper_phone": {"0463-55-0199"}})
			w.wholeStory(memory)
			w.typesCards()
			places := map[string][]byte{"the log": []byte(w.logs.String()), "the environment": []byte(strings.Join(os.Environ(), "\n"))}
			w.dump(places)
			var all search
			for _, value := range w.secrets(record, memory) {
				all.add(value, spellings(value)...)
			}
			for place, data := range places {
				all.in(data, func(at int, what sought) {
					t.Errorf("%s holds %q: …%q…", place, what.of, data[max(0, at-60):min(len(data), at+len(what.form)+60)])
				})
			}
		})
	}
}

// wholeStory is a case from its first page to a restoration, coming back and checking a letter on the way.
func (w *town) wholeStory(memory map[string][]string) {
	w.t.Helper()
	p := w.person("ja", homeIP, sister, memory)
	ref := w.sent(p)
	c := w.until(ref, recovery.Holding)
	must(p.Post(w.t.Context(), w.base+"/check", url.Values{"ref": {ref}}))(w.t)
	must(p.Post(w.t.Context(), w.base+"/status", url.Values{"ref": {ref}, "contact": {sister}, "once": {"again"}}))(w.t)
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	q := w.person("ja", homeIP, sister, memory)
	q.Code = w.codesAfter(2)
	if _, err := q.Walk(w.t.Context(), w.link(sister, "finish"), "/finish/done"); err != nil {
		w.t.Fatal(err)
	}
	w.until(ref, recovery.Restored)
	w.letter(hanakosOwn, "/undo/")
}

// typesCards is somebody who types a full card number wherever there is room for it.
func (w *town) typesCards() {
	w.t.Helper()
	const contact = "careless@example.net"
	forms := guesses(hanako, contact)
	y := w.typist("198.51.100.5")
	at, read := "/recover/who", 0
	for range 25 {
		page := strings.TrimPrefix(at, "/recover/")
		form := forms[page]
		switch page {
		case "sent":
			for i, card := range cards {
				y.do("/status", url.Values{"ref": {card}, "contact": {card}, "once": {fmt.Sprint(i)}})
				y.do("/check", url.Values{"ref": {card}})
				y.do("/recover/"+url.PathEscape(card), nil)
			}
			return
		case "kept":
			at = onward.FindStringSubmatch(y.do(at, nil).body)[1]
			continue
		case "code":
			form = url.Values{"code": {must(w.code(w.t.Context(), contact, read))(w.t)}}
			read++
		}
		for _, card := range cards {
			for _, field := range cardFields[page] {
				y.do(at, url.Values{field: {card}})
				y.do(at, url.Values{field: {"my card is " + card + " and so on"}})
			}
		}
		if form == nil {
			form = url.Values{}
		}
		at = y.do(at, form).to
	}
	w.t.Fatalf("the form does not end: %s", at)
}

// tokens are the secrets of links.
var tokens = regexp.MustCompile(`/(finish|not-me|undo)/[A-Z2-7]{16,}`)

// cardFields are boxes into which a number may be typed.
var cardFields = map[string][]string{
	"who": {"helper_name", "helper_phone"}, "account": {"account", "other_hints"}, "contact": {"contact"}, "name": {"family_name", "former_name"},
	"address": {"postal_code"}, "passwords": {"password"}, "q-mail": {"q.mail_subjects", "q.mail_recipients", "q.mail_folders"},
	"purchases": {"card_last4", "card_holder", "bought_item", "bought_amount"}, "else": {"else"},
}

// dump reads everything that the database holds as it lies there: SQLite's files, PostgreSQL's rows in binary.
func (w *town) dump(places map[string][]byte) {
	w.t.Helper()
	check(w.t, filepath.WalkDir(w.config.DataDir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		places[filepath.Base(file)], err = os.ReadFile(file)
		return err
	}))
	if w.file != "" {
		if len(places["okaeri.db"]) < 100_000 {
			w.t.Error("the database file is too small to hold what it should")
		}
		return
	}
	conn := must(pgx.Connect(w.t.Context(), w.config.Database))(w.t)
	defer conn.Close(context.Background())
	found := must(conn.Query(w.t.Context(), "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))(w.t)
	tables := must(pgx.CollectRows(found, pgx.RowTo[string]))(w.t)
	if len(tables) < 10 {
		w.t.Errorf("only these tables: %v", tables)
	}
	for _, table := range tables {
		var b bytes.Buffer
		must(conn.PgConn().CopyTo(w.t.Context(), &b, "COPY "+table+" TO STDOUT (FORMAT binary)"))(w.t)
		places[table] = b.Bytes()
	}
}

// secrets are all values that were held or typed, the codes and tokens that were sent, and the cards. What is shorter than five characters
// would be found by chance.
func (w *town) secrets(record evidence.Account, memory map[string][]string) []string {
	all := append([]string{homeIP, "198.51.100.5", homeAgent, sister, hanako, hanakosOwn, "careless@example.net", newPassword}, cards...)
	all = append(all, hanakosPasswords...)
	for name, values := range memory {
		if name != "device" && name != "situation" && name != "bought" { // those are the form's own words
			all = append(all, values...)
		}
	}
	for _, f := range record.Facts {
		all = append(all, f.Value.Text)
		for _, part := range f.Value.Parts {
			all = append(all, part)
		}
	}
	for _, l := range w.sink.Letters("", 1000) {
		all = append(all, sixDigits.FindString(l.Subject))
		for _, token := range tokens.FindAllString(l.Text, -1) {
			all = append(all, token[strings.LastIndex(token, "/")+1:])
		}
	}
	var out []string
	seen := map[string]bool{"": true, "files": true}
	for _, v := range all {
		if !seen[v] && len(v) >= 5 && !strings.Contains("true false", v) {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// spellings are the ways in which a value could lie somewhere.
func spellings(value string) [][]byte {
	plain := strings.NewReplacer(" ", "", "-", "").Replace(value)
	out := [][]byte{[]byte(value), []byte(strings.ToLower(value)), []byte(strings.ToUpper(value)), []byte(url.QueryEscape(value))}
	if len(value) >= 8 {
		out = append(out, []byte(hex.EncodeToString([]byte(value))), []byte(base64.StdEncoding.EncodeToString([]byte(value))[:len(value)/3*4]))
	}
	if len(plain) >= 8 {
		out = append(out, []byte(plain))
	}
	return out
}
