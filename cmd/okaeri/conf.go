package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/knadh/koanf/providers/structs"
	"github.com/knadh/koanf/v2"
)

// ConfCmd works on the configuration.
type ConfCmd struct {
	Check ConfCheckCmd `cmd:"" help:"Check the configuration and exit 78 if it can't be used. Example: okaeri --config okaeri.yaml config check"`
	Show  ConfShowCmd  `cmd:"" help:"Print the configuration in use, without secrets. Example: okaeri --config okaeri.yaml config show"`
	Keys  ConfKeysCmd  `cmd:"" help:"Print every key with its default. Example: okaeri config keys"`
}

// ConfCheckCmd checks.
type ConfCheckCmd struct {
	BeforeRealUsers bool `help:"Go through what has to be true before real people come, as the desk does: looks into the database and tries the directory; exit 1 while anything is missing."`
	JSON            bool `help:"With --before-real-users: print one JSON object a line."`
}

// Run checks everything that can be checked without touching database or network, or what has to be true before real people come.
func (k *ConfCheckCmd) Run(ctx context.Context, c *cli) error {
	if k.BeforeRealUsers {
		return readyForPeople(ctx, c, k.JSON)
	}
	config, err := c.load()
	if err != nil {
		return err
	}
	if _, err := loadQuestionnaire(config.Questionnaire); err != nil {
		return err
	}
	if _, _, err := loadJudgement(config); err != nil {
		return err
	}
	h := &house{config: config, now: time.Now}
	if err := h.openPeers(); err != nil { // opens files and no connection
		return err
	}
	fmt.Println("The configuration can be used.")
	return h.places.Close()
}

// ConfShowCmd shows.
type ConfShowCmd struct{}

// Run shows.
func (ConfShowCmd) Run(c *cli) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	return printConfig(config)
}

// ConfKeysCmd lists.
type ConfKeysCmd struct{}

// Run lists.
func (ConfKeysCmd) Run() error { return printConfig(defaultConfig()) }

// secret are the keys whose values are never printed.
var secret = []string{"password", "database", "secret"}

func printConfig(config Config) error {
	k := koanf.New(".")
	if err := k.Load(structs.Provider(config, "koanf"), nil); err != nil {
		return err
	}
	for _, key := range k.Keys() {
		value := k.String(key)
		if list := k.Strings(key); len(list) > 0 {
			value = strings.Join(list, ",")
		}
		for _, word := range secret {
			if value != "" && strings.HasSuffix(key, word) {
				value = "[redacted]"
			}
		}
		fmt.Fprintf(os.Stdout, "%s = %s\n", key, value)
	}
	return nil
}
