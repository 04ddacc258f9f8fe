package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"okaeri/internal/store"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
)

// pages are the applicant's pages.
func (h *house) pages(demo *web.DemoBanner) (http.Handler, error) {
	site, err := h.site(demo)
	if err != nil {
		return nil, err
	}
	sessions := scs.New()
	sessions.Store = oneClock{h.store.Sessions(), h.now}
	return apply.New(apply.Config{
		Site: site, Story: meteredStory{h.recovery, h.watch}, Questionnaire: h.recovery.Questionnaire, Sessions: sessions,
		Robot:  apply.Robot{Policy: apply.RobotPolicy(h.config.RobotCheck), Key: h.keys.MAC("robot-check"), Used: h.store},
		Timing: h.recovery.Timing, Counts: h.meter,
	})
}

// site is what every page knows about the place it stands in.
func (h *house) site(demo *web.DemoBanner) (web.Site, error) {
	c := h.config
	proxies, err := c.proxies()
	return web.Site{
		Catalogue: h.catalogue, PublicURL: h.recovery.PublicURL, Product: words(c.Product), Operator: words(c.Operator),
		Language: c.Language, Help: help(c.Help), MailFrom: c.Mail.From, DeviceKey: h.keys.MAC("device-cookie"),
		TrustedProxies: proxies, Now: h.now, Location: h.location, Logger: h.log, Demo: demo, Observe: h.observed,
	}, err
}

// oneClock lets sessions end by the house's clock: the session library reckons by the machine's.
type oneClock struct {
	*store.Sessions
	now func() time.Time
}

// CommitCtx saves a session for as long as the library wanted it to last.
func (c oneClock) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return c.Sessions.CommitCtx(ctx, token, data, c.now().Add(time.Until(expires)))
}

func words(b Bilingual) web.Words { return web.Words{"ja": b.JA, "en": b.EN} }

// help is the block on every page: one line each.
func help(h Help) map[string][]string {
	out := map[string][]string{}
	for lang, hours := range map[string]string{"ja": h.Hours.JA, "en": h.Hours.EN} {
		for _, line := range []string{strings.TrimSpace(h.Phone + " " + hours), h.Mail} {
			if line != "" {
				out[lang] = append(out[lang], line)
			}
		}
	}
	return out
}
