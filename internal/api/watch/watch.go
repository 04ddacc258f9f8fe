package watch

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"okaeri/internal/recovery"
)

// Pool is how one pool of database connections stands.
type Pool struct {
	Name        string
	Open, InUse int
	Waited      int64
	WaitedFor   time.Duration
}

// Config is what is looked at.
type Config struct {
	Tally func(ctx context.Context) (recovery.Tally, error) // the cheap part
	Pools func() []Pool
	Ping  func(ctx context.Context) error // of the database
	Mail  func(ctx context.Context) error // nil error: the mail server can be reached
	Now   func() time.Time
}

// Watch counts. It is safe for concurrent use.
type Watch struct {
	Config
	registry *prometheus.Registry

	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	happened *prometheus.CounterVec
	verdict  prometheus.Histogram
	queued   *prometheus.CounterVec
	letters  *prometheus.CounterVec
	owners   *coarse
	jobs     *prometheus.CounterVec
	jobTime  *prometheus.HistogramVec
	robot    *prometheus.CounterVec

	beat atomic.Int64 // when the worker last came round
	mail atomic.Pointer[looked]
}

// New returns a watch that has seen nothing yet.
func New(c Config) *Watch {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "okaeri_" + name, Help: help}, labels)
	}
	timing := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "okaeri_" + name, Help: help, Buckets: buckets}, labels)
	}
	short := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	w := &Watch{
		Config: c, registry: prometheus.NewRegistry(),
		requests: counter("http_requests_total", "Requests answered.", "surface", "method", "route", "status"),
		seconds:  timing("http_request_seconds", "Time from request to answer.", short, "surface", "route"),
		happened: counter("case_events_total", "What happened to cases, as in the API's events.", "type"),
		verdict: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "okaeri_time_to_verdict_seconds", Help: "From the sending of an application to the letter of its verdict.",
			Buckets: []float64{60, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 12 * 3600, 18 * 3600, 24 * 3600, 48 * 3600},
		}),
		queued:  counter("letters_queued_total", "Letters written to applicants.", "kind"),
		letters: counter("letters_total", "Attempts to send a letter to an applicant.", "outcome"),
		owners:  newCoarse(counter("letters_to_owners_total", "Attempts to send a letter to an owner, in steps of 50.", "outcome")),
		jobs:    counter("jobs_total", "Jobs done, or to be tried again; letters have counts of their own.", "kind", "outcome"),
		jobTime: timing("job_seconds", "Time of one job.", short, "kind"),
		robot:   counter("robot_checks_total", "Codes asked for, by the robot check that was passed.", "lane"),
	}
	w.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &standing{w},
		w.requests, w.seconds, w.happened, w.verdict, w.queued, w.letters, w.owners.to, w.jobs, w.jobTime, w.robot,
	)
	return w
}

// Request counts an answer. surface is "pages", "desk" or "api"; route is the pattern that answered.
func (w *Watch) Request(surface, method, route string, status int, took time.Duration) {
	w.requests.WithLabelValues(surface, method, route, strconv.Itoa(status)).Inc()
	w.seconds.WithLabelValues(surface, route).Observe(took.Seconds())
}

// Step counts what a saved step of a case did.
func (w *Watch) Step(s *recovery.Step) {
	for _, e := range s.Entries {
		if name := recovery.Happenings[e.Door]; name != "" {
			w.happened.WithLabelValues(name).Inc()
		}
		if (e.Door == "hold" || e.Door == "decline") && !s.Case.Submitted.IsZero() {
			w.verdict.Observe(e.At.Sub(s.Case.Submitted).Seconds())
		}
	}
	for _, l := range s.Letters {
		if recovery.ToApplicant(l.Kind) {
			w.queued.WithLabelValues(l.Kind).Inc()
		}
	}
}

// Letter counts an attempt to send a letter: sent, deferred (it is tried again) or refused (it is given up).
func (w *Watch) Letter(l recovery.Letter, err error, permanent bool) {
	how := "sent"
	switch {
	case permanent:
		how = "refused"
	case err != nil:
		how = "deferred"
	}
	if recovery.ToApplicant(l.Kind) {
		w.letters.WithLabelValues(how).Inc()
		return
	}
	w.owners.add(how)
}

func outcome(failed bool) string {
	if failed {
		return "failed"
	}
	return "done"
}

// Job counts a job. Those that send letters are left to Letter: one of them more tells that there was an owner to write to.
func (w *Watch) Job(kind recovery.JobKind, failed bool, took time.Duration) {
	if kind == recovery.JobLetter {
		return
	}
	w.jobs.WithLabelValues(string(kind), outcome(failed)).Inc()
	w.jobTime.WithLabelValues(string(kind)).Observe(took.Seconds())
}

// Robot counts a code that was asked for, by the lane of the robot check.
func (w *Watch) Robot(lane string) {
	switch lane {
	case "pow", "captcha", "none", "off":
	default:
		lane = "other"
	}
	w.robot.WithLabelValues(lane).Inc()
}

// Beat notes that the worker has come round.
func (w *Watch) Beat() { w.beat.Store(w.Now().UnixNano()) }

// Metrics answers Prometheus.
func (w *Watch) Metrics() http.Handler {
	return promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second})
}

// standing asks the database when it is scraped, so that what it tells is true of all servers together.
type standing struct{ w *Watch }

var (
	descCases   = prometheus.NewDesc("okaeri_cases", "Cases by state.", []string{"state"}, nil)
	descOverdue = prometheus.NewDesc("okaeri_cases_overdue", "Cases without a verdict, past the promised time.", nil, nil)
	descSoon    = prometheus.NewDesc("okaeri_cases_due_soon", "Cases without a verdict, due within four hours.", nil, nil)
	descJobs    = prometheus.NewDesc("okaeri_queue_jobs", "Jobs in the queue by state.", []string{"state"}, nil)
	descOpen    = prometheus.NewDesc("okaeri_db_connections", "Connections to the database.", []string{"pool", "state"}, nil)
	descWaits   = prometheus.NewDesc("okaeri_db_waits_total", "Times that a connection was waited for.", []string{"pool"}, nil)
	descWaited  = prometheus.NewDesc("okaeri_db_wait_seconds_total", "Time waited for connections.", []string{"pool"}, nil)
	descMail    = prometheus.NewDesc("okaeri_mail_up", "Whether the mail server can be reached.", nil, nil)
	descDB      = prometheus.NewDesc("okaeri_db_up", "Whether the database answered this scrape.", nil, nil)
	descWorker  = prometheus.NewDesc("okaeri_worker_seconds_since_beat", "Since the worker last came round.", nil, nil)
)

// Describe names what is asked when scraped.
func (s *standing) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descCases, descOverdue, descSoon, descJobs, descOpen, descWaits, descWaited, descMail, descDB, descWorker} {
		out <- d
	}
}

// scrapeWait is how long the database may take to answer a scrape.
const scrapeWait = 10 * time.Second

// Collect asks.
func (s *standing) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWait)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	t, err := s.w.Tally(ctx)
	gauge(descDB, truth(err == nil))
	gauge(descMail, truth(s.w.mailUp(ctx)))
	if beat := s.w.beat.Load(); beat > 0 {
		gauge(descWorker, s.w.Now().Sub(time.Unix(0, beat)).Seconds())
	}
	for _, p := range s.w.Pools() {
		gauge(descOpen, float64(p.Open-p.InUse), p.Name, "idle")
		gauge(descOpen, float64(p.InUse), p.Name, "in_use")
		out <- prometheus.MustNewConstMetric(descWaits, prometheus.CounterValue, float64(p.Waited), p.Name)
		out <- prometheus.MustNewConstMetric(descWaited, prometheus.CounterValue, p.WaitedFor.Seconds(), p.Name)
	}
	if err != nil {
		return
	}
	for state, n := range t.Cases {
		gauge(descCases, float64(n), string(state))
	}
	for state, n := range t.Jobs {
		gauge(descJobs, float64(n), state)
	}
	gauge(descOverdue, float64(t.Overdue))
	gauge(descSoon, float64(t.Soon))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
