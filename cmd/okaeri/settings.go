package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/directory/ldap"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/settings"
	"okaeri/internal/work"
)

// govern makes the story of the rules, and lets every verdict ask it which are in force. What the configuration says is where they begin.
func (h *house) govern(parts *recovery.Parts) error {
	base := settings.Base{
		Policy: parts.Policy, Parameters: parts.Parameters, Strict: h.config.StrictForAll, Texts: map[settings.Kind]string{},
		Sources: map[settings.Kind]string{settings.Policy: named(h.config.Policy), settings.Parameters: named(h.config.Parameters)},
	}
	policy, err := yaml.Marshal(parts.Policy)
	if err != nil {
		return err
	}
	base.Texts[settings.Policy], base.Texts[settings.Parameters] = string(policy), string(score.DefaultFile())
	for kind, file := range map[settings.Kind]string{settings.Policy: h.config.Policy, settings.Parameters: h.config.Parameters} {
		if file == "" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return &BadConfig{string(kind), file, err.Error()}
		}
		base.Texts[kind] = string(text)
	}
	h.settings, err = settings.New(settings.Parts{
		Store: h.store, Limiter: h.store, Teller: teller{h}, Base: base, House: h.itself(parts), Now: h.now,
		Post: settings.Post{Writer: parts.Writer, Mailer: parts.Mailer},
	})
	parts.Book = h.settings
	return err
}

func named(file string) string {
	if file == "" {
		return ""
	}
	return filepath.Base(file)
}

// itself is what the house can say of itself to whoever runs it.
func (h *house) itself(parts *recovery.Parts) settings.House {
	c := h.config
	out := settings.House{
		PublicURL: parts.PublicURL, MailServer: c.Mail.Server, MailTLS: c.Mail.TLS, MailFrom: c.Mail.From, RobotCheck: c.RobotCheck, Timing: parts.Timing,
		Resolver: net.DefaultResolver,
	}
	if c.Mail.DKIMKey != "" {
		out.DKIMSelector = c.Mail.Selector
	}
	if d, ok := h.directory.(*ldap.Directory); ok {
		out.Directory = d.Check
	}
	return out
}

// governing is what the workers do for the rules: dry runs, and removing what has been kept long enough.
func (h *house) governing() []work.Task {
	return []work.Task{
		{Name: "dry run", Every: 2 * time.Second, Run: func(ctx context.Context) error { return h.settings.Work(ctx, h.recovery) }},
		{Name: "purge", Every: settings.PurgeEvery, Run: func(ctx context.Context) error { return h.settings.Purge(ctx, h.store) }},
	}
}

// sayRules says at the start which rules are in force, and that a file of the configuration is not where a version went live.
func (h *house) sayRules(ctx context.Context) error {
	all, err := h.settings.InForce(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		from := "shipped"
		switch {
		case r.Number > 0:
			from = "the desk, since " + r.At.Format(time.RFC3339)
		case r.Source != "":
			from = r.Source
		}
		h.log.Info("rules in force", "kind", string(r.Kind), "version", r.Name, "from", from)
		if r.Number > 0 && r.Source != "" {
			h.log.Warn("a version that went live at the desk is in force, and not the file of the configuration", "kind", string(r.Kind), "file", r.Source)
		}
	}
	rules, err := h.settings.Rules(ctx)
	if err != nil {
		return err
	}
	if !rules.Policy.Simulated(rules.Parameters) {
		h.log.Warn(unsimulated, "parameters", rules.Parameters.Engine())
	}
	return nil
}
