package output

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"freshet/output/rank"
	"freshet/output/render"
	"freshet/output/shelf"
	"freshet/storage"
)

// desk is one feed's place of work: what the keeper needs to know of the feed
// between two writings of its documents.
type desk struct {
	feed     *feed
	newest   edition
	trending edition
	promoter *rank.Promoter
	// shown are the stories of the newest document, and last is the place of its
	// last one when it is full: what comes after that does not concern it.
	shown map[storage.StoryID]bool
	last  storage.Cursor
}

// edition is one list of a feed, in its three formats.
type edition struct {
	press render.Press
	sum   render.Sum // of what is on the shelves
	made  bool       // it is there
	dirty bool       // something in it may have changed
	next  time.Time  // when it may be written again
}

func newDesk(f *feed, scale float64) *desk {
	d := &desk{feed: f, promoter: rank.NewPromoter(rank.DefaultBar.Scaled(scale))}
	d.newest.dirty, d.trending.dirty = true, true
	return d
}

// touch tells the desk of a story that was made or has changed.
func (d *desk) touch(st *storage.Story) {
	if d.shown[st.ID] || d.feed.may(st) && !d.beyond(st) {
		d.newest.dirty = true
	}
}

// beyond tells whether a story comes after the end of a full document.
func (d *desk) beyond(st *storage.Story) bool {
	switch c := d.last.Date.Compare(st.Date); {
	case d.last.Date.IsZero():
		return false
	case c != 0:
		return c > 0
	}
	return string(st.ID[:]) < string(d.last.ID[:])
}

// remove tells the desk that a story is gone, with its promotion.
func (d *desk) remove(id storage.StoryID) {
	if d.shown[id] {
		d.newest.dirty = true
	}
	d.trending.dirty = true
}

// stories are what the feed shows of the stories that come after a place, newest
// first, until there are as many as the limit. Last is the place of the last story,
// when more may follow.
func stories(ctx context.Context, store storage.Stories, f *feed, after storage.Cursor, limit int) (found []telling, last storage.Cursor, err error) {
	err = walk(ctx, store, f, after, limit, func(st *storage.Story, list []telling) bool {
		if found = append(found, list...); len(found) >= limit {
			last = cursor(st)
			return false
		}
		return true
	})
	newestFirst(found)
	return found, last, err
}

// window is what a feed's document shows, newest first: its limit, and all that
// is within MinSpan of the newest. It does not depend on the present time, so that
// documents are the same whenever they are written. Last is the place of the last
// story that was looked at, when there may be older ones.
//
// Where copies are kept apart it is looked for in the stories that a feed which folds
// them would show: a copy that comes when its story has left those is no entry.
func window(ctx context.Context, store storage.Stories, f *feed) (found []telling, last storage.Cursor, err error) {
	taken, bytes, newest, more := 0, 0, time.Time{}, false
	err = walk(ctx, store, f, storage.Cursor{}, f.Limit, func(st *storage.Story, list []telling) bool {
		if taken == 0 {
			newest = st.Date
		} else if taken >= f.Limit && newest.Sub(st.Date) > MinSpan {
			more = true
			return false
		}
		taken, last = taken+1, cursor(st)
		for i := range list {
			bytes += max(len(list[i].Lead.Summary), len(list[i].Lead.Content)) // no entry takes less
		}
		found = append(found, list...)
		more = taken >= MaxLimit || len(found) >= maxTellings || len(found) >= minStories && bytes > f.maxBytes()
		return !more
	})
	if !more {
		last = storage.Cursor{}
	}
	newestFirst(found)
	return found[:f.within(found)], last, err
}

// maxTellings bounds what is sorted for a document that keeps copies apart: beyond
// it no older story is looked at.
const maxTellings = 2 * MaxLimit

// maxBytes bounds each document of the feed.
func (f *feed) maxBytes() int { return MaxFeedBytes / DefaultLimit * max(f.Limit, DefaultLimit) }

// walk shows the stories that come after a place, newest first, of which the feed
// shows something, with what it shows, to take, until that has enough. It reads so
// many at a time.
func walk(ctx context.Context, store storage.Stories, f *feed, after storage.Cursor, batch int,
	take func(*storage.Story, []telling) bool,
) error {
	for scanned := 0; scanned < maxScan; {
		page, err := store.Newest(ctx, f.query(after, batch))
		if err != nil {
			return fmt.Errorf("stories of feed %q: %w", f.Name, err)
		}
		for i := range page {
			if !f.may(&page[i]) {
				continue
			}
			list, err := f.tellings(ctx, store, &page[i])
			if err != nil {
				return fmt.Errorf("stories of feed %q: %w", f.Name, err)
			}
			if len(list) > 0 && !take(&page[i], list) {
				return nil
			}
		}
		if len(page) < batch {
			return nil
		}
		scanned += len(page)
		after = cursor(&page[len(page)-1])
	}
	return nil
}

// writeNewest writes the feed's documents when they have changed.
func (k *keeper) writeNewest(ctx context.Context, d *desk, now time.Time) error {
	list, last, err := window(ctx, k.store, d.feed)
	if err != nil {
		return err
	}
	doc := k.site.head(d.feed)
	for i := range list {
		doc.Entries = append(doc.Entries, k.sources.telling(k.site, d.feed, &list[i]))
	}
	sheet, err := d.newest.press.Lay(doc).Within(d.feed.maxBytes(), minStories)
	if err != nil {
		return err
	}
	if n := sheet.Len(); n < len(list) {
		if list = list[:n]; !d.feed.Apart && n > 0 {
			last = cursor(&list[n-1].Story)
		}
	}
	if err := k.publish(ctx, &d.newest, d.feed.path(), sheet, now); err != nil {
		return err
	}
	d.shown, d.last = make(map[storage.StoryID]bool, len(list)), last
	for i := range list {
		d.shown[list[i].ID] = true
	}
	return nil
}

// maxPromotions are what a trending document holds: a week's worth at the rate
// that the bar allows.
const maxPromotions = 150

// writeTrending writes the feed's trending documents when they have changed.
func (k *keeper) writeTrending(ctx context.Context, d *desk, now time.Time) error {
	list, err := k.store.Promotions(ctx, d.feed.Name, maxPromotions)
	if err != nil {
		return fmt.Errorf("promotions of feed %q: %w", d.feed.Name, err)
	}
	doc := k.site.trendingHead(d.feed)
	for i := range list {
		doc.Entries = append(doc.Entries, k.sources.promotion(k.site, d.feed, &list[i]))
	}
	return k.publish(ctx, &d.trending, d.feed.trendingPath(), d.trending.press.Lay(doc), now)
}

// publish writes an edition in each format, dates it, and puts it on the shelves
// when all of it is there.
func (k *keeper) publish(ctx context.Context, ed *edition, path string, sheet *render.Sheet, now time.Time) error {
	if ed.made && ed.sum == sheet.Sum() {
		k.metrics.render("unchanged")
		return nil
	}
	updated, err := k.store.Stamp(ctx, path, sheet.Sum(), now)
	if err != nil {
		return fmt.Errorf("date %s: %w", path, err)
	}
	var docs []*shelf.Document
	for _, format := range formats {
		self := k.site.address(path + format.ext)
		body, err := write(sheet, format.ext, self, updated)
		if err != nil {
			return err
		}
		docs = append(docs, shelf.New(body, updated, feedKind(format.mime, self)))
	}
	for i, format := range formats {
		k.shelves[path+format.ext].Store(docs[i])
	}
	ed.sum, ed.made = sheet.Sum(), true
	k.metrics.render("changed")
	return nil
}

func write(sheet *render.Sheet, ext, self string, updated time.Time) ([]byte, error) {
	switch ext {
	case ".rss":
		return sheet.RSS(self, updated)
	case ".atom":
		return sheet.Atom(self, updated)
	}
	return sheet.JSON(self)
}

// writeLists writes the two lists of feeds: those that are read, and those that
// are published.
func (k *keeper) writeLists(ctx context.Context, now time.Time) error {
	var in, out []render.Outline
	for _, s := range k.site.Sources {
		info := k.sources.of(s.Name)
		in = append(in, render.Outline{Title: info.Title, XMLURL: s.URL, HTMLURL: info.Link, Tags: s.Tags})
	}
	for _, f := range k.site.feeds {
		page := k.site.address(f.path())
		out = append(out,
			render.Outline{Title: f.Title, XMLURL: page + ".rss", HTMLURL: page},
			render.Outline{Title: f.Title + ": trending", XMLURL: page + "/trending.rss", HTMLURL: page})
	}
	if err := k.writeList(ctx, sourcesOPML, k.site.Title+": sources", in, now); err != nil {
		return err
	}
	return k.writeList(ctx, feedsOPML, k.site.Title+": feeds", out, now)
}

func (k *keeper) writeList(ctx context.Context, path, title string, list []render.Outline, now time.Time) error {
	body, err := render.OPML(title, list)
	if err != nil {
		return err
	}
	updated, err := k.store.Stamp(ctx, path, sha256.Sum256(body), now)
	if err != nil {
		return fmt.Errorf("date %s: %w", path, err)
	}
	k.shelves[path].Store(shelf.New(body, updated, feedKind(render.TypeOPML, k.site.address(path))))
	return nil
}
