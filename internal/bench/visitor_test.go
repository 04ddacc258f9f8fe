package bench_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// visitor is one person with a browser. It knows the pages beforehand and reads no more of them than it must: what it
// costs is taken from the same processors that the server has.
type visitor struct {
	s       *server
	cookies map[string]string
	account string
	contact string
	network string
	n       int
}

// visit makes the n-th visitor: a network, a contact address and a device of their own.
func (s *server) visit(n int) *visitor {
	return &visitor{
		s: s, n: n, cookies: map[string]string{},
		account: s.people[n%len(s.people)], contact: fmt.Sprintf("visitor%d@example.net", n),
		network: fmt.Sprintf("100.%d.%d.%d", 64+n>>16&63, n>>8&255, n&255),
	}
}

// answers are what a visitor types on each page, in pairs; pages that are not here are sent as they are.
func (v *visitor) answers(page string) []string {
	switch page {
	case "who":
		return []string{"device", "own", "situation", "forgot_password"}
	case "account":
		return []string{"account", v.account}
	case "contact":
		return []string{"contact", v.contact}
	case "name":
		// Everybody is somebody else: the same name and date on many accounts is a campaign, and looked into.
		return []string{"family_name", "Sato", "given_name", "Hanako" + strconv.Itoa(v.n)}
	case "birth":
		return []string{"birth_year", strconv.Itoa(1940 + v.n%60), "birth_month", strconv.Itoa(1 + v.n%12), "birth_day", strconv.Itoa(1 + v.n%28)}
	case "address":
		return []string{"country", "JP", "postal_code", "530-0001", "region", "JP-27"}
	case "passwords":
		return []string{"password", "himawari-1987", "password", "sakura2001"}
	case "products":
		return []string{"product", "mail", "product", "files"}
	case "q-general":
		return []string{"q.account_created", "2014", "q.account_created", "5", "q.last_sign_in", "month"}
	case "q-mail":
		return []string{
			"q.mail_recipients", "taro@example.jp", "q.mail_subjects", "next week's reunion", "q.mail_folders", "Travel",
			"q.mail_contacts.unknown", "1",
		}
	case "q-files":
		return []string{"q.file_names.unknown", "1"}
	case "purchases":
		return []string{"bought", "no"}
	}
	return nil
}

// ask is the flow "send me a code": from the first page until the code is on its way. It returns the page that asks for it.
func (v *visitor) ask() (string, error) {
	v.s.sink.expect(v.contact)
	next := "/recover/who"
	for _, page := range []string{"who", "account", "contact"} {
		var err error
		if next, err = v.answer(next, v.answers(page)); err != nil {
			return "", err
		}
	}
	if next != "/recover/code" {
		return "", fmt.Errorf("a code was asked for, and then came %s", next)
	}
	return next, nil
}

// apply is the whole flow: a code asked for, read and typed back, every page answered, and the application sent.
func (v *visitor) apply() error {
	next, err := v.ask()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	code, err := v.s.sink.code(ctx, v.contact)
	if err != nil {
		return err
	}
	if next, err = v.answer(next, []string{"code", code}); err != nil {
		return err
	}
	if next == "/recover/kept" { // the reference number is shown; nothing is asked
		next = "/recover/name"
	}
	for range 30 {
		if next == "/recover/sent" {
			_, err := v.open(next)
			return err
		}
		if next, err = v.answer(next, v.answers(strings.TrimPrefix(next, "/recover/"))); err != nil {
			return err
		}
	}
	return fmt.Errorf("the application never ends: still at %s", next)
}

// answer opens a page, posts its form, and returns the page that comes then.
func (v *visitor) answer(path string, typed []string) (string, error) {
	token, err := v.open(path)
	if err != nil {
		return "", err
	}
	form := url.Values{}
	if token != "" {
		form.Set("once", token)
	}
	for i := 0; i+1 < len(typed); i += 2 {
		form.Add(typed[i], typed[i+1])
	}
	res, err := v.do("POST", path, form.Encode())
	if err != nil {
		return "", err
	}
	if res.status != http.StatusSeeOther {
		return "", fmt.Errorf("POST %s: %d\n%s", path, res.status, res.fault)
	}
	next, _, _ := strings.Cut(res.location, "#")
	next, _, _ = strings.Cut(next, "?")
	return next, nil
}

// open reads a page and returns its form's token.
func (v *visitor) open(path string) (string, error) {
	res, err := v.do("GET", path, "")
	if err == nil && res.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, res.status, res.location)
	}
	return res.token, err
}

// do sends a request over a connection that no other visitor uses now, as through a proxy that keeps its connections.
func (v *visitor) do(method, path, body string) (answer, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nAccept-Language: en\r\nOrigin: %s\r\nUser-Agent: %s\r\n",
		method, path, v.s.address, v.network, v.s.base, agent)
	if len(v.cookies) > 0 {
		b.WriteString("Cookie: ")
		for name, value := range v.cookies {
			b.WriteString(name + "=" + value + "; ")
		}
		b.WriteString("\r\n")
	}
	if method == "POST" {
		fmt.Fprintf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n" + body)
	l, err := v.s.lines.take(v.s.address)
	if err != nil {
		return answer{}, err
	}
	a, err := l.ask(b.String(), v.cookies)
	if err != nil {
		return a, errors.Join(fmt.Errorf("%s %s: %w", method, path, err), l.conn.Close())
	}
	v.s.lines.put(l)
	return a, nil
}

const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
