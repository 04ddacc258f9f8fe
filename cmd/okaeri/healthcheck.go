package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"okaeri/internal/api/watch"
)

// HealthcheckCmd asks the server whether it is ready, for containers and service managers.
type HealthcheckCmd struct {
	Addr    string        `help:"host:port to ask; the configured one unless set. Example: okaeri healthcheck --wait --timeout 1m" placeholder:"ADDR"`
	Wait    bool          `help:"Ask until the server is ready."`
	Timeout time.Duration `help:"How long to wait at most." default:"30s"`
	JSON    bool          `help:"Print what the server said."`
}

// errNotReady makes the command fail.
var errNotReady = errors.New("the server is not ready")

// Run asks, and exits 1 when the server is not ready.
func (c *HealthcheckCmd) Run(ctx context.Context, cli *cli) error {
	addr := c.Addr
	if addr == "" {
		config, err := cli.load()
		if err != nil {
			return err
		}
		addr = config.Listen
		if config.MetricsAddr != "" {
			addr = config.MetricsAddr
		}
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return &BadConfig{"--addr", addr, "write host:port"}
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	for {
		look, err := ask(ctx, "http://"+net.JoinHostPort(host, port)+"/readyz")
		if err == nil && look.Ready || !c.Wait {
			return c.say(look, err)
		}
		select {
		case <-ctx.Done():
			return c.say(look, errors.Join(err, ctx.Err()))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func ask(ctx context.Context, url string) (watch.Readiness, error) {
	var look watch.Readiness
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return look, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return look, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	return look, json.NewDecoder(res.Body).Decode(&look)
}

func (c *HealthcheckCmd) say(look watch.Readiness, err error) error {
	if c.JSON && err == nil {
		err = json.NewEncoder(os.Stdout).Encode(look)
	} else if err == nil {
		fmt.Printf("database %s, worker %s, mail %s\n", look.Database, look.Worker, look.Mail)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errNotReady, err)
	}
	if !look.Ready {
		return errNotReady
	}
	return nil
}
