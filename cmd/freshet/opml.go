package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"freshet/cmd/freshet/daemon"
	"freshet/config"
)

// importCommand turns OPML into config lines.
type importCommand struct {
	File string `arg:"" help:"An OPML file, or - for standard input."`
}

func (i importCommand) Run(c *console) error {
	in := io.NopCloser(c.in)
	if i.File != "-" {
		f, err := os.Open(i.File)
		if err != nil {
			return err
		}
		in = f
	}
	defer in.Close()
	outlines, err := config.ReadOPML(in)
	if err != nil {
		return fmt.Errorf("%s: %w", i.File, err)
	}
	if len(outlines) == 0 {
		return fmt.Errorf("%s: no feed in it (an outline with xmlUrl)", i.File)
	}
	if _, err := c.out.Write(config.SourceLines(outlines, func(string) bool { return false })); err != nil {
		return err
	}
	fmt.Fprintf(c.err, "%s; put them below \"sources:\" in the config\n", plural(len(outlines), "source"))
	return nil
}

// exportCommand writes what freshet knows in formats that others read.
type exportCommand struct {
	configFlags
	Stories bool `help:"Every story as a JSON line, with its sightings and clicks."`
}

func (e exportCommand) Run(c *console) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	if !e.Stories {
		return daemon.WriteSources(c.out, cfg)
	}
	// A running daemon holds the store: it is asked. Else the file is read here.
	body, err := daemon.Ask(c.ctx, cfg.Admin, "GET", "/-/export")
	if errors.Is(err, daemon.ErrNotRunning) {
		return e.fromFile(c.ctx, c.out, cfg)
	}
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(c.out, body)
	return err
}

func (exportCommand) fromFile(ctx context.Context, w io.Writer, cfg *config.Config) error {
	if _, err := os.Stat(cfg.Store.Path); err != nil {
		return fmt.Errorf("store %s: no such file, and no daemon answers on %s", cfg.Store.Path, cfg.Admin)
	}
	return daemon.WriteStories(ctx, w, cfg, version)
}
