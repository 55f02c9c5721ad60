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
	whole   prometheus.Counter
	bytes   prometheus.Counter
	success prometheus.Gauge
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
		whole: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "freshet_polls_unconditional_total", Help: "Polls that asked for a whole document, since there was nothing to ask with.",
		}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "freshet_polls_bytes_total", Help: "Bytes of documents as they came over the wire.",
		}),
		success: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "freshet_polls_last_success_timestamp_seconds", Help: "When any source last answered well.",
		}),
	}
	for _, fate := range []string{"new", "joined", "revised", "known"} {
		m.fates.WithLabelValues(fate) // so that it is there before the first item
	}
	reg.MustRegister(m.polls, m.took, m.polling, m.fates, m.whole, m.bytes, m.success)
	return m
}

func (m *Metrics) begin() {
	if m != nil {
		m.polling.Inc()
	}
}

// asked counts what a request was and what it cost.
func (m *Metrics) asked(v *visit) {
	if m == nil {
		return
	}
	if v.ask.Validators.ETag == "" && v.ask.Validators.LastModified == "" {
		m.whole.Inc()
	}
	if v.resp != nil {
		m.bytes.Add(float64(v.resp.Wire))
		m.success.SetToCurrentTime()
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
	m.fate("new", f.New)
	m.fate("joined", f.Joined)
	m.fate("revised", f.Revised)
	m.fate("known", f.Known)
}

func (m *Metrics) fate(name string, n int) {
	if n > 0 {
		m.fates.WithLabelValues(name).Add(float64(n))
	}
}
