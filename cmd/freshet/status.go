package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"freshet/cmd/freshet/daemon"
)

// statusCommand asks the running daemon how it is.
type statusCommand struct {
	configFlags
	JSON   bool   `help:"As JSON."`
	Health bool   `help:"Only whether it is ready to serve: exit 0 or 1."`
	Why    string `help:"The reasons of the next poll of this source." placeholder:"SOURCE"`
}

func (s statusCommand) Run(c *console) error {
	cfg, err := s.load()
	if err != nil {
		return err
	}
	path := "/-/status"
	if s.Health {
		path = "/-/health"
	}
	body, err := daemon.Ask(c.ctx, cfg.Admin, "GET", path)
	if err != nil {
		return err
	}
	defer body.Close()
	if s.Health || s.JSON && s.Why == "" {
		_, err = io.Copy(c.out, body)
		return err
	}
	var status daemon.Status
	if err := json.NewDecoder(body).Decode(&status); err != nil {
		return fmt.Errorf("status: %w", err)
	}
	if s.Why != "" {
		return s.writeWhy(c.out, status)
	}
	return writeStatus(c.out, status)
}

func writeStatus(w io.Writer, status daemon.Status) error {
	failing := 0
	for _, s := range status.Sources {
		if s.Failures > 0 || s.Gone {
			failing++
		}
	}
	t := newTable(w)
	t.row("freshet", status.Version)
	t.row("serving", status.BaseURL+" on "+status.Listen)
	t.row("since", shortDate(status.Started))
	t.row("config", reloadWords(status.Reload))
	if status.NoAnswerSince != nil {
		t.row("network", "no source has answered since "+when(status.NoAnswerSince))
	}
	t.row("feeds", fmt.Sprint(len(status.Feeds)))
	t.row("sources", fmt.Sprintf("%d, failing or gone: %d", len(status.Sources), failing))
	for _, h := range status.Hubs {
		t.row("hub", fmt.Sprintf("%s pushes %d sources, %d deliveries, %d items missed", h.Hub, h.Sources, h.Pushed, h.Missed))
	}
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = newTable(w)
	t.row("SOURCE", "STATE", "ITEMS", "LAST SUCCESS", "NEXT", "NOTE")
	for _, s := range status.Sources {
		t.row(s.Name, stateWord(s), fmt.Sprint(s.Items), when(s.LastSuccess), when(s.Next), cut(s.Error, 100))
	}
	return t.flush()
}

func reloadWords(r daemon.ReloadStatus) string {
	if r.Error != "" {
		return "last reload refused at " + shortDate(r.At) + ": " + r.Error
	}
	return "loaded " + shortDate(r.At)
}

// stateWord is a source's health in a word.
func stateWord(s daemon.SourceStatus) string {
	switch {
	case s.Gone:
		return "gone"
	case s.Failures > 0:
		return "failing: " + s.Class
	case s.LastPoll == nil:
		return "not polled yet"
	}
	return "ok"
}

func when(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return shortDate(*t)
}
