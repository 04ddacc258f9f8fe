package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"okaeri/internal/api/watch"
	"okaeri/internal/decision"
	"okaeri/internal/dossier"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/mail"
	"okaeri/internal/notice"
	"okaeri/internal/place"
	"okaeri/internal/recovery"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/text"
	"okaeri/internal/work"
)

// house is everything wired together.
type house struct {
	config    Config
	log       *slog.Logger
	flushLog  func() error
	now       func() time.Time
	location  *time.Location
	catalogue *text.Catalogue
	keys      *keyring.Ring
	store     *store.Store
	dossiers  *dossier.Dossiers
	recovery  *recovery.Recovery
	staff     *staff.Staff
	sender    *mail.Sender
	directory recovery.Directory
	places    *place.Places
	settings  *settings.Settings
	watch     *watch.Watch
	meter     *recovery.Meter

	sweepEvery time.Duration
	resting    atomic.Bool // nothing is swept: the demo's past is being played, in which all that is overdue is yet to happen
}

// changes is what the demo and tests set otherwise than an operator may.
type changes struct {
	keys   *keyring.Ring // kept in memory only
	now    func() time.Time
	timing func(*recovery.Timing)
	limits func(*recovery.Limits)
	policy func(*decision.Policy)
	sweep  time.Duration // how often overdue cases are looked for; a minute unless set
	logTo  io.Writer     // standard error unless set
	quiet  bool          // only warnings and errors
}

// newHouse wires everything; the caller closes it.
func newHouse(ctx context.Context, config Config, with changes) (_ *house, err error) {
	h := &house{config: config, now: time.Now, keys: with.keys, sweepEvery: cmp.Or(with.sweep, time.Minute)}
	if with.now != nil {
		h.now = with.now
	}
	h.log, h.flushLog = newLogger(with)
	defer func() {
		if err != nil {
			err = errors.Join(err, h.flushLog())
		}
	}()
	if h.location, err = time.LoadLocation(config.Timezone); err != nil {
		return nil, err
	}
	if h.catalogue, err = text.Load(); err != nil {
		return nil, err
	}
	h.name()
	if err := h.openKeys(); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(ctx, config.databaseURL(), store.Options{Vault: h.keys, Now: h.now}); err != nil {
		return nil, unopened(err)
	}
	h.watch = h.newWatch()
	if err := h.tell(with); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// unopened says of a database that can't be opened which key names it. Its value may hold a password and is not said.
func unopened(err error) error {
	return fmt.Errorf("the database can't be opened; see that it runs, and that the key `database` names it: %w", err)
}

// name gives product and operator a name where none is configured: the place where people find them.
func (h *house) name() {
	host := h.config.PublicURL
	if u, err := url.Parse(host); err == nil {
		host = u.Hostname()
	}
	for _, b := range []*Bilingual{&h.config.Product, &h.config.Operator} {
		b.JA, b.EN = cmp.Or(b.JA, b.EN, host), cmp.Or(b.EN, b.JA, host)
	}
}

func (h *house) openKeys() error {
	if h.keys != nil {
		return nil
	}
	if err := os.MkdirAll(h.config.DataDir, 0o700); err != nil {
		return &BadConfig{"data_dir", h.config.DataDir, "the folder can't be made: " + err.Error()}
	}
	keys, created, err := keyring.Open(h.config.keyFile())
	if err != nil {
		return &BadConfig{"key_file", h.config.keyFile(), err.Error()}
	}
	if created {
		h.log.Info("made a new key file; keep a copy of it apart from the database", "file", filepath.Base(h.config.keyFile()))
	}
	h.keys = keys
	return nil
}

// tell makes the story out of its parts.
func (h *house) tell(with changes) error {
	h.dossiers = dossier.New(h.store, h.keys, h.now)
	questionnaire, err := loadQuestionnaire(h.config.Questionnaire)
	if err != nil {
		return err
	}
	parameters, policy, err := loadJudgement(h.config)
	if err != nil {
		return err
	}
	if err := h.openPeers(); err != nil {
		return err
	}
	public, err := url.Parse(h.config.PublicURL)
	if err != nil {
		return err
	}
	h.meter = h.newMeter(questionnaire)
	parts := recovery.Parts{
		Store: meteredStore{h.store, h.watch}, Limiter: h.store, Dossiers: h.dossiers, Keys: h.keys, Directory: h.directory,
		Writer: h.writer(), Mailer: h.sender, Questionnaire: questionnaire, Parameters: parameters, Policy: policy,
		Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(), PublicURL: public, Now: h.now, PermanentMail: mail.Permanent,
		Region: h.places.Region, Delivered: h.delivered,
	}
	if parts.Timing.Quantum, err = time.ParseDuration(h.config.Quantum); err != nil {
		return err
	}
	if with.timing != nil {
		with.timing(&parts.Timing)
	}
	if with.limits != nil {
		with.limits(&parts.Limits)
	}
	if with.policy != nil {
		with.policy(&parts.Policy)
	}
	if err := h.govern(&parts); err != nil {
		return err
	}
	if h.recovery, err = recovery.New(parts); err != nil {
		return err
	}
	return h.employ()
}

func (h *house) writer() notice.Writer {
	return notice.Writer{Catalogue: h.catalogue, Letterhead: notice.Letterhead{
		Product: intake.Words(words(h.config.Product)), Operator: intake.Words(words(h.config.Operator)), Zone: h.location,
	}}
}

func loadQuestionnaire(file string) (*intake.Questionnaire, error) {
	if file == "" {
		return intake.DefaultQuestionnaire(), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, &BadConfig{"questionnaire", file, "the file can't be read; check the path and its permissions"}
	}
	q, err := intake.ParseQuestionnaire(file, data)
	if err != nil {
		return nil, &BadConfig{"questionnaire", "", err.Error()}
	}
	return q, nil
}

// mailConnections is how many letters are under way at once.
const mailConnections = 16

func (h *house) openPeers() error {
	dkim, err := h.dkim()
	if err != nil {
		return err
	}
	sender, err := mail.New(mail.Config{
		Addr: h.config.Mail.Server, From: h.config.Mail.From, TLS: mail.TLS(h.config.Mail.TLS), User: h.config.Mail.User,
		Password: h.config.Mail.Password, Connections: mailConnections, DKIM: dkim, Now: h.now,
	})
	if err != nil {
		return &BadConfig{"mail", "", err.Error()}
	}
	h.sender = sender
	if file := h.config.Places; file != "" {
		if h.places, err = place.Open(file); err != nil {
			return &BadConfig{"places", file, "is no readable MaxMind DB file"}
		}
	}
	return h.openDirectory()
}

// dkim is the signature of letters, nil where none is configured.
func (h *house) dkim() (*mail.DKIM, error) {
	c := h.config.Mail
	if c.DKIMKey == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.DKIMKey)
	if err != nil {
		return nil, &BadConfig{"mail.dkim_key", c.DKIMKey, "the file can't be read; check the path and its permissions"}
	}
	key, err := mail.ParseKey(pem)
	if err != nil {
		return nil, &BadConfig{"mail.dkim_key", c.DKIMKey, err.Error()}
	}
	_, domain, _ := strings.Cut(strings.TrimSuffix(c.From, ">"), "@")
	return &mail.DKIM{Domain: domain, Selector: c.Selector, Key: key}, nil
}

// runner is the job queue's workers.
func (h *house) runner() (*work.Runner, error) {
	q := h.store.Queue()
	return work.New(work.Config{
		SQLite: q.SQLite, File: q.File, Postgres: q.Postgres, Handler: meteredWork{errands{h}, h.watch}, Log: h.log,
		Tasks: append(h.governing(), []work.Task{
			h.beatTask(), h.meterTask(),
			{Name: "audit", Every: time.Second, Run: func(ctx context.Context) error { _, err := h.store.Sequence(ctx); return err }},
			{Name: "sweep", Every: h.sweepEvery, Run: h.sweep},
		}...),
	})
}

// sweep moves what is overdue.
func (h *house) sweep(ctx context.Context) error {
	if h.resting.Load() {
		return nil
	}
	_, err := h.recovery.Sweep(ctx)
	return err
}

func (h *house) close() error {
	return errors.Join(h.saveCounts(), h.store.Close(), h.places.Close(), h.flushLog())
}
