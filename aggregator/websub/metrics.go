package websub

import (
	"github.com/prometheus/client_golang/prometheus"

	"freshet/storage"
)

// Metrics count what goes on with hubs. A nil *Metrics counts nothing.
type Metrics struct {
	reg           prometheus.Registerer
	requests      *prometheus.CounterVec
	verifications *prometheus.CounterVec
	deliveries    *prometheus.CounterVec
	misses        prometheus.Counter
}

// NewMetrics registers the metrics of the subscriber.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	counters := func(name, help string, results ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{"result"})
		for _, r := range results {
			c.WithLabelValues(r) // so that it is there before the first
		}
		reg.MustRegister(c)
		return c
	}
	m := &Metrics{
		reg: reg,
		requests: counters("freshet_websub_requests_total",
			"Requests to hubs, to subscribe or to end it, by what came of them.", "accepted", "refused"),
		verifications: counters("freshet_websub_verifications_total",
			"Requests of hubs at the callback by whether we wanted what they asked.", "confirmed", "unwanted"),
		deliveries: counters("freshet_websub_deliveries_total",
			"What hubs pushed by what became of it: read; ping, after which the source is polled; no room, the same; ignored for a bad signature; and others.",
			"read", "ping", "no room", "bad signature", "unknown", "too large", "broken off", "not kept"),
		misses: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "freshet_websub_missed_total", Help: "Items that a poll found and that a hub should have pushed.",
		}),
	}
	reg.MustRegister(m.misses)
	return m
}

// watch registers gauges of a subscriber's subscriptions by their state.
func (m *Metrics) watch(s *Subscriber) {
	if m == nil {
		return
	}
	for _, state := range []storage.SubscriptionState{
		storage.SubscriptionPending, storage.SubscriptionActive, storage.SubscriptionDenied, storage.SubscriptionLeaving,
	} {
		m.reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "freshet_websub_subscriptions", Help: "Subscriptions to hubs by their state.",
			ConstLabels: prometheus.Labels{"state": string(state)},
		}, func() float64 { return float64(s.count(state)) }))
	}
}

func (s *Subscriber) count(state storage.SubscriptionState) int {
	n := 0
	for _, e := range s.entries() {
		if e.now().State == state {
			n++
		}
	}
	return n
}

func (m *Metrics) request(result string) {
	if m != nil {
		m.requests.WithLabelValues(result).Inc()
	}
}

func (m *Metrics) verification(result string) {
	if m != nil {
		m.verifications.WithLabelValues(result).Inc()
	}
}

func (m *Metrics) delivery(result string) {
	if m != nil {
		m.deliveries.WithLabelValues(result).Inc()
	}
}

func (m *Metrics) miss(n int) {
	if m != nil {
		m.misses.Add(float64(n))
	}
}
