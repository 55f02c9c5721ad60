package main

import (
	"encoding/json"
	"fmt"
	"net/url"

	"freshet/cmd/freshet/daemon"
)

// splitCommand takes a sighting out of a story for good.
type splitCommand struct {
	configFlags
	ID       string `arg:"" help:"The story's id, as its page's address shows it."`
	Sighting string `arg:"" help:"The sighting's number as \"freshet story --text\" shows it, its link, or its source when only one is of it."`
}

func (s splitCommand) Run(c *console) error {
	cfg, err := s.load()
	if err != nil {
		return err
	}
	body, err := daemon.Ask(c.ctx, cfg.Admin, "POST", "/-/split/"+url.PathEscape(s.ID)+"?sighting="+url.QueryEscape(s.Sighting))
	if err != nil {
		return err
	}
	defer body.Close()
	var done daemon.Divided
	if err := json.NewDecoder(body).Decode(&done); err != nil {
		return fmt.Errorf("split: %w", err)
	}
	t := newTable(c.out)
	t.row("new story", done.Story)
	t.row("its page", done.Page)
	t.row("the rest", done.Rest)
	return t.flush()
}
