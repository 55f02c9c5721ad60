package daemon

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"freshet/aggregator"
	"freshet/aggregator/websub"
	"freshet/config"
	"freshet/output"
	"freshet/storage"
	"freshet/storage/bolt"
)

// Options say what to run.
type Options struct {
	// Load reads the config: once by New, again by each Reload.
	Load    func() (*config.Config, error)
	Log     *slog.Logger
	Version string
}

// Daemon is one running freshet.
type Daemon struct {
	opt      Options
	log      *slog.Logger
	registry *prometheus.Registry
	reloads  *reloadMetrics
	started  time.Time

	store      storage.Store
	aggregator *aggregator.Aggregator
	hubs       *websub.Subscriber
	output     *output.Server
	public     listener
	admin      listener

	mu     sync.Mutex // guards what follows, and makes reloads one at a time
	config *config.Config
	last   lastReload

	teardown []func() error
}

// New builds a daemon and takes what only one process can have: the store, the
// ports, the socket. When anything fails, what was taken before is given back.
func New(ctx context.Context, opt Options) (_ *Daemon, err error) {
	cfg, err := opt.Load()
	if err != nil {
		return nil, err
	}
	d := &Daemon{opt: opt, log: opt.Log, config: cfg, started: time.Now(), registry: prometheus.NewRegistry()}
	d.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	d.reloads = newReloadMetrics(d.registry)
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if err := d.openStore(cfg); err != nil {
		return nil, err
	}
	if err := d.openListeners(cfg); err != nil {
		return nil, err
	}
	if err := d.openRivers(ctx, cfg); err != nil {
		return nil, err
	}
	d.noteReload(nil)
	return d, nil
}

// onStop registers what gives a taken resource back; the last taken goes first.
func (d *Daemon) onStop(f func() error) { d.teardown = append(d.teardown, f) }

// close gives back everything, the last taken first.
func (d *Daemon) close() error {
	var errs []error
	for i := len(d.teardown) - 1; i >= 0; i-- {
		errs = append(errs, d.teardown[i]())
	}
	d.teardown = nil
	return errors.Join(errs...)
}

func (d *Daemon) openStore(cfg *config.Config) error {
	store, err := OpenStore(cfg, d.log)
	if err != nil {
		return err
	}
	d.store = store
	d.onStop(store.Close)
	return nil
}

// OpenStore opens the store that a config names.
func OpenStore(cfg *config.Config, log *slog.Logger) (storage.Store, error) {
	if cfg.Store.Postgres.Reveal() != "" {
		return nil, errors.New("store.postgres: this version keeps its store in a file only; use store.path")
	}
	return bolt.Open(cfg.Store.Path, bolt.Options{Log: log})
}

// openRivers builds what flows in and what flows out.
func (d *Daemon) openRivers(ctx context.Context, cfg *config.Config) error {
	var err error
	d.output, err = output.New(ctx, output.Options{
		Store:      d.store,
		Settings:   outputSettings(cfg, d.opt.Version),
		JournalDir: cfg.Store.Journal,
		Log:        d.log,
		Metrics:    output.NewMetrics(d.registry),
		Version:    d.opt.Version,
	})
	if err != nil {
		return err
	}
	d.onStop(d.output.Close)
	d.hubs, err = websub.New(ctx, websub.Options{Store: d.store, Log: d.log, Metrics: websub.NewMetrics(d.registry)})
	if err != nil {
		return err
	}
	d.aggregator = aggregator.New(aggregator.Options{
		Store:   d.store,
		Log:     d.log,
		Metrics: aggregator.NewMetrics(d.registry),
		Hubs:    d.hubs,
	})
	settings := aggregatorSettings(cfg, d.opt.Version, d.output.Subscribers)
	synced, err := d.aggregator.Apply(ctx, time.Now(), settings)
	if err != nil {
		return err
	}
	d.hubs.Apply(ctx, hubSettings(cfg, settings))
	d.warn(cfg)
	d.log.Info("sources", "all", len(cfg.Sources), "new", synced.New, "back", synced.Back,
		"renamed", synced.Renamed, "moved", synced.Moved, "removed", synced.Removed)
	return nil
}

// warn tells of what a config makes less safe.
func (d *Daemon) warn(cfg *config.Config) {
	for i := range cfg.Sources {
		if cfg.Sources[i].InsecureTLS {
			d.log.Warn("the certificate of a source is not checked (insecure_tls)", "source", cfg.Sources[i].Name)
		}
	}
}

// Addr is the address of the public listener.
func (d *Daemon) Addr() net.Addr { return d.public.Addr() }

// Handler is what the public listener serves: hubs at their callbacks, and
// everybody else what is published.
func (d *Daemon) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.hubs.Handles(r.URL.Path) {
			d.hubs.ServeHTTP(w, r)
			return
		}
		d.output.ServeHTTP(w, r)
	})
}

// Store is the open store.
func (d *Daemon) Store() storage.Store { return d.store }
