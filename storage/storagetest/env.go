package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"freshet/storage"
	"freshet/storage/dedup"
)

// Open opens the store that lives in dir, and makes it when there is none. It
// is called again for the same dir after the store was closed.
type Open func(t *testing.T, dir string) storage.Store

// Checker is what a store may offer besides: it verifies itself. The suite calls
// it before each close.
type Checker interface {
	Check(ctx context.Context) error
}

// t0 is when the cases begin.
var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// reporter is the part of testing.TB that cases need; a *rapid.T has it too.
type reporter interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// env is a store in a case.
type env struct {
	storage.Store
	t    reporter
	ctx  context.Context
	dir  string
	open func() storage.Store
}

func newEnv(t *testing.T, open Open) *env {
	e := &env{t: t, ctx: t.Context(), dir: t.TempDir()}
	e.open = func() storage.Store { return open(t, e.dir) }
	e.Store = e.open()
	t.Cleanup(e.close)
	return e
}

// close verifies the store and closes it; a store that the case closed is left
// alone.
func (e *env) close() {
	if e.Store == nil {
		return
	}
	e.check()
	if err := e.Store.Close(); err != nil {
		e.t.Errorf("Close: %v", err)
	}
	e.Store = nil
}

func (e *env) check() {
	e.t.Helper()
	if c, ok := e.Store.(Checker); ok {
		if err := c.Check(context.Background()); err != nil {
			e.t.Errorf("Check: %v", err)
		}
	}
}

// reopen closes the store and opens it again.
func (e *env) reopen() {
	e.t.Helper()
	e.close()
	e.Store = e.open()
}

// must ends the case on an error.
func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func cmpEqual(a, b any) bool { return cmp.Equal(a, b, kept...) }

// kept is what a store gives back of what it is given. The numbers of sightings
// and how sure they are is the store's to choose: finishNumbers and splitCases prove
// what they have to be.
var kept = []cmp.Option{
	cmpopts.EquateEmpty(),
	cmpopts.IgnoreFields(dedup.Signature{}, "Sketch", "Shingles", "Lead", "Figures", "Anchors", "Scripts"),
	cmpopts.IgnoreFields(storage.Sighting{}, "Number", "Score"),
}

// want compares a value with what it should be, as far as a store keeps it.
func (e *env) want(name string, got, want any) {
	e.t.Helper()
	if d := cmp.Diff(want, got, kept...); d != "" {
		e.t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// spec is a source on a host of its own.
func spec(name string) storage.SourceSpec {
	return storage.SourceSpec{Name: name, URL: "https://" + name + ".example/feed", Host: name + ".example"}
}

// sync makes sources of these names, on hosts of their own, the active ones.
func (e *env) sync(now time.Time, list ...string) storage.Synced {
	e.t.Helper()
	specs := make([]storage.SourceSpec, len(list))
	for i, name := range list {
		specs[i] = spec(name)
	}
	n, err := e.Sync(e.ctx, now, specs)
	e.must(err)
	return n
}

// request is a claim of everything due, one minute's lease, no spacing.
func request(now time.Time) storage.ClaimRequest {
	return storage.ClaimRequest{Now: now, Limit: 1000, Lease: time.Minute}
}

// claims claims and returns by name.
func (e *env) claims(req storage.ClaimRequest) map[string]storage.Claim {
	e.t.Helper()
	list, err := e.Claim(e.ctx, req)
	e.must(err)
	out := map[string]storage.Claim{}
	for _, c := range list {
		out[c.Source.Name] = c
	}
	return out
}

// names claims and returns the names in order.
func (e *env) names(req storage.ClaimRequest) []string {
	e.t.Helper()
	list, err := e.Claim(e.ctx, req)
	e.must(err)
	var out []string
	for _, c := range list {
		out = append(out, c.Source.Name)
	}
	return out
}

// claim makes the source due by waiting long enough and claims it alone; the
// others are released.
func (e *env) claim(name string, now time.Time) storage.Claim {
	e.t.Helper()
	var mine *storage.Claim
	list, err := e.Claim(e.ctx, request(now.Add(100*24*time.Hour)))
	e.must(err)
	for _, c := range list {
		if c.Source.Name == name {
			mine = &c
			continue
		}
		e.must(e.Release(e.ctx, c))
	}
	if mine == nil {
		e.t.Fatalf("source %q cannot be claimed", name)
	}
	return *mine
}

// poll finishes a poll of the source at a time with these items; all of them,
// and the guids in also, are in the document.
func (e *env) poll(name string, at time.Time, items []storage.Item, also ...string) storage.Finished {
	e.t.Helper()
	n, err := e.finish(e.claim(name, at), at, items, also...)
	e.must(err)
	return n
}

func (e *env) finish(c storage.Claim, at time.Time, items []storage.Item, also ...string) (storage.Finished, error) {
	present := append([]string{}, also...)
	for _, it := range items {
		present = append(present, it.GUID)
	}
	st := c.State
	st.LastPoll = at
	return e.Finish(e.ctx, c, storage.Outcome{
		At: at, State: st, Next: at.Add(30 * time.Minute), Items: items, Present: present,
	})
}

// item is an item with a text of its own, on the source's own page.
func item(source, name string, published time.Time) storage.Item {
	it := storage.Item{
		GUID:      source + "/" + name,
		URL:       "https://" + source + ".example/" + name,
		Canonical: "https://" + source + ".example/" + name,
		Title:     "Headline about " + name,
		Summary:   "<p>" + prose(name, 20) + "</p>",
		Published: published,
	}
	return sign(it)
}

// prose is a text of n words that belongs to a name.
func prose(name string, n int) string {
	s := name
	for i := range n {
		s += fmt.Sprintf(" %sword%c", name, 'a'+i%26)
	}
	return s
}

// sign makes the signature of an item from what it says.
func sign(it storage.Item) storage.Item {
	it.Signature = dedup.Sign(it.Title, it.Summary+" "+it.Content)
	return it
}

// with returns a changed copy of an item, signed again.
func with(it storage.Item, change func(*storage.Item)) storage.Item {
	change(&it)
	return sign(it)
}

// newest returns all stories, newest first.
func (e *env) newest() []storage.Story {
	e.t.Helper()
	out, err := e.Newest(e.ctx, storage.Query{Limit: storage.MaxQuery})
	e.must(err)
	return out
}

// only returns the one story that the store has.
func (e *env) only() storage.Story {
	e.t.Helper()
	all := e.newest()
	if len(all) != 1 {
		e.t.Fatalf("%d stories, want 1", len(all))
	}
	return all[0]
}

// status returns a source by name.
func (e *env) status(name string) storage.SourceStatus {
	e.t.Helper()
	list, err := e.Sources(e.ctx)
	e.must(err)
	for _, s := range list {
		if s.Source.Name == name {
			return s
		}
	}
	e.t.Fatalf("no source %q", name)
	return storage.SourceStatus{}
}
