package aggregator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"freshet/aggregator/clean"
	"freshet/aggregator/fetch"
	"freshet/aggregator/pace"
	"freshet/aggregator/parse"
	"freshet/storage"
)

// Classes of failures that are found here; fetch names the others.
const (
	classNotFeed = "not-a-feed"
	classLimit   = "limit"
	classPanic   = "panic"
)

// poll is one claim from its fetch to its Finish.
func (a *Aggregator) poll(ctx context.Context, claim storage.Claim) {
	s := a.current.Load()
	src := s.byName[claim.Source.Name]
	if src == nil {
		// A reload has removed it between the claim and here.
		a.release(claim)
		return
	}
	a.metrics.begin()
	started := time.Now()
	found := a.look(ctx, s, src, claim)
	if ctx.Err() != nil {
		a.metrics.end("released", started)
		a.release(claim)
		return
	}
	out := outcome(s.Poll, src, claim, found, started, time.Now())
	done, err := a.store.Finish(ctx, claim, out)
	if err != nil {
		a.metrics.end("not kept", started)
		a.notKept(ctx, claim, err)
		return
	}
	a.metrics.end(found.kind(), started)
	a.metrics.items(done)
	if done.New+done.Joined+done.Revised > 0 && a.room.have() {
		a.log.Info("there is room for the store again, polls are kept")
	}
	a.tell(claim, found, out, done)
}

// release gives a claim back; the context of the loop may have ended by then.
func (a *Aggregator) release(claim storage.Claim) {
	if err := a.store.Release(context.Background(), claim); err != nil && !errors.Is(err, storage.ErrLeaseLost) && !errors.Is(err, storage.ErrClosed) {
		a.log.Error("claim not released", "source", claim.Source.Name, "error", err)
	}
}

// notKept handles an outcome that the store refused: nothing of it is kept, so
// the poll is made again when the claim has been given back.
func (a *Aggregator) notKept(ctx context.Context, claim storage.Claim, err error) {
	if errors.Is(err, storage.ErrLeaseLost) {
		a.log.Warn("poll took longer than its claim, its result is dropped", "source", claim.Source.Name)
		return
	}
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, storage.ErrFull):
		first, pause, back := a.room.lack(time.Now())
		if first {
			a.log.Error("no space left for the store: polls are not kept until there is, what is stored is served", "error", err)
		}
		wait(ctx, pause, back)
	default:
		a.log.Error("poll not kept", "source", claim.Source.Name, "error", err)
		wait(ctx, claimRetry, nil)
	}
	a.release(claim)
}

// tell logs what a reader of the log wants to know: news, failures and their
// end.
func (a *Aggregator) tell(claim storage.Claim, f found, out storage.Outcome, done storage.Finished) {
	quiet := f.err == nil && claim.State.Failures == 0 && done == storage.Finished{Known: done.Known}
	if quiet && !a.log.Enabled(context.Background(), slog.LevelDebug) {
		return // most polls: nothing is made for a line that nobody reads
	}
	log := a.log.With("source", claim.Source.Name)
	switch {
	case f.err != nil && claim.State.Failures == 0:
		log.Warn("poll failed", "class", f.class, "error", f.err, "next", out.Next.Format(time.RFC3339))
	case f.err != nil:
		log.Debug("poll failed again", "class", f.class, "error", f.err, "failures", out.State.Failures)
	case claim.State.Failures > 0:
		log.Info("poll works again", "failures", claim.State.Failures, "new", done.New, "joined", done.Joined)
	case done.New+done.Joined+done.Revised > 0:
		log.Info("polled", "new", done.New, "joined", done.Joined, "revised", done.Revised)
	default:
		log.Debug("polled, nothing new", "status", f.status)
	}
	if out.State.Gone && !claim.State.Gone {
		log.Warn("source is gone (410 twice): it is not polled any more until its address changes in the config")
	}
}

// found is what a poll found, before it becomes an outcome.
type found struct {
	asked      string
	resp       *fetch.Response // nil when there was no good answer
	status     int
	retryAfter time.Duration
	class      string // of the failure
	err        error
	known      bool // 304, or a body that is known by its hash
	body       [16]byte
	feed       *parse.Feed // nil when the body is known
	items      []storage.Item
	present    []string
	entries    []uint64
}

// kind is a word for the metrics.
func (f found) kind() string {
	switch {
	case f.err != nil:
		return f.class
	case f.resp.NotModified:
		return "not modified"
	case f.known:
		return "known body"
	}
	return "read"
}

// look fetches and reads one source. Whatever goes wrong inside is this
// source's failure, a panic too.
func (a *Aggregator) look(ctx context.Context, s *settings, src *Source, claim storage.Claim) (f found) {
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic while polling", "source", src.Spec.Name, "panic", p, "stack", string(debug.Stack()))
			f.class, f.err = classPanic, fmt.Errorf("internal error while reading the feed: %v", p)
		}
	}()
	f = get(ctx, s.Fetch, src, claim.State)
	if f.err != nil || f.known {
		return f
	}
	select {
	case a.parsing <- struct{}{}:
		defer func() { <-a.parsing }()
	case <-ctx.Done():
		f.err = ctx.Err()
		return f
	}
	f.read(src, claim.State)
	return f
}

// get makes the request, and looks whether its body is known already.
func get(ctx context.Context, client *fetch.Client, src *Source, state storage.SourceState) (f found) {
	f.asked = pace.Address(src.Spec.URL, state)
	req := fetch.Request{URL: f.asked, Validators: state.Validators}
	if len(src.Headers) > 0 && fetch.SameOrigin(f.asked, src.Spec.URL) {
		req.Headers = src.Headers
	}
	f.resp, f.err = client.Get(ctx, req)
	if f.err != nil {
		f.resp = nil
		var bad *fetch.Error
		if errors.As(f.err, &bad) {
			f.class, f.status, f.retryAfter = bad.Class, bad.Status, bad.RetryAfter
		}
		return f
	}
	f.status, f.retryAfter = f.resp.Status, f.resp.RetryAfter
	if f.resp.NotModified {
		f.known = true
		return f
	}
	f.body = xxh3.Hash128(f.resp.Body).Bytes()
	f.known = f.body == state.Body
	return f
}

// read parses the body and cleans the entries that were not seen before.
func (f *found) read(src *Source, state storage.SourceState) {
	known := recall(state.Entries)
	feed, err := parse.Items(parse.Input{
		Body: f.resp.Body, ContentType: f.resp.ContentType, URL: f.resp.URL, Seen: known.seen,
	})
	if err != nil {
		f.err, f.class = err, classNotFeed
		var limit *parse.LimitError
		if errors.As(err, &limit) {
			f.class = classLimit
		}
		return
	}
	f.feed, f.entries = feed, remembered(feed.Entries)
	f.present = make([]string, len(feed.Entries))
	for i := range feed.Entries {
		f.present[i] = clean.ID(feed.Entries[i].ID)
	}
	for i := range feed.Items {
		it := &feed.Items[i]
		if known.values[it.Hash] {
			continue // only what changes by itself has changed
		}
		item := clean.Item(feed, it, f.resp.URL)
		if src.Drop == nil || !src.Drop(&item) {
			f.items = append(f.items, item)
		}
	}
	oldestFirst(f.items)
}

// oldestFirst puts items in the order in which they should arrive: by date, and
// where dates are equal from the bottom of the document to its top. When any date
// is unknown the document's order is all that is known, and it stands.
func oldestFirst(items []storage.Item) {
	slices.Reverse(items)
	if slices.ContainsFunc(items, func(it storage.Item) bool { return it.Published.IsZero() }) {
		return
	}
	slices.SortStableFunc(items, func(x, y storage.Item) int { return x.Published.Compare(y.Published) })
}

// outcome is what the store keeps of a poll.
func outcome(poll Poll, src *Source, claim storage.Claim, f found, started, now time.Time) storage.Outcome {
	result := pace.Result{
		Started: started, At: now, Asked: f.asked, Class: f.class, Status: f.status, New: len(f.items) > 0,
	}
	if f.err != nil {
		result.Error = sentence(f.err)
	} else {
		result.Permanent, result.MaxAge = f.resp.Permanent, f.resp.Hints.MaxAge
	}
	state := claim.State
	if f.err == nil {
		state = kept(state, f, now)
	}
	state = pace.Record(state, result)
	every := src.Every
	if every == 0 {
		every = poll.Every
	}
	plan := pace.Next(pace.Facts{
		Now: now, Name: src.Spec.Name, State: state, RetryAfter: f.retryAfter,
		Every: every, Min: poll.Min, Max: poll.Max, FailedClass: f.class, Status: f.status,
	})
	state.Why = plan.Why
	return storage.Outcome{
		At: now, State: state, Next: plan.At, HoldHost: plan.HoldHost, Items: f.items, Present: f.present,
	}
}

// sentence says in plain words why a poll failed; the log has the cause.
func sentence(err error) string {
	var bad *fetch.Error
	if errors.As(err, &bad) {
		return bad.Sentence
	}
	return strings.TrimPrefix(err.Error(), "parse: ")
}

// kept is the state with what a good answer said.
func kept(state storage.SourceState, f found, now time.Time) storage.SourceState {
	state.Validators = f.resp.Validators
	if f.feed == nil {
		return state
	}
	state.Body, state.Entries = f.body, f.entries
	state.Document = clean.Document(f.feed, f.resp.URL)
	maxAge := state.Hints.MaxAge
	state.Hints = f.feed.Hints
	state.Hints.MaxAge = maxAge
	dates := make([]time.Time, 0, len(f.items))
	for i := range f.items {
		dates = append(dates, f.items[i].Date(now))
	}
	state.Arrivals = pace.Arrivals(state.Arrivals, dates, now)
	return state
}
