package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Application is one application as it is filed (docs/formats.md §2).
type Application struct {
	ID        string   `json:"id,omitempty"` // the sender's own name for it
	Account   string   `json:"account,omitempty"`
	Contact   string   `json:"contact"`
	Language  string   `json:"language,omitempty"`
	Situation string   `json:"situation,omitempty"`
	Claims    []Claim  `json:"claims,omitempty"`
	Context   *Context `json:"context,omitempty"` // takes the scope applications:context
}

// Claim is one answer, as typed: a string, a []string or a map[string]string.
type Claim struct {
	Kind  string `json:"kind"`
	Value any    `json:"value"`
}

// Context is where the applicant is, as a trusted front end saw it.
type Context struct {
	IP        string `json:"ip,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
	Device    string `json:"device,omitempty"`
}

// Filed is where an application stands, in the applicant's words.
type Filed struct {
	ID       string     `json:"id"` // names it in the API
	ClientID string     `json:"client_id"`
	Ref      string     `json:"ref"` // what people say and type
	State    string     `json:"state"`
	Due      *time.Time `json:"due"`
}

func (c *Client) filed(ctx context.Context, method, path string, body any) (*Filed, error) {
	out := &Filed{}
	if _, err := c.do(ctx, call{method: method, path: path, body: body}, out); err != nil {
		return nil, err
	}
	return out, nil
}

func application(id string) string { return "applications/" + url.PathEscape(id) }

// File opens an application and has a code sent to its contact address. It is sent once Prove has brought the code back.
func (c *Client) File(ctx context.Context, a Application) (*Filed, error) {
	return c.filed(ctx, http.MethodPost, "applications", a)
}

// Prove brings the code back and sends the application.
func (c *Client) Prove(ctx context.Context, id, code string) (*Filed, error) {
	return c.filed(ctx, http.MethodPost, application(id)+"/code", map[string]string{"code": code})
}

// Resend has another code sent.
func (c *Client) Resend(ctx context.Context, id string) (*Filed, error) {
	return c.filed(ctx, http.MethodPost, application(id)+"/resend", nil)
}

// Application tells where an application stands.
func (c *Client) Application(ctx context.Context, id string) (*Filed, error) {
	return c.filed(ctx, http.MethodGet, application(id), nil)
}

// Withdraw takes an application back.
func (c *Client) Withdraw(ctx context.Context, id string) (*Filed, error) {
	return c.filed(ctx, http.MethodPost, application(id)+"/withdraw", nil)
}

// Questionnaire is what the form asks, for a front end that draws it itself.
type Questionnaire struct {
	OldPasswords bool       `json:"old_passwords"`
	PasswordRows int        `json:"password_rows"`
	Purchases    bool       `json:"purchases"`
	Evidence     bool       `json:"evidence"`
	Kinds        []string   `json:"kinds"`
	Products     []Product  `json:"products"`
	Questions    []Question `json:"questions"`
}

// Product is something that an account can be used for. Labels are by language.
type Product struct {
	ID    string            `json:"id"`
	Label map[string]string `json:"label"`
}

// Question is one question, and the kind of the claims that answer it.
type Question struct {
	ID      string            `json:"id"`
	Product string            `json:"product"`
	Kind    string            `json:"kind"`
	Control string            `json:"control"`
	Rows    int               `json:"rows"`
	Most    int               `json:"characters"`
	Label   map[string]string `json:"label"`
	Hint    map[string]string `json:"hint"`
	Options []Choice          `json:"options"`
	When    *When             `json:"when"`
}

// Choice is one option of a question.
type Choice struct {
	Value string            `json:"value"`
	Label map[string]string `json:"label"`
}

// When makes a question wait for an answer to another.
type When struct {
	Question string   `json:"question"`
	Is       []string `json:"is"`
}

// Questionnaire tells what is asked.
func (c *Client) Questionnaire(ctx context.Context) (*Questionnaire, error) {
	out := &Questionnaire{}
	if _, err := c.do(ctx, call{method: http.MethodGet, path: "questionnaire"}, out); err != nil {
		return nil, err
	}
	return out, nil
}
