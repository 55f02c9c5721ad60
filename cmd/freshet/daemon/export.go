package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"freshet/config"
	"freshet/output"
	"freshet/output/click"
	"freshet/output/render"
)

// WriteSources writes the sources of a config as OPML, without the secrets that
// stand in their addresses.
func WriteSources(w io.Writer, cfg *config.Config) error {
	list := make([]render.Outline, len(cfg.Sources))
	for i := range cfg.Sources {
		src := &cfg.Sources[i]
		title := src.Title
		if title == "" {
			title = src.Name
		}
		list[i] = render.Outline{Title: title, XMLURL: src.Public(), Tags: src.Tags}
	}
	doc, err := render.OPML("Sources of "+cfg.BaseURL.Host, list)
	if err != nil {
		return fmt.Errorf("export sources: %w", err)
	}
	_, err = w.Write(doc)
	return err
}

// WriteStories writes every story of the store that a config names, when no
// daemon runs. Clicks that a killed daemon left in its journal are moved to the
// store first, as its next start would do.
func WriteStories(ctx context.Context, w io.Writer, cfg *config.Config, version string) (err error) {
	log := slog.New(slog.DiscardHandler)
	store, err := OpenStore(cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	journal, err := click.OpenJournal(cfg.Store.Journal, click.Options{Log: log})
	if err != nil {
		return err
	}
	// A Run whose context has ended does the last move only.
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := errors.Join(journal.Run(ended, store), journal.Close()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out, err := output.New(ctx, output.Options{
		Store: store, Settings: outputSettings(cfg, version), JournalDir: cfg.Store.Journal, Log: log, Version: version,
	})
	if err != nil {
		return err
	}
	return errors.Join(out.Export(ctx, w), out.Close())
}
