package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/demo"
	"okaeri/internal/demo/past"
	"okaeri/internal/directory/builtin"
	"okaeri/internal/evidence"
	"okaeri/internal/keyring"
	"okaeri/internal/recovery"
	"okaeri/internal/simulate"
	"okaeri/internal/text"
)

// DemoCmd runs a complete sample: a mail provider of 200 made-up accounts, a post office whose letters can be read, and Okaeri itself.
type DemoCmd struct {
	Port int    `help:"Port on 127.0.0.1; 0 takes a free one." default:"8080"`
	Lang string `help:"Language of the first page." enum:"ja,en," default:""`
	Seed uint64 `help:"Another seed makes other people. Example: okaeri demo --seed 7 --lang en" default:"1"`
}

// accounts of the sample provider, and how long its holds are: real ones are never under 24 hours.
const (
	demoAccounts = 200
	demoHold     = time.Minute
)

// Run runs the demo until Ctrl-C, then removes everything that it made. What Ctrl-C breaks off has no more to say than that.
func (d *DemoCmd) Run(ctx context.Context) error {
	err := d.show(ctx)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (d *DemoCmd) show(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "okaeri-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	l, err := d.listen()
	if err != nil {
		return err
	}
	sink, err := demo.NewSink()
	if err != nil {
		return err
	}
	defer sink.Close() //nolint:errcheck // its letters go with it
	h, err := d.house(ctx, dir, l.Addr(), sink.Addr())
	if err != nil {
		return err
	}
	defer h.close()
	people, err := h.populate(ctx, d.Seed)
	if err != nil {
		return err
	}
	owner, err := h.chooseOwner(ctx, people)
	if err != nil {
		return err
	}
	office, err := h.openOffice(ctx)
	if err != nil {
		return err
	}
	pages, err := h.demoPages(sink, owner, office)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Okaeri demo: %s/  (Ctrl-C ends it and removes everything)\n", h.config.PublicURL)
	ctx, stop := context.WithCancel(ctx)
	played := office.play(ctx, d.Seed, people, owner)
	err = h.serve(ctx, l, pages)
	stop()
	return errors.Join(err, <-played)
}

// listen listens on 127.0.0.1. The demo calls itself localhost, since browsers give passkeys to names only; so nobody else may answer
// under that name on the other loopback address, which browsers try as well.
func (d *DemoCmd) listen() (net.Listener, error) {
	taken := fmt.Errorf("port %d is taken; choose another with --port, or --port 0 for a free one", d.Port)
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.Port)))
	if err != nil {
		return nil, taken
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	other, err := net.Listen("tcp6", net.JoinHostPort("::1", port))
	switch {
	case err == nil:
		return l, other.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, errors.Join(taken, l.Close())
	}
	return l, nil // a machine without IPv6
}

func (d *DemoCmd) house(ctx context.Context, dir string, address net.Addr, smtp string) (*house, error) {
	keys, err := keyring.New()
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return nil, err
	}
	config := defaultConfig()
	config.PublicURL, config.DataDir = "http://"+net.JoinHostPort("localhost", port), dir
	config.Database = "sqlite://" + filepath.Join(dir, "okaeri.db")
	config.Mail = MailConf{Server: smtp, TLS: "none", From: "recover@momiji.example"}
	config.RobotCheck, config.Quantum = "pow", "0s"
	if d.Lang != "" {
		config.Language = d.Lang
	}
	if err := nameDemo(&config); err != nil {
		return nil, err
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	return newHouse(ctx, config, changes{
		keys: keys, quiet: true, sweep: 5 * time.Second,
		timing: func(t *recovery.Timing) { t.DemoHold = demoHold },
		limits: func(l *recovery.Limits) { *l = demoLimits(*l) },
		policy: func(p *decision.Policy) { p.Ghosts = 0 }, // there is nobody to look at them
	})
}

// nameDemo gives the sample provider its names.
func nameDemo(c *Config) error {
	catalogue, err := text.Load()
	if err != nil {
		return err
	}
	say := func(key string) Bilingual {
		return Bilingual{catalogue.T(text.Japanese, key, nil), catalogue.T(text.English, key, nil)}
	}
	c.Product, c.Operator = say("cli.demo.product"), say("cli.demo.operator")
	c.Help = Help{Phone: "03-0000-0000", Hours: say("cli.demo.hours"), Mail: "help@momiji.example"}
	return nil
}

// populate makes the sample provider's accounts known.
func (h *house) populate(ctx context.Context, seed uint64) ([]simulate.Person, error) {
	options := simulate.Options{Now: h.now(), Hash: simulate.SSHA512}
	if h.config.Language == text.English {
		options.English = 0.7 // enough people whose card can be shown
	}
	people := slices.Collect(simulate.Population(seed, demoAccounts, options))
	past.Trouble(people, options.Now)
	accounts := make([]evidence.Account, 0, demoAccounts)
	for _, p := range people {
		accounts = append(accounts, p.Account)
	}
	if err := h.dossiers.PutMany(ctx, accounts); err != nil {
		return nil, err
	}
	d, ok := h.directory.(*builtin.Directory)
	if !ok {
		return nil, errors.New("the demo keeps its accounts itself")
	}
	for _, a := range accounts {
		if err := settle(ctx, d, a); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// demoLimits let one visitor be everybody: owner and attacker come from the same machine, and try again, and the owner is told each time.
func demoLimits(l recovery.Limits) recovery.Limits {
	many := recovery.Rate{Burst: 1000, Period: time.Hour}
	l.Apply = nil
	for _, rate := range []*recovery.Rate{
		&l.BeginNetwork, &l.CodeContact, &l.CodeNetwork, &l.CodeUnproven, &l.TryContact, &l.TryNetwork, &l.TryAccount,
		&l.ApplyContact, &l.ApplyDevice, &l.ApplyNetwork, &l.Look, &l.Notice,
	} {
		*rate = many
	}
	return l
}
