package aggregator

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"freshet/storage"
)

// Metrics count what flows in. A nil *Metrics counts nothing.
type Metrics struct {
	polls   *prometheus.CounterVec
	took    prometheus.Histogram
	polling prometheus.Gauge
	fates   *prometheus.CounterVec
}

// NewMetrics registers the metrics of the aggregator.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		polls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "freshet_polls_total", Help: "Polls by what they came to: read, known body, not modified, or the class of a failure.",
		}, []string{"result"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "freshet_poll_seconds", Help: "How long polls took, from the request to the store's answer.",
			Buckets: []float64{.005, .02, .1, .5, 1, 2, 5, 10, 30, 60},
		}),
		polling: prometheus.NewGauge(prometheus.GaugeOpts{Name: "freshet_polls_running", Help: "Polls that run now."}),
		fates: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "freshet_items_total", Help: "Items by what became of them: new, joined, revised, known.",
		}, []string{"fate"}),
	}
	reg.MustRegister(m.polls, m.took, m.polling, m.fates)
	return m
}

func (m *Metrics) begin() {
	if m != nil {
		m.polling.Inc()
	}
}

func (m *Metrics) end(result string, started time.Time) {
	if m == nil {
		return
	}
	m.polling.Dec()
	m.polls.WithLabelValues(result).Inc()
	m.took.Observe(time.Since(started).Seconds())
}

func (m *Metrics) items(f storage.Finished) {
	if m == nil {
		return
	}
	m.fates.WithLabelValues("new").Add(float64(f.New))
	m.fates.WithLabelValues("joined").Add(float64(f.Joined))
	m.fates.WithLabelValues("revised").Add(float64(f.Revised))
	m.fates.WithLabelValues("known").Add(float64(f.Known))
}
