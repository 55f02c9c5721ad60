package aggregator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"freshet/aggregator/clean"
	"freshet/aggregator/fetch"
	"freshet/aggregator/parse"
	"freshet/aggregator/websub"
	"freshet/storage"
)

// Hubs are who push what is new: a websub.Subscriber.
type Hubs interface {
	// Backup is the time between two polls of a source that is enough while its hub
	// pushes; zero when it does not.
	Backup(source string) time.Duration
	// Polled takes what a poll found.
	Polled(ctx context.Context, p websub.Poll)
}

var _ websub.River = (*Aggregator)(nil)

// Read reads a document that was pushed for a source as its polls are read, but
// for what only they may remember. Whatever goes wrong inside is this document's
// failure, a panic too.
func (a *Aggregator) Read(ctx context.Context, source, address string, body []byte, contentType string) (c websub.Content, err error) {
	src := a.current.Load().byName[source]
	if src == nil {
		return websub.Content{}, fmt.Errorf("pushed to %q: %w", source, storage.ErrNotFound)
	}
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic while reading what was pushed", "source", source, "panic", p, "stack", string(debug.Stack()))
			c, err = websub.Content{}, fmt.Errorf("internal error while reading what was pushed: %v", p)
		}
	}()
	none := a.work(ctx, func() {
		var feed *parse.Feed
		if feed, err = parse.Items(parse.Input{Body: body, ContentType: contentType, URL: address}); err == nil {
			c = websub.Content{Items: src.clean(feed, address, nil), Entries: len(feed.Entries)}
		}
	})
	if none != nil {
		return websub.Content{}, none
	}
	return c, err
}

// clean makes the items of a feed fit to be kept, oldest first: those whose value
// is not known and that the source's rules let pass.
func (s *Source) clean(feed *parse.Feed, address string, known map[uint64]bool) []storage.Item {
	var items []storage.Item
	for i := range feed.Items {
		it := &feed.Items[i]
		if known[it.Hash] {
			continue // only what changes by itself has changed
		}
		item := clean.Item(feed, it, address)
		if s.Drop == nil || !s.Drop(&item) {
			items = append(items, item)
		}
	}
	oldestFirst(items)
	return items
}

// Deliver folds items that were pushed.
func (a *Aggregator) Deliver(ctx context.Context, source string, at time.Time, items []storage.Item) (storage.Finished, error) {
	done, err := a.store.Deliver(ctx, source, at, items)
	if err != nil {
		return done, err
	}
	a.metrics.items(done)
	if changed := done.New + done.Joined + done.Revised; changed > 0 || a.log.Enabled(ctx, slog.LevelDebug) {
		a.log.Info("pushed", "source", source, "new", done.New, "joined", done.Joined, "revised", done.Revised)
	}
	return done, nil
}

// Hurry makes a source due no later than a time.
func (a *Aggregator) Hurry(ctx context.Context, source string, at time.Time) error {
	_, err := a.store.Hurry(ctx, source, at)
	if errors.Is(err, storage.ErrGone) {
		return nil
	}
	a.nudge()
	return err
}

// backup is as Hubs says.
func (a *Aggregator) backup(source string) time.Duration {
	if a.hubs == nil {
		return 0
	}
	return a.hubs.Backup(source)
}

// tellHubs tells what a poll found to who keeps the hubs.
func (a *Aggregator) tellHubs(ctx context.Context, v *visit, out storage.Outcome, done storage.Finished) {
	if a.hubs == nil || v.twin != "" {
		return
	}
	p := websub.Poll{Source: v.src.Spec.Name, Failed: v.err != nil, Before: v.state.LastPoll, At: out.At}
	if v.err == nil {
		p.URL, p.Document, p.New = v.resp.URL, out.State.Document, done.New+done.Joined
		if v.state.Archive != "" {
			p.New = 0 // pages of its past came with it
		}
		for i := range v.items {
			p.Dates = append(p.Dates, v.items[i].Published)
		}
	}
	a.hubs.Polled(ctx, p)
}

// linked is what a feed says of itself, with the hubs of the answer's head: where
// it names any, it alone counts (WebSub section 4).
func linked(d storage.Document, links []fetch.Link) storage.Document {
	var hubs []string
	self := ""
	for _, l := range links {
		switch address := clean.Link(l.URL, ""); {
		case address == "":
		case l.Rel == "hub":
			hubs = append(hubs, address)
		case l.Rel == "self" && self == "":
			self = address
		}
	}
	if len(hubs) == 0 {
		return d
	}
	d.Hubs = hubs
	if self != "" {
		d.Self = self
	}
	return d
}
