package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"freshet/cmd/freshet/daemon"
	"freshet/config"
	"freshet/storage/dedup/labelled"
)

// servedRound is how many items appear between two looks at all feeds.
const servedRound = 400

// throughDaemon serves items as feeds on loopback to a daemon that polls them, in
// rounds so that they arrive in their order, and returns the story of each as its
// export tells.
func throughDaemon(ctx context.Context, items []labelled.Item) (stories []string, err error) {
	dir, err := os.MkdirTemp("", "freshet-eval-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	o := newOrigin()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: o}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	defer func() {
		_ = server.Close()
		<-ended
	}()
	d, err := daemon.New(ctx, daemon.Options{
		Log: slog.New(slog.DiscardHandler), Version: "eval",
		Load: func() (*config.Config, error) { return evalConfig(dir, listener.Addr().String(), items) },
	})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- d.Run(running) }()
	defer func() {
		stop()
		err = errors.Join(err, <-done)
	}()
	if err := appear(ctx, o, items); err != nil {
		return nil, err
	}
	return exported(ctx, d, items)
}

// evalConfig is the config of a daemon over the feeds of an origin.
func evalConfig(dir, address string, items []labelled.Item) (*config.Config, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "base_url: http://127.0.0.1:8080\nlisten: 127.0.0.1:0\nadmin: unix:%s\nstore: {path: %s}\n"+
		"poll: {every: 300ms, min: 1ms, spacing: 0, private_networks: true}\nsources:\n",
		filepath.Join(dir, "admin.sock"), filepath.Join(dir, "eval.db"))
	seen := map[string]bool{}
	for i := range items {
		if name := items[i].Feed; !seen[name] {
			seen[name] = true
			fmt.Fprintf(&b, "  - {name: %s, url: \"http://%s/%[1]s\"}\n", name, address)
		}
	}
	fmt.Fprintf(&b, "feeds:\n  - {name: all, limit: %d}\n", feedLimit)
	return config.Parse("eval.yml", []byte(b.String()), dir, os.LookupEnv)
}

// feedLimit is how many stories the published feed holds.
const feedLimit = 200

// patience bounds the wait for one round.
const patience = 5 * time.Minute

// appear lets the items appear round by round, each when the daemon has all of the
// one before.
func appear(ctx context.Context, o *origin, items []labelled.Item) error {
	for at := 0; at < len(items); at += servedRound {
		names := o.add(items[at:min(len(items), at+servedRound)])
		ctx, cancel := context.WithTimeout(ctx, patience)
		err := settled(ctx, o, names)
		cancel()
		if err != nil {
			return fmt.Errorf("items from %d on: %w", at, err)
		}
	}
	return nil
}

func settled(ctx context.Context, o *origin, names []string) error {
	for {
		n, moved := o.behind(names)
		if n == 0 {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return fmt.Errorf("%d feeds are not read: %w", n, ctx.Err())
		}
	}
}

// exportedStory is what is read of a line of the export, or of an item of the
// published feed, which has no guids.
type exportedStory struct {
	Freshet struct {
		Story     string     `json:"story"`
		Sightings []sighting `json:"sightings"`
	} `json:"_freshet"`
}

// exported reads the export, and proves that the published feed tells the same.
func exported(ctx context.Context, d *daemon.Daemon, items []labelled.Item) ([]string, error) {
	body, err := daemon.Ask(ctx, d.Config().Admin, http.MethodGet, "/-/export")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	where, sizes := newPlaced(), map[string]int{}
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, labelled.MaxLine)
	for lines.Scan() {
		var s exportedStory
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
		sizes[s.Freshet.Story] = len(s.Freshet.Sightings)
		for _, sighting := range s.Freshet.Sightings {
			where.add(s.Freshet.Story, sighting)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if err := agrees(ctx, d, sizes); err != nil {
		return nil, err
	}
	return where.of(items)
}

// catchUp bounds how long the published feed may lag behind the store.
const catchUp = time.Minute

// agrees waits until the published feed tells what the export does.
func agrees(ctx context.Context, d *daemon.Daemon, sizes map[string]int) error {
	ctx, cancel := context.WithTimeout(ctx, catchUp)
	defer cancel()
	for {
		err := published(ctx, d, sizes)
		if err == nil || !daemon.Pause(ctx, 200*time.Millisecond) {
			return err
		}
	}
}

// published compares the stories of the published feed with those of the export.
func published(ctx context.Context, d *daemon.Daemon, sizes map[string]int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.Addr().String()+"/feeds/all.json", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var feed struct{ Items []exportedStory }
	if err := json.Unmarshal(body, &feed); err != nil {
		return fmt.Errorf("published feed: %s: %w", resp.Status, err)
	}
	if want := min(feedLimit, len(sizes)); len(feed.Items) < want {
		return fmt.Errorf("published feed: %d stories of %d", len(feed.Items), want)
	}
	for _, s := range feed.Items {
		if n := sizes[s.Freshet.Story]; n != len(s.Freshet.Sightings) {
			return fmt.Errorf("published feed: story %s has %d sightings, the export %d", s.Freshet.Story, len(s.Freshet.Sightings), n)
		}
	}
	return nil
}
