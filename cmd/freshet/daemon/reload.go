package daemon

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"freshet/config"
)

// lastReload is what the last reload came to.
type lastReload struct {
	At  time.Time
	Err error
}

// reloadMetrics tell a monitor that a config on disk is not the one that runs.
type reloadMetrics struct{ good, when prometheus.Gauge }

func newReloadMetrics(reg prometheus.Registerer) *reloadMetrics {
	m := &reloadMetrics{
		good: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "freshet_config_last_reload_successful", Help: "Whether the last reload of the config succeeded.",
		}),
		when: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "freshet_config_last_reload_success_timestamp_seconds", Help: "When the config was last reloaded with success.",
		}),
	}
	reg.MustRegister(m.good, m.when)
	return m
}

// Reload reads the config again and swaps it whole; when anything of it is bad,
// nothing changes. It returns what has changed, as plain lines.
func (d *Daemon) Reload(ctx context.Context) (changes []string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer func() { d.noteReload(err) }()
	cfg, err := d.opt.Load()
	if err != nil {
		return nil, err
	}
	if must := config.NeedsRestart(d.config, cfg); len(must) > 0 {
		return nil, fmt.Errorf("%s can only change with a restart", strings.Join(must, ", "))
	}
	// The store takes the sources first: it is the only step that can fail, and
	// when it does nothing has been swapped.
	next := outputSettings(cfg, d.opt.Version)
	if err := d.output.Check(next); err != nil {
		return nil, fmt.Errorf("reload: %w", err)
	}
	settings := aggregatorSettings(cfg, d.opt.Version, d.output.Subscribers)
	if _, err := d.aggregator.Apply(ctx, time.Now(), settings); err != nil {
		return nil, fmt.Errorf("reload: %w", err)
	}
	d.hubs.Apply(ctx, hubSettings(cfg, settings))
	if err := d.output.Apply(ctx, next); err != nil {
		return nil, fmt.Errorf("reload: %w", err)
	}
	for _, c := range config.Diff(d.config, cfg) {
		changes = append(changes, c.String())
	}
	d.config = cfg
	d.warn(cfg)
	return changes, nil
}

// noteReload keeps what a reload came to, for the status and the metrics.
func (d *Daemon) noteReload(err error) {
	d.last = lastReload{At: time.Now(), Err: err}
	if err != nil {
		d.reloads.good.Set(0)
		return
	}
	d.reloads.good.Set(1)
	d.reloads.when.SetToCurrentTime()
}

// Config is the present config.
func (d *Daemon) Config() *config.Config {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.config
}
