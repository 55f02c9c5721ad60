package aggregator

import (
	"context"

	"freshet/aggregator/clean"
	"freshet/aggregator/parse"
)

// readArchives reads the archives of a feed (RFC 5005 section 4) when the source is
// new or entries may have been missed, from the newest back: until one has an entry
// that was known, or there is none before it, or as many as the config allows. An
// archive does not change, so that none is read twice.
func (a *Aggregator) readArchives(ctx context.Context, v *visit) {
	next := v.state.Archive
	if v.feed != nil && (v.gap || v.state.LastFull.IsZero()) {
		next = clean.Link(v.feed.History.Previous, v.resp.URL)
	}
	known := recall(v.state.Entries)
	seen := map[string]bool{v.asked: true, v.resp.URL: true}
	for n := 0; n < v.src.Archives && next != "" && !seen[next]; n++ {
		seen[next] = true
		page, err := a.archive(ctx, v, next)
		switch {
		case err != nil && ctx.Err() != nil:
			v.archive = next // the time is over: the next poll goes on here
			return
		case err != nil:
			v.note = "an archive of the feed could not be read: " + sentence(err)
			return
		}
		v.older(page)
		if known.holds(page.feed.Entries) {
			return
		}
		next = clean.Link(page.feed.History.Previous, page.address)
	}
}

// archivePage is one archive.
type archivePage struct {
	feed    *parse.Feed
	address string
}

func (a *Aggregator) archive(ctx context.Context, v *visit, address string) (archivePage, error) {
	resp, err := a.ask(ctx, v, address)
	if err != nil {
		return archivePage{}, err
	}
	page := archivePage{address: resp.URL}
	if none := a.work(ctx, func() { page.feed, err = read(resp) }); none != nil {
		return page, none
	}
	return page, err
}

// older puts the items of an archive before those that were found.
func (v *visit) older(page archivePage) {
	v.items = append(v.src.clean(page.feed, page.address, nil), v.items...)
	if v.present == nil {
		return
	}
	for i := range page.feed.Entries {
		v.present = append(v.present, clean.ID(page.feed.Entries[i].ID)) // listed, though not in the document itself
	}
}

// holds reports whether any of a document's entries is known.
func (e entries) holds(now []parse.Entry) bool {
	for i := range now {
		if _, seen := e.byRaw[now[i].Raw]; seen || e.values[now[i].Value] {
			return true
		}
	}
	return false
}
