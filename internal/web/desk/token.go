package desk

import (
	"context"
	"errors"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/token"
	"okaeri/internal/web"
)

// Minter makes the tokens by which people decide through the API; token.Tokens does.
type Minter interface {
	// CreateForDecisions makes a token that lives until ten minutes after the person's confirmation. Error: *token.Refused.
	CreateForDecisions(ctx context.Context, a recovery.Actor, name string) (token.Token, string, error)
}

// minting registers the page on which a person who has just confirmed makes a token for themselves.
func (d *Desk) minting() {
	if d.Tokens == nil {
		return
	}
	d.nav("token", "/desk/token", works)
	d.page("GET /desk/token", grants, func(t *turn) { t.tokenForm("", nil) })
	d.act("POST /desk/token", grants, d.mint)
}

// tokenView asks what a token is for, or shows it: this once, and never again.
type tokenView struct {
	Page
	Name   *input
	Secret string
	ID     string
	Until  string
}

func (t *turn) tokenForm(name string, err error) {
	v := &tokenView{Name: &input{
		ID: "name", Label: t.say("desk.token.name"), Hint: t.say("desk.token.name.hint"), Value: name, Type: "text", Auto: "off",
	}}
	if err == nil {
		t.show("token", v, "desk.token.title")
		return
	}
	v.Name.Fault = t.say("desk.token.name_wrong")
	t.again("token", v, []web.Fault{{Field: "name", Words: v.Name.Fault}}, "desk.token.title")
}

// mint makes the token. The session's own confirmation counts, not one that the form could name.
func (d *Desk) mint(t *turn) {
	name, ok := t.one("name")
	if !ok || !t.whole() {
		return
	}
	made, secret, err := d.Tokens.CreateForDecisions(t.ctx(), t.actor(), name)
	var refused *token.Refused
	switch {
	case errors.As(err, &refused) && refused.Code == "name":
		t.tokenForm(name, err)
	case errors.As(err, &refused) && refused.Code == "sign_in_again":
		t.goTo("/desk/confirm?" + t.next())
	case errors.As(err, &refused):
		t.fail(&staff.Refused{Code: "role"})
	case err != nil:
		t.fail(err)
	default:
		t.show("token", &tokenView{Secret: secret, ID: made.ID, Until: t.moment(made.Expires)}, "desk.token.title")
	}
}
