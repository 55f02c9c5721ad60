package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"freshet/cmd/freshet/daemon"
)

// refreshCommand asks for a poll of one source, as polite as any.
type refreshCommand struct {
	configFlags
	Source string `arg:"" help:"The source's name in the config."`
}

func (r refreshCommand) Run(c *console) error {
	cfg, err := r.load()
	if err != nil {
		return err
	}
	body, err := daemon.Ask(c.ctx, cfg.Admin, "POST", "/-/refresh/"+url.PathEscape(r.Source))
	if err != nil {
		return err
	}
	defer body.Close()
	var done daemon.Refreshed
	if err := json.NewDecoder(body).Decode(&done); err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	when := "now"
	if wait := time.Until(done.At); wait > time.Second {
		when = "at " + done.At.UTC().Format("2006-01-02 15:04:05Z")
	}
	fmt.Fprintf(c.out, "%s is polled %s\n", done.Source, when)
	return nil
}
