package aggregator

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
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

// visit is one poll: what is known before it, and what it finds.
type visit struct {
	settings *settings
	src      *Source
	state    storage.SourceState // as the last poll left it
	started  time.Time
	backup   time.Duration // enough between two polls while a hub pushes; else zero

	asked string   // the address
	twin  string   // the other source that polls that address; then nothing else is found
	ask   pace.Ask // with what it is asked
	note  string   // worth the operator's attention; kept among the reasons

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
	gap        bool   // no entry is one of those before
	archive    string // the archive to go on with next time
}

// kind is a word for the metrics.
func (v *visit) kind() string {
	switch {
	case v.twin != "":
		return "left to another"
	case v.err != nil:
		return v.class
	case v.resp.NotModified:
		return "not modified"
	case v.known:
		return "known body"
	}
	return "read"
}

// address finds where to ask, and whether another source asks there already.
func (v *visit) address(m *moves) {
	v.asked = pace.Address(v.src.Spec.URL, v.state)
	if v.asked != v.src.Spec.URL || m.has(v.src.Spec.Name) {
		v.twin = m.twin(v.settings, v.src, v.asked)
	}
}

// look fetches and reads one source. Whatever goes wrong inside is this
// source's failure, a panic too.
func (a *Aggregator) look(ctx context.Context, v *visit) {
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic while polling", "source", v.src.Spec.Name, "panic", p, "stack", string(debug.Stack()))
			v.class, v.err = classPanic, fmt.Errorf("internal error while reading the feed: %v", p)
		}
	}()
	leave, err := a.gate.enter(ctx, v.src.Spec.Host, v.settings.Poll.Spacing)
	if err != nil {
		v.err = err
		return
	}
	v.get(ctx)
	leave()
	a.metrics.asked(v)
	if v.err == nil && !v.known {
		if err := a.work(ctx, v.read); err != nil {
			v.err = err
		}
	}
	if v.err == nil {
		a.besides(ctx, v)
	}
}

// work does what needs a processor: as many at a time as there are. It does
// nothing, and returns the context's error, when that ends first.
func (a *Aggregator) work(ctx context.Context, do func()) error {
	select {
	case a.parsing <- struct{}{}:
		defer func() { <-a.parsing }()
		do()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get makes the request, and looks whether its body is known already.
func (v *visit) get(ctx context.Context) {
	src := v.src
	v.ask = pace.Conditional(src.Spec.Name, v.state, src.profile(), v.settings.Poll.Recheck, v.started)
	if v.ask.Fresh {
		v.state.Body, v.state.Entries = [16]byte{}, nil
	}
	req := src.request(v.asked)
	req.Validators, req.NoETag, req.Delta = v.ask.Validators, v.ask.NoETag, src.Delta
	v.resp, v.err = v.settings.Fetch.Get(ctx, req)
	if v.err != nil {
		v.resp = nil
		var bad *fetch.Error
		if errors.As(v.err, &bad) {
			v.class, v.status, v.retryAfter = bad.Class, bad.Status, bad.RetryAfter
		}
		return
	}
	v.status, v.retryAfter = v.resp.Status, v.resp.RetryAfter
	if v.resp.NotModified {
		v.known = true
		return
	}
	v.body = xxh3.Hash128(v.resp.Body).Bytes()
	v.known = v.body == v.state.Body
}

// request is a plain request for a source. What is for its own origin stays there
// when the address is elsewhere.
func (s *Source) request(address string) fetch.Request {
	req := fetch.Request{
		URL: address, UserAgent: s.UserAgent, MaxBytes: s.MaxBytes, Proxy: s.Proxy, Direct: s.Proxy == nil,
	}
	if fetch.SameOrigin(address, s.Spec.URL) {
		req.Headers, req.InsecureTLS = s.Headers, s.InsecureTLS
	}
	return req
}

// read parses the body and cleans the entries that were not seen before.
func (v *visit) read() {
	known := recall(v.state.Entries)
	feed, err := parse.Items(parse.Input{
		Body: v.resp.Body, ContentType: v.resp.ContentType, URL: v.resp.URL, Seen: known.seen,
	})
	if err != nil {
		v.err, v.class = err, classNotFeed
		var limit *parse.LimitError
		if errors.As(err, &limit) {
			v.class = classLimit
		}
		return
	}
	v.feed, v.entries = feed, remembered(feed.Entries)
	if v.resp.Delta { // what it lacks is still there
		v.entries = append(v.entries, v.state.Entries...)
		v.entries = v.entries[:min(len(v.entries), storage.MaxEntries)]
	} else {
		// What a hub has pushed in between is not among those known.
		v.gap = v.backup == 0 && known.missed(feed.Entries)
		v.present = make([]string, len(feed.Entries))
		for i := range feed.Entries {
			v.present[i] = clean.ID(feed.Entries[i].ID)
		}
	}
	v.items = v.src.clean(feed, v.resp.URL, known.values)
	v.remark()
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
