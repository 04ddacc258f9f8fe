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

	"okaeri/internal/staff"
)

// StaffCmd says who works at the desk, under the same rules as the desk's own pages.
type StaffCmd struct {
	List    StaffListCmd    `cmd:"" help:"List who works at the desk. Example: okaeri staff list --json"`
	Add     StaffAddCmd     `cmd:"" help:"Add a person and print a setup link for their first passkey. Example: okaeri staff add taro --name \"Yamada Taro\" --role reviewer"`
	Roles   StaffRolesCmd   `cmd:"" help:"Give a person these roles and no others; the administrator's is offered, and another administrator confirms it. Example: okaeri staff roles taro --role reviewer --role senior"`
	Confirm StaffConfirmCmd `cmd:"" help:"Confirm the administrator's role that another administrator offered. Example: okaeri staff confirm taro"`
	Link    StaffLinkCmd    `cmd:"" help:"Print another setup link for a person. Example: okaeri staff link taro"`
	Disable StaffDisableCmd `cmd:"" help:"Let a person in no more, from this moment. Example: okaeri staff disable taro"`
	Enable  StaffEnableCmd  `cmd:"" help:"Let a disabled person in again. Example: okaeri staff enable taro"`
}

// staffBy is who acts: an administrator of the desk.
type staffBy struct {
	By string `help:"The administrator who acts; the signed-in user of this machine unless given by root." placeholder:"LOGIN"`
}

// act opens the house and runs f as the administrator. The host's own sign-in stands for a passkey, and the record says who typed.
func (b staffBy) act(ctx context.Context, c *cli, f func(*house, staff.Actor) error) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	me := whoami()
	by := staff.Actor{Login: strings.ToLower(me), Via: "cli"}
	if b.By != "" && strings.ToLower(b.By) != by.Login {
		if os.Geteuid() != 0 {
			return errors.New("--by names somebody else; only root may act for another person")
		}
		by.Login, by.Writer = strings.ToLower(b.By), me
	}
	err = f(h, by)
	var refused *staff.Refused
	switch {
	case errors.As(err, &refused) && refused.Code == "not_admin":
		return fmt.Errorf("%s is no administrator of the desk: name one with --by (as root), or make the first with `okaeri setup-link --admin`", by.Login)
	case errors.Is(err, staff.ErrNotFound):
		return errors.New("nobody at the desk has this login; `okaeri staff list` shows who does")
	}
	return err
}

// StaffListCmd lists people.
type StaffListCmd struct {
	JSON bool `help:"Print one JSON object a line."`
}

// staffLine is one person in the list.
type staffLine struct {
	Login    string     `json:"login"`
	Name     string     `json:"name"`
	Mail     string     `json:"mail,omitempty"`
	Roles    []string   `json:"roles"`
	Offered  string     `json:"admin_offered_by,omitempty"`
	State    string     `json:"state"` // active, invited or disabled
	Passkeys int        `json:"passkeys"`
	Provider bool       `json:"provider"` // comes by the organisation's sign-in
	Created  time.Time  `json:"created"`
	LastUsed *time.Time `json:"last_used,omitempty"` // of a passkey
}

func staffLineOf(p *staff.Person) staffLine {
	l := staffLine{
		Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: p.Roles, Passkeys: len(p.Passkeys), Provider: p.Subject != "", Created: p.Created.UTC(), State: "active",
	}
	switch {
	case !p.Active():
		l.State = "disabled"
	case p.Invited():
		l.State = "invited"
	}
	if p.Offer != nil {
		l.Offered = p.Offer.By
	}
	for _, k := range p.Passkeys {
		if used := k.Used.UTC(); !k.Used.IsZero() && (l.LastUsed == nil || used.After(*l.LastUsed)) {
			l.LastUsed = &used
		}
	}
	return l
}

// Run lists.
func (l *StaffListCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	people, err := h.staff.List(ctx)
	if err != nil {
		return err
	}
	lines := make([]staffLine, 0, len(people))
	for _, p := range people {
		lines = append(lines, staffLineOf(p))
	}
	if l.JSON {
		return printJSON(os.Stdout, lines)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "LOGIN\tNAME\tROLES\tSTATE\tPASSKEYS")
	for _, l := range lines {
		roles := strings.Join(l.Roles, ", ")
		if l.Offered != "" {
			roles = strings.TrimPrefix(roles+", (admin, awaiting a second administrator)", ", ")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", l.Login, l.Name, roles, l.State, l.Passkeys)
	}
	return w.Flush()
}

// StaffAddCmd adds a person.
type StaffAddCmd struct {
	staffBy
	Login string   `arg:"" help:"2 to 64 characters: a-z, 0-9 and . _ @ -"`
	Name  string   `required:"" help:"The person's name."`
	Mail  string   `help:"Where the person is told that an administrator was made on the host."`
	Role  []string `required:"" help:"reviewer, senior, auditor, operator or admin; may be repeated."`
	JSON  bool     `help:"Print JSON."`
}

// Run adds.
func (a *StaffAddCmd) Run(ctx context.Context, c *cli) error {
	return a.act(ctx, c, func(h *house, by staff.Actor) error {
		p, token, err := h.staff.Invite(ctx, by, staff.Newcomer{Login: a.Login, Name: a.Name, Mail: a.Mail, Roles: a.Role})
		if err != nil {
			return err
		}
		return h.printLink(p.Login, token, a.JSON)
	})
}

// printLink prints a setup link: the only time that anybody sees it.
func (h *house) printLink(login, token string, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(os.Stdout).Encode(map[string]string{
			"login": login, "link": h.setupURL(token), "until": h.now().Add(staff.LinkLife).UTC().Format(time.RFC3339),
		})
	}
	fmt.Printf("This link sets up a passkey for %s. It works once, until %s:\n%s\n", login, h.now().Add(staff.LinkLife).In(h.location).Format("15:04 MST"), h.setupURL(token))
	return nil
}

// StaffRolesCmd changes roles.
type StaffRolesCmd struct {
	staffBy
	Login string   `arg:"" help:"Whose roles."`
	Role  []string `required:"" help:"reviewer, senior, auditor, operator or admin; may be repeated."`
}

// Run changes them.
func (r *StaffRolesCmd) Run(ctx context.Context, c *cli) error {
	return r.act(ctx, c, func(h *house, by staff.Actor) error {
		p, err := h.staff.SetRoles(ctx, by, r.Login, r.Role)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s\n", p.Login, strings.Join(p.Roles, ", "))
		if p.Offer != nil {
			fmt.Printf("The administrator's role waits for another administrator: okaeri staff confirm %s\n", p.Login)
		}
		return nil
	})
}

// StaffConfirmCmd confirms an administrator.
type StaffConfirmCmd struct {
	staffBy
	Login string `arg:"" help:"Whom another administrator offered the role."`
}

// Run confirms.
func (s *StaffConfirmCmd) Run(ctx context.Context, c *cli) error {
	return s.act(ctx, c, func(h *house, by staff.Actor) error { return h.staff.ConfirmAdmin(ctx, by, s.Login) })
}

// StaffLinkCmd makes a setup link.
type StaffLinkCmd struct {
	staffBy
	Login string `arg:"" help:"For whom."`
	JSON  bool   `help:"Print JSON."`
}

// Run makes it.
func (s *StaffLinkCmd) Run(ctx context.Context, c *cli) error {
	return s.act(ctx, c, func(h *house, by staff.Actor) error {
		token, err := h.staff.Relink(ctx, by, s.Login)
		if err != nil {
			return err
		}
		return h.printLink(s.Login, token, s.JSON)
	})
}

// StaffDisableCmd disables a person.
type StaffDisableCmd struct {
	staffBy
	Login string `arg:"" help:"Whom."`
}

// Run disables.
func (s *StaffDisableCmd) Run(ctx context.Context, c *cli) error {
	return s.act(ctx, c, func(h *house, by staff.Actor) error { return h.staff.SetActive(ctx, by, s.Login, false) })
}

// StaffEnableCmd lets a person in again.
type StaffEnableCmd struct {
	staffBy
	Login string `arg:"" help:"Whom."`
}

// Run enables.
func (s *StaffEnableCmd) Run(ctx context.Context, c *cli) error {
	return s.act(ctx, c, func(h *house, by staff.Actor) error { return h.staff.SetActive(ctx, by, s.Login, true) })
}
