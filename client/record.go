package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// RecordFilter narrows an export of the record; the zero filter is everything.
type RecordFilter struct {
	Case     string // reference number
	Actor    string // a login of the staff, or applicant, owner or system
	Door     string // what was done: vote, view, staff, …
	From, To time.Time
}

// ExportRecord writes the record as JSON lines with a signed checkpoint, which okaeri audit verify --file checks with the public key alone.
// It takes a token with the scope audit:read. A broken connection leaves an export without its last line, which the check names. It is not
// asked for again by itself: every export is recorded.
func (c *Client) ExportRecord(ctx context.Context, f RecordFilter, w io.Writer) error {
	query := url.Values{}
	for name, value := range map[string]string{"case": f.Case, "actor": f.Actor, "door": f.Door} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for name, at := range map[string]time.Time{"from": f.From, "to": f.To} {
		if !at.IsZero() {
			query.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	req, err := c.request(ctx, call{method: http.MethodGet, path: "audit", query: query}, nil, "")
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/jsonl, application/problem+json")
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read whole, or of no use
	if res.StatusCode >= 300 {
		return problem(res)
	}
	if _, err := io.Copy(w, res.Body); err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}

// problem reads what a server refused.
func problem(res *http.Response) error {
	p := &Problem{Status: res.StatusCode, RequestID: res.Header.Get("X-Request-Id")}
	data, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	p.read(data, res.Status)
	return p
}
