package bench_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// transport is shared by all visitors, as a proxy before the server shares its connections.
var transport = &http.Transport{MaxIdleConnsPerHost: 128}

// visitor is one person with a browser. It knows the pages beforehand and reads no more of them than it must: what it
// costs is taken from the same processors that the server has.
type visitor struct {
	s       *server
	client  *http.Client
	account string
	contact string
	network string
	n       int
}

// visit makes the n-th visitor: a network, a contact address and a device of their own.
func (s *server) visit(n int) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &visitor{
		s: s, n: n, client: &http.Client{Transport: transport, Jar: jar, CheckRedirect: stay, Timeout: time.Minute},
		account: s.people[n%len(s.people)], contact: fmt.Sprintf("visitor%d@example.net", n),
		network: fmt.Sprintf("100.%d.%d.%d", 64+n>>16&63, n>>8&255, n&255),
	}, nil
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

var once = regexp.MustCompile(`name="once" value="([^"]+)"`)

// answer opens a page, posts its form, and returns the page that comes then.
func (v *visitor) answer(path string, typed []string) (string, error) {
	page, err := v.open(path)
	if err != nil {
		return "", err
	}
	form := url.Values{}
	if m := once.FindStringSubmatch(page); m != nil {
		form.Set("once", m[1])
	}
	for i := 0; i+1 < len(typed); i += 2 {
		form.Add(typed[i], typed[i+1])
	}
	res, err := v.do(http.MethodPost, path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		text, _ := io.ReadAll(res.Body)
		return "", fmt.Errorf("POST %s: %s\n%s", path, res.Status, text)
	}
	next, err := res.Location()
	if err != nil {
		return "", err
	}
	return next.Path, nil
}

// open reads a page.
func (v *visitor) open(path string) (string, error) {
	res, err := v.do(http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s %s", path, res.Status, res.Header.Get("Location"))
	}
	return string(text), err
}

func (v *visitor) do(method, path string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequest(method, v.s.base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("X-Forwarded-For", v.network)
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Origin", v.s.base)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.client.Do(r)
}
