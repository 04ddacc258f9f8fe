package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client asks one server in the name of one token. It is safe for concurrent use.
type Client struct {
	// HTTP makes the requests; http.DefaultClient where nil.
	HTTP *http.Client
	// Language of sentences in problems and findings: "ja" or "en".
	Language string
	// Tries is how often a request that is safe to repeat is made at most; 4 where zero.
	Tries int

	base  *url.URL
	token string
	wait  func(ctx context.Context, d time.Duration) error
}

// New returns a client of the server at an address such as https://recover.example.org.
func New(address, token string) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("client: the address must be like https://recover.example.org")
	}
	if token == "" {
		return nil, errors.New("client: a token is needed; make one with okaeri token create")
	}
	return &Client{base: base, token: token, wait: sleep}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Problem is what the server refuses, and why.
type Problem struct {
	Status    int       `json:"status"`
	Code      string    `json:"code"`
	Title     string    `json:"title"`
	Type      string    `json:"type"`
	RequestID string    `json:"request_id"`
	Errors    []Fault   `json:"errors"`
	RetryAt   time.Time `json:"retry_at"`
	TriesLeft *int      `json:"tries_left"`
}

// Fault is one field that cannot be used.
type Fault struct {
	Pointer   string `json:"pointer"`
	Parameter string `json:"parameter"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
}

// read takes what the server said; where that is no problem, its status says what there is to say.
func (p *Problem) read(data []byte, status string) {
	if json.Unmarshal(data, p) != nil || p.Title == "" {
		p.Title = status
	}
}

// Error is the server's sentence, its code and the request's number.
func (p *Problem) Error() string {
	said := fmt.Sprintf("okaeri: %s (%s, request %s)", p.Title, p.Code, p.RequestID)
	for _, f := range p.Errors {
		said += fmt.Sprintf("; %s%s: %s", f.Pointer, f.Parameter, f.Detail)
	}
	return said
}

// Code is the code of a problem that an error is, or "".
func Code(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Code
	}
	return ""
}

// call is one request.
type call struct {
	method, path string
	query        url.Values
	body         any
	match, none  string // If-Match, If-None-Match
}

// do makes a request, again where it is safe, and reads the answer into out. It returns the answer's header.
func (c *Client) do(ctx context.Context, r call, out any) (http.Header, error) {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
	}
	key := ""
	if r.method == http.MethodPost {
		key = rand.Text()
	}
	tries := c.Tries
	if tries < 1 {
		tries = 4
	}
	for try := 1; ; try++ {
		header, again, err := c.once(ctx, r, body, key, out)
		if err == nil || again < 0 || try >= tries {
			return header, err
		}
		if again == 0 {
			again = 100 * time.Millisecond << try
		}
		if waited := c.wait(ctx, again); waited != nil {
			return nil, errors.Join(err, waited)
		}
	}
}

// mostWait is the longest that a server's wish to be asked later is followed; a longer one is the caller's to follow.
const mostWait = 10 * time.Second

// once makes a request once. again is how long to wait before the next try: 0 for as long as usual, negative for not at all.
func (c *Client) once(ctx context.Context, r call, body []byte, key string, out any) (header http.Header, again time.Duration, err error) {
	req, err := c.request(ctx, r, body, key)
	if err != nil {
		return nil, -1, err
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, safe(r, ctx), fmt.Errorf("client: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read whole, or of no use
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, safe(r, ctx), fmt.Errorf("client: %w", err)
	}
	if res.StatusCode < 300 {
		if out == nil {
			return res.Header, -1, nil
		}
		if err := json.Unmarshal(data, out); err != nil {
			return nil, -1, fmt.Errorf("client: the answer can't be read: %w", err)
		}
		return res.Header, -1, nil
	}
	p := &Problem{Status: res.StatusCode, RequestID: res.Header.Get("X-Request-Id")}
	p.read(data, res.Status)
	return nil, later(p, res.Header, safe(r, ctx)), p
}

// safe tells whether a request may be made again when nobody knows what became of it: 0 or -1. A PUT or DELETE with a condition may
// have been done, and its condition would then refuse what was meant.
func safe(r call, ctx context.Context) time.Duration { //nolint:revive // the request is the subject
	if ctx.Err() != nil || r.match != "" || r.none != "" {
		return -1
	}
	return 0
}

// later is when to ask again after a problem: only where the server is at fault or asks for it, and soon.
func later(p *Problem, h http.Header, usual time.Duration) time.Duration {
	switch {
	case p.Status == http.StatusBadGateway, p.Status == http.StatusServiceUnavailable, p.Status == http.StatusGatewayTimeout, p.Code == "conflict":
		return usual
	case p.Code == "idempotency_running":
		return usual
	case p.Status == http.StatusTooManyRequests:
		seconds, err := strconv.Atoi(h.Get("Retry-After"))
		d := time.Duration(seconds) * time.Second
		if err != nil && !p.RetryAt.IsZero() {
			d = time.Until(p.RetryAt)
		}
		if d > 0 && d <= mostWait {
			return d
		}
	}
	return -1
}

func (c *Client) request(ctx context.Context, r call, body []byte, key string) (*http.Request, error) {
	u := c.base.JoinPath("api", "v1", r.path)
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer " + c.token, "Accept": "application/json", "Accept-Language": c.Language, "Idempotency-Key": key,
		"If-Match": r.match, "If-None-Match": r.none,
	} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}
