package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	sd "github.com/coreos/go-systemd/v22/daemon"

	"freshet/cmd/freshet/daemon"
)

// serveCommand is the daemon.
type serveCommand struct {
	configFlags
	logFlags
}

func (s serveCommand) Run(c *console) error {
	log := s.logger(c.err)
	d, err := daemon.New(c.ctx, daemon.Options{Load: s.load, Log: log, Version: version})
	if err != nil {
		return err
	}
	return serveUntilStopped(c.ctx, d, log)
}

// serveUntilStopped runs a daemon until the context ends; SIGHUP reloads. It
// tells a service manager what it does.
func serveUntilStopped(ctx context.Context, d *daemon.Daemon, log *slog.Logger) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)

	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	notify(log, sd.SdNotifyReady)
	watchdog, stop := watchdogTicks(log)
	defer stop()
	stopping := ctx.Done()
	for {
		select {
		case err := <-done:
			log.Info("stopped")
			return err
		case <-stopping:
			stopping = nil
			notify(log, sd.SdNotifyStopping)
			log.Info("stopping: answering what is under way, moving clicks to the store")
		case <-hup:
			notify(log, sd.SdNotifyReloading)
			reload(ctx, d, log)
			notify(log, sd.SdNotifyReady)
		case <-watchdog:
			notify(log, sd.SdNotifyWatchdog)
		}
	}
}

// reload swaps the config whole, or says why nothing was changed.
func reload(ctx context.Context, d *daemon.Daemon, log *slog.Logger) {
	changes, err := d.Reload(ctx)
	if err != nil {
		log.Error("reload refused, nothing was changed", "error", err)
		return
	}
	log.Info("reloaded", "changes", changes)
}

func notify(log *slog.Logger, state string) {
	if _, err := sd.SdNotify(false, state); err != nil && !errors.Is(err, os.ErrNotExist) {
		log.Debug("service manager not told", "state", state, "error", err)
	}
}

// watchdogTicks ticks at half the time after which the service manager thinks
// the daemon dead; never when it does not watch.
func watchdogTicks(log *slog.Logger) (<-chan time.Time, func()) {
	interval, err := sd.SdWatchdogEnabled(false)
	if err != nil {
		log.Debug("watchdog not enabled", "error", err)
	}
	if interval <= 0 {
		return nil, func() {}
	}
	tick := time.NewTicker(interval / 2)
	return tick.C, tick.Stop
}
