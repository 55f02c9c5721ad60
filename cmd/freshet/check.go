package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"

	"freshet/aggregator"
	"freshet/cmd/freshet/daemon"
	"freshet/config"
)

// checkCommand validates a config.
type checkCommand struct {
	configFlags
	Poll bool `help:"Fetch every source once, and show what was found."`
}

func (k checkCommand) Run(c *console) error {
	cfg, err := k.load()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.err, "%s: good: %s, %s\n", k.Config, plural(len(cfg.Sources), "source"), plural(len(cfg.Feeds), "feed"))
	if !k.Poll {
		return nil
	}
	reports := pollAll(c, cfg)
	if err := c.ctx.Err(); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	return writeReports(c, reports)
}

// pollAll fetches every source once: hosts side by side, the sources of one host
// one after another with the spacing of the config.
func pollAll(c *console, cfg *config.Config) []aggregator.Report {
	bar := progressbar.NewOptions(len(cfg.Sources),
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetDescription("polling"),
		progressbar.OptionSetVisibility(isTerminal(c.err)),
		progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish())
	client := daemon.NewFetch(cfg, version, nil)
	reports := make([]aggregator.Report, len(cfg.Sources))
	var mu sync.Mutex
	var hosts errgroup.Group
	hosts.SetLimit(max(cfg.Poll.Workers, 1))
	for _, places := range byHost(cfg.Sources) {
		hosts.Go(func() error {
			for n, i := range places {
				if n > 0 && !daemon.Pause(c.ctx, max(cfg.Poll.Spacing, cfg.SpacingOf(&cfg.Sources[i]))) {
					return nil
				}
				report := aggregator.Try(c.ctx, client, daemon.AggregatorSource(cfg, &cfg.Sources[i]))
				mu.Lock()
				reports[i] = report
				_ = bar.Add(1)
				mu.Unlock()
			}
			return nil
		})
	}
	_ = hosts.Wait()
	_ = bar.Finish()
	return reports
}

// byHost groups the places of sources in a list by their host.
func byHost(sources []config.Source) map[string][]int {
	hosts := map[string][]int{}
	for i := range sources {
		h := aggregator.FeedHost(sources[i].URL)
		hosts[h] = append(hosts[h], i)
	}
	return hosts
}

// writeReports prints a line for each source; it fails when any source did.
func writeReports(c *console, reports []aggregator.Report) error {
	t := newTable(c.out)
	t.row("SOURCE", "RESULT", "FORMAT", "ITEMS", "NEWEST", "KB", "MS", "NOTE")
	failed := 0
	for _, r := range reports {
		result, note := "ok", r.Note
		if r.Err != nil {
			failed++
			result, note = r.Class, r.Err.Error()+suggestion(r.Offers)
		}
		t.row(r.Name, result, orDash(r.Format), fmt.Sprint(r.Items), shortDate(r.Newest),
			fmt.Sprint((r.Bytes+1023)/1024), fmt.Sprint(r.Took.Milliseconds()), note)
	}
	if err := t.flush(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %s could not be read", failed, plural(len(reports), "source"))
	}
	return context.Cause(c.ctx)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
