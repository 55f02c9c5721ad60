package daemon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"freshet/output"
	"freshet/storage"
)

// drainTimeout bounds the wait for requests under way when the daemon stops.
const drainTimeout = 10 * time.Second

// pruneEvery is the time between two rounds of retention.
const pruneEvery = 10 * time.Minute

// Run serves and polls until the context ends, then drains: no poll is begun, no
// request is taken, those under way are answered, every click is moved to the
// store. It returns when all is closed; a daemon runs once.
func (d *Daemon) Run(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, d.close()) }()

	rivers, stopRivers := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRivers()
	all, failed := errgroup.WithContext(ctx)
	all.Go(func() error {
		return serve(d.admin, &http.Server{Handler: d.adminHandler(), ReadHeaderTimeout: output.ReadTimeout}, rivers.Done())
	})
	all.Go(func() error { return d.output.Run(rivers) })
	// What a hub was told we have is read to the end: it runs on while the public
	// listener drains.
	all.Go(func() error { return d.hubs.Run(rivers, d.aggregator) })
	all.Go(func() error { return d.aggregator.Run(failed) })
	all.Go(func() error { return d.prune(failed) })
	all.Go(func() error { return d.watch(failed) })
	all.Go(func() error {
		// The output river runs on until the public listener has drained, so that
		// the clicks answered last are moved too.
		defer stopRivers()
		d.settle(failed)
		d.log.Info("serving", "address", d.public.Addr().String(), "base_url", d.Config().BaseURL.String())
		return serve(d.public, d.publicServer(), failed.Done())
	})
	return all.Wait()
}

// settleTimeout bounds the wait for the documents after a start.
const settleTimeout = 10 * time.Second

// settle waits until everything that was published is at hand: a feed that was
// served is not refused after a restart. Who asks meanwhile waits in the queue of
// the port. A store that cannot be read now keeps nobody longer: health and what
// there is are then served.
func (d *Daemon) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	for d.output.Ready() != nil && Pause(ctx, time.Millisecond) {
	}
}

func (d *Daemon) publicServer() *http.Server {
	return &http.Server{
		Handler:           d.Handler(),
		ReadHeaderTimeout: output.ReadTimeout,
		ReadTimeout:       output.ReadTimeout,
		WriteTimeout:      output.WriteTimeout,
		IdleTimeout:       output.IdleTimeout,
		MaxHeaderBytes:    output.MaxHeaderBytes,
	}
}

// serve runs a server until done, then waits for the requests under way.
func serve(l listener, srv *http.Server, done <-chan struct{}) error {
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(l) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	case <-done:
	}
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		// Some request would not end: it is cut.
		_ = srv.Close()
	}
	<-stopped
	return nil
}

// prune applies retention now and then.
func (d *Daemon) prune(ctx context.Context) error {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		keep := d.Config().Keep
		start := time.Now()
		pruned, err := d.store.Prune(ctx, start, storage.Keep{For: keep.For, Bytes: keep.Bytes})
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			d.log.Error("retention failed", "error", err)
		case pruned.Stories > 0:
			d.log.Info("retention", "stories", pruned.Stories, "items", pruned.Items, "took", time.Since(start))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
