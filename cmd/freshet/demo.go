package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"freshet/cmd/freshet/daemon"
	"freshet/cmd/freshet/world"
	"freshet/config"
)

// demoCommand is the daemon over a world of its own.
type demoCommand struct {
	logFlags
	Listen  string  `help:"Where to listen; without it ${default_listen}, or a free port when that is taken."`
	Dir     string  `help:"A folder to keep the store in; without it a temporary one, removed at the end." type:"path"`
	Speed   float64 `help:"How many times as fast as the clock the world runs." default:"60"`
	Sources int     `help:"How many of the world's sources there are; 0 is all."`
	People  int     `help:"How many readers click; 0 is ${default_people}."`
	Seed    uint64  `help:"Another number is another world." default:"1"`
}

// defaultListen is where a newcomer looks.
const defaultListen = "127.0.0.1:8080"

func (d demoCommand) Run(c *console) (err error) {
	dir, remove, err := d.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	w, err := world.New(world.Options{Seed: d.Seed, Speed: d.Speed, Sources: d.Sources})
	if err != nil {
		return err
	}
	if err := w.Listen(); err != nil {
		return err
	}
	defer w.Close()

	listen := d.address()
	base := "http://" + listen
	path := filepath.Join(dir, "freshet.yml")
	if err := os.WriteFile(path, w.ConfigYAML(base, listen, filepath.Join(dir, "freshet.db")), 0o600); err != nil {
		return err
	}
	log := d.logger(c.err)
	load := func() (*config.Config, error) { return config.Load(path) }
	running, err := daemon.New(c.ctx, daemon.Options{Load: load, Log: log, Version: version})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "freshet demo: look at %s — %s of a built-in world, %gx as fast as the clock; its config is %s; stop with Ctrl-C\n",
		base, plural(len(w.Sources()), "source"), d.Speed, path)
	return d.live(c.ctx, w, running, base, log)
}

// live runs the world, the daemon and the readers until the context ends.
func (d demoCommand) live(ctx context.Context, w *world.World, running *daemon.Daemon, base string, log *slog.Logger) error {
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { return w.Run(ctx) })
	all.Go(func() error { return serveUntilStopped(ctx, running, log) })
	all.Go(func() error {
		tally, err := world.Readers(ctx, world.ReaderOptions{
			BaseURL: base, Feeds: w.Feeds(), People: d.People, Seed: d.Seed, Taste: w.Taste,
		})
		log.Info("readers have gone", "looks", tally.Looks, "clicks", tally.Clicks, "repeats", tally.Repeats,
			"programs", tally.Others, "failed", tally.Failed)
		return err
	})
	return all.Wait()
}

// folder is where the store is, and how the folder is given back.
func (d demoCommand) folder() (string, func() error, error) {
	if d.Dir != "" {
		return d.Dir, func() error { return nil }, os.MkdirAll(d.Dir, 0o700)
	}
	dir, err := os.MkdirTemp("", "freshet-demo-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

// address is where to listen: a port that is taken does not keep a newcomer from
// looking.
func (d demoCommand) address() string {
	if d.Listen != "" {
		return d.Listen
	}
	for _, a := range []string{defaultListen, "127.0.0.1:0"} {
		if l, err := net.Listen("tcp", a); err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	return defaultListen
}
