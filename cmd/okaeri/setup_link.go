package main

import "context"

// SetupLinkCmd makes a link for an administrator on the host: for when the last one is lost, or to make the second.
type SetupLinkCmd struct {
	Admin bool   `required:"" help:"The link's person becomes an administrator. Example: okaeri setup-link --admin --login hanako"`
	Login string `help:"Whose: somebody at the desk, or a new login; without it, it is chosen with the link." placeholder:"LOGIN"`
	JSON  bool   `help:"Print JSON."`
}

// Run makes it. It is written into the audit log, and everybody at the desk whose mail address is known is told.
func (s *SetupLinkCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	token, err := h.staff.HostLink(ctx, whoami(), s.Login)
	if err != nil {
		return err
	}
	login := s.Login
	if login == "" {
		login = "an administrator"
	}
	return h.printLink(login, token, s.JSON)
}
