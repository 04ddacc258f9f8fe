package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"okaeri/internal/token"
)

// TokenCmd works on the tokens of programs that use the API.
type TokenCmd struct {
	Create TokenCreateCmd `cmd:"" help:"Make a token and print it, this once. Example: okaeri token create --name \"front end\" --scope applications:write"`
	List   TokenListCmd   `cmd:"" help:"List tokens, never their secrets. Example: okaeri token list --json"`
	Revoke TokenRevokeCmd `cmd:"" help:"End a token at once. Example: okaeri token revoke 3f9c2a17b0"`
}

// TokenCreateCmd makes a token.
type TokenCreateCmd struct {
	Name  string   `help:"What it is for, so that people know later." required:"" placeholder:"TEXT"`
	Scope []string `help:"What it may do, one or more of: ${scopes}. Example: --scope facts:write --scope accounts:write" required:"" placeholder:"SCOPE"`
	Login string   `help:"Person of the staff in whose name it acts; needed to read cases. Example: okaeri token create --name audit --scope cases:read --login kudo" placeholder:"LOGIN"`
	Life  string   `help:"How long it lives, at most 366d. Example: --life 30d" default:"90d" placeholder:"TIME"`
	JSON  bool     `help:"Print JSON."`
}

// madeToken is a token with its secret, which nobody can read again.
type madeToken struct {
	token.Token
	Secret string `json:"secret"`
}

// Validate sees that the life can be read.
func (t *TokenCreateCmd) Validate() error {
	_, err := lifeOf(t.Life)
	return err
}

// Run makes it.
func (t *TokenCreateCmd) Run(ctx context.Context, c *cli) error {
	life, err := lifeOf(t.Life)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	var scopes []token.Scope
	for _, s := range t.Scope {
		for _, one := range strings.Split(s, ",") {
			scopes = append(scopes, token.Scope(strings.TrimSpace(one)))
		}
	}
	made, secret, err := h.tokens().Create(ctx, token.Order{Name: t.Name, Scopes: scopes, Login: t.Login, Life: life, By: "operator:" + whoami()})
	if err != nil {
		return err
	}
	if t.JSON {
		return printJSON(os.Stdout, []madeToken{{made, secret}})
	}
	fmt.Println(secret)
	fmt.Fprintf(os.Stderr, "Token %s lives until %s. It is shown this once; keep it where only its program can read it.\n", made.ID, made.Expires.Format(time.RFC3339))
	return nil
}

// lifeOf reads a duration in which days may be written as d.
func lifeOf(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if _, err := fmt.Sscanf(days, "%d", &n); err == nil && n > 0 && n <= 400 && fmt.Sprint(n) == days {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	life, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New("--life: write a time such as 90d or 12h")
	}
	return life, nil
}

// TokenListCmd lists tokens.
type TokenListCmd struct {
	JSON bool `help:"Print one JSON object a line."`
}

// Run lists.
func (t *TokenListCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	all, err := h.tokens().List(ctx)
	if err != nil {
		return err
	}
	if t.JSON {
		return printJSON(os.Stdout, all)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "TOKEN\tNAME\tSCOPES\tACTS FOR\tENDS\tLAST USED\tMADE BY")
	for _, one := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", one.ID, one.Name, scopeList(one.Scopes), one.Login, ends(one, h.now()), day(one.Used), one.By)
	}
	return w.Flush()
}

func scopeList(scopes []token.Scope) string {
	out, _ := json.Marshal(scopes) // texts
	return strings.NewReplacer(`[`, "", `]`, "", `"`, "").Replace(string(out))
}

func ends(t token.Token, now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return "revoked " + day(t.Revoked)
	case !t.Alive(now):
		return "ended " + day(t.Expires)
	}
	return day(t.Expires)
}

func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Format(time.DateOnly)
}

// TokenRevokeCmd ends a token.
type TokenRevokeCmd struct {
	ID string `arg:"" help:"Token as list names it, not its secret."`
}

// Run ends it.
func (t *TokenRevokeCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	err = h.tokens().Revoke(ctx, t.ID, "operator:"+whoami())
	if errors.Is(err, token.ErrNotFound) {
		return fmt.Errorf("no token is called %q; `okaeri token list` names them all", t.ID)
	}
	if err == nil {
		fmt.Println("Revoked. It opens nothing any more.")
	}
	return err
}
