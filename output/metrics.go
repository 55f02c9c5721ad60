package output

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"freshet/storage"
)

// Metrics count what the server does. A nil *Metrics counts nothing.
type Metrics struct {
	requests *prometheus.CounterVec
	renders  *prometheus.CounterVec
	clicks   *prometheus.CounterVec
	lost     prometheus.Counter
	promoted *prometheus.CounterVec
	board    prometheus.Gauge
	takers   prometheus.Gauge
}

// NewMetrics registers the metrics of this package. It panics when they are
// registered already.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "freshet", Subsystem: "output", Name: name, Help: help}, labels)
	}
	m := &Metrics{
		requests: counter("requests_total", "Requests answered.", "route", "code"),
		renders:  counter("renders_total", "Feeds written anew: changed, unchanged or failed.", "result"),
		clicks:   counter("clicks_total", "Openings of stories, by whether and why they count.", "verdict"),
		promoted: counter("promotions_total", "Stories that entered a trending feed.", "feed"),
		lost: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "freshet", Subsystem: "output", Name: "clicks_unwritten_total",
			Help: "Openings of stories that could not be written at once; those that count wait in memory.",
		}),
		board: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "freshet", Subsystem: "output", Name: "board_stories", Help: "Stories that are ranked.",
		}),
	}
	m.takers = prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: "freshet", Subsystem: "output", Name: "subscribers", Help: "Readers that take the feeds in a day, as the User-Agent tells sources.",
	})
	reg.MustRegister(m.requests, m.renders, m.clicks, m.promoted, m.lost, m.board, m.takers)
	return m
}

func (m *Metrics) request(route string, code int) {
	if m != nil {
		m.requests.WithLabelValues(route, strconv.Itoa(code)).Inc()
	}
}

func (m *Metrics) render(result string) {
	if m != nil {
		m.renders.WithLabelValues(result).Inc()
	}
}

func (m *Metrics) click(v storage.Verdict, written bool) {
	if m == nil {
		return
	}
	m.clicks.WithLabelValues(verdictNames[v]).Inc()
	if !written {
		m.lost.Inc()
	}
}

func (m *Metrics) promote(feed string) {
	if m != nil {
		m.promoted.WithLabelValues(feed).Inc()
	}
}

func (m *Metrics) boardSize(n int) {
	if m != nil {
		m.board.Set(float64(n))
	}
}

func (m *Metrics) subscribers(n int) {
	if m != nil {
		m.takers.Set(float64(n))
	}
}

var verdictNames = map[storage.Verdict]string{
	storage.VerdictCounted:  "counted",
	storage.VerdictMethod:   "method",
	storage.VerdictPrefetch: "prefetch",
	storage.VerdictBot:      "bot",
	storage.VerdictFetch:    "fetch",
	storage.VerdictRepeat:   "repeat",
	storage.VerdictPrivacy:  "privacy",
}
