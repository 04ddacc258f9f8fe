package watch

import (
	"math/rand/v2"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// coarseStep is by how much a coarse counter moves at once.
const coarseStep = 50

// coarse counts what nobody may see one by one. Letters to owners are sent only where the account exists: a counter that moved with each of
// them would answer whoever files an application and scrapes. This one moves in steps, and begins anywhere within one, so that a single
// letter moves it once in fifty times and nobody knows which.
type coarse struct {
	to *prometheus.CounterVec

	mu   sync.Mutex
	held map[string]int
}

func newCoarse(to *prometheus.CounterVec) *coarse { return &coarse{to: to, held: map[string]int{}} }

func (c *coarse) add(label string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, begun := c.held[label]; !begun {
		c.held[label] = rand.IntN(coarseStep)
		c.to.WithLabelValues(label).Add(0)
	}
	if c.held[label]++; c.held[label] >= coarseStep {
		c.held[label] = 0
		c.to.WithLabelValues(label).Add(coarseStep)
	}
}
