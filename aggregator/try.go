package aggregator

import (
	"context"
	"strings"
	"time"

	"freshet/aggregator/discover"
	"freshet/aggregator/fetch"
)

// Report is what one poll without a store found.
type Report struct {
	Name   string
	URL    string // where the answer came from, after redirects
	Status int
	Class  string // of the failure
	Err    error
	Format string
	Title  string
	Items  int
	Newest time.Time // of the items' dates; zero when none has one
	Bytes  int
	Took   time.Duration
	Note   string          // what was repaired or is worth knowing; may be empty
	Offers []discover.Feed // feeds that the page offers which stands there instead of one
}

// Try polls one source once, without validators and without a store.
func Try(ctx context.Context, client *fetch.Client, src Source) Report {
	f := visit{settings: &settings{Settings: Settings{Fetch: client}}, src: &src, started: time.Now(), asked: src.Spec.URL}
	if f.get(ctx); f.err == nil {
		f.read()
	}
	r := Report{
		Name: src.Spec.Name, URL: f.asked, Status: f.status, Class: f.class, Err: f.err, Took: time.Since(f.started),
	}
	if f.resp != nil {
		r.URL, r.Bytes = f.resp.URL, len(f.resp.Body)
	}
	if f.class == classNotFeed && f.resp != nil {
		r.Offers = offered(f.resp)
	}
	if f.err != nil {
		return r
	}
	r.Format, r.Title, r.Items = f.feed.Format, f.feed.Title, len(f.feed.Items)
	for i := range f.items {
		if p := f.items[i].Published; p.After(r.Newest) {
			r.Newest = p
		}
	}
	notes := f.feed.Repairs
	if f.resp.Permanent != "" {
		notes = append([]string{"has moved to " + f.movedTo()}, notes...)
	}
	r.Note = strings.Join(notes, "; ")
	return r
}

// movedTo is where the source has moved to, as it may be shown: a query may hold
// the secret that was in the one that was asked for.
func (v *visit) movedTo() string {
	bare, _, queried := strings.Cut(v.resp.Permanent, "?")
	if queried && strings.Contains(v.asked, "?") {
		return bare + "?…"
	}
	return v.resp.Permanent
}
