package output

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"freshet/output/live"
	"freshet/output/page"
	"freshet/output/rank"
	"freshet/output/render"
	"freshet/storage"
)

// Sizes of lists.
const (
	hotOnPage  = 30 // stories of a live list
	newOnPage  = 50 // stories of a page's newest list
	curveHours = 48 // how far back the small curves of clicks go
	// maxExcerpt and maxLine are the characters of a story's text that its own
	// page and a list show.
	maxExcerpt = 600
	maxLine    = 200
	// sourcesTTL is how long the health of sources is shown as it was read.
	sourcesTTL = 5 * time.Second
)

// any is a feed of everything that is in some feed.
func (s *site) any() *feed {
	return &feed{Feed: Feed{Match: func(st *storage.Story) bool { return s.sort(st).Any() }}}
}

func (f *feed) link() page.FeedLink {
	return page.FeedLink{Name: f.Name, Title: f.Title, Description: f.Description}
}

func (s *site) feedLinks(feeds []*feed) []page.FeedLink {
	links := make([]page.FeedLink, len(feeds))
	for i, f := range feeds {
		links[i] = f.link()
	}
	return links
}

// titles are those of the sources that a feed takes.
func (st *stage) titles(f *feed) (titles []string) {
	for _, s := range st.site.Sources {
		if f.sources == nil || f.sources[s.Name] {
			titles = append(titles, st.sources.of(s.Name).Title)
		}
	}
	return titles
}

// row is a story in a list of a page. Its links stay on the server as the reader
// has reached it.
func (st *stage) row(story *storage.Story, count storage.Count, f *feed, ch storage.Channel, place int) page.Row {
	row := page.Row{
		Title:     render.Headline(story.Lead.Title, story.Lead.Summary, story.Lead.Content, story.Lead.URL),
		Lang:      story.Lead.Language,
		Link:      st.site.pageLink(&story.Lead, story.ID, f.hash, ch, place),
		StoryURL:  st.site.path + storyPath(story.ID),
		Source:    st.sources.lead(story.Sightings, story.LeadSighting).Title,
		Seen:      story.Seen,
		Sightings: carriers(story.Sightings),
		Clicks:    page.Clicks(count.Clicks),
	}
	// The list is sorted by the story's date, which is its first item's.
	if len(story.Sightings) == 0 || dated(&story.Sightings[0]) {
		row.Published = story.Date
	}
	return row
}

// dated tells whether a source says when it published an item, and is believed.
func dated(g *storage.Sighting) bool { return !g.Published.IsZero() && g.Doubt == "" }

// telling is what a feed shows of a story, in a list of its page.
func (st *stage) telling(t *telling, count storage.Count, f *feed) page.Row {
	row := st.row(&t.Story, count, f, storage.ChannelPage, 0)
	if t.sighting == 0 {
		return row
	}
	row.Link = st.site.path + st.site.tellingWay(t, f.hash, storage.ChannelPage)
	row.Published = time.Time{}
	if dated(&t.Sightings[t.LeadSighting]) {
		row.Published = t.Date
	}
	return row
}

// carriers counts the sources of sightings.
func carriers(sightings []storage.Sighting) int {
	names := make(map[string]bool, len(sightings))
	for i := range sightings {
		names[sightings[i].Source] = true
	}
	return len(names)
}

func excerpt(it *storage.Item, limit int) string {
	return render.Text(first(it.Summary, it.Content), limit)
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// days is a list of a feed's stories that come after a place, by days, and the
// address of the list that goes on.
func (s *Server) days(ctx context.Context, st *stage, f *feed, after storage.Cursor, path string) ([]page.Day, string, error) {
	list, last, err := stories(ctx, s.store, f, after, newOnPage)
	if err != nil {
		return nil, "", err
	}
	ids := make([]storage.StoryID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	counts, err := s.store.Counts(ctx, ids)
	if err != nil {
		return nil, "", fmt.Errorf("counts of clicks: %w", err)
	}
	rows := make([]page.Row, len(list))
	for i := range list {
		rows[i] = st.telling(&list[i], counts[ids[i]], f)
	}
	older := ""
	if !last.Date.IsZero() {
		older = st.site.path + path + "?after=" + placeText(last)
	}
	return s.pages.Days(rows), older, nil
}

// placeText is a place in a list as a part of an address; empty for its start.
func placeText(c storage.Cursor) string {
	if c.Date.IsZero() {
		return ""
	}
	return strconv.FormatInt(c.Date.UnixNano(), 36) + "-" + c.ID.String()
}

// readPlace reads a place; one that cannot be read is the start.
func readPlace(text string) storage.Cursor {
	date, id, _ := strings.Cut(text, "-")
	ns, err := strconv.ParseInt(date, 36, 64)
	if err != nil {
		return storage.Cursor{}
	}
	story, err := storage.ParseStoryID(id)
	if err != nil {
		return storage.Cursor{}
	}
	return storage.Cursor{Date: time.Unix(0, ns).UTC(), ID: story}
}

// hotStory is a place of a live list with its story.
type hotStory struct {
	rank.Entry
	story storage.Story
}

// hotStories are the hottest stories of a feed. A story that has gone since the
// list was made leaves its rank empty.
func (s *Server) hotStories(ctx context.Context, window string, index int, now time.Time) ([]hotStory, error) {
	var list []hotStory
	for _, e := range s.keeper.live.Top(window, index, hotOnPage, now) {
		story, err := s.store.Story(ctx, e.Story)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", e.Story, err)
		}
		list = append(list, hotStory{e, story})
	}
	return list, nil
}

// hotDocument is a live list as a document.
func (s *Server) hotDocument(ctx context.Context, st *stage, f *feed, window string, now time.Time) (render.Feed, error) {
	doc := st.site.head(f)
	doc.Self = st.site.address(f.path() + "/hot.json?window=" + window)
	doc.Title += ": hot now"
	doc.Description = "What is hot in " + f.Title + " by the " + window + ". It changes all the time: not for feed readers."
	list, err := s.hotStories(ctx, window, f.index, now)
	if err != nil {
		return render.Feed{}, err
	}
	for i := range list {
		h := &list[i]
		e := st.sources.story(st.site, &h.story, f.hash, storage.ChannelHot, h.Rank)
		e.Rank, e.Score, e.Clicks = h.Rank, h.Score, shownClicks(h.Clicks)
		for _, w := range h.Why {
			e.Why = append(e.Why, render.Why(w))
		}
		doc.Entries = append(doc.Entries, e)
	}
	return doc, nil
}

// shownClicks is a count as the public may see it: its two highest digits, and
// nothing below the least count that is shown.
func shownClicks(n int) int {
	if n < rank.MinShown {
		return 0
	}
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return n / unit * unit
}

// hotPart is the hot list of the front page.
type hotPart struct {
	rows         []page.HotRow
	clicks, most int // counted in the window: on all its stories, and on the one that was opened most
}

// hotList makes the hot list of the front page.
func (s *Server) hotList(ctx context.Context, st *stage, now time.Time) (hotPart, error) {
	list, err := s.hotStories(ctx, st.site.Window, live.Any, now)
	if err != nil {
		return hotPart{}, err
	}
	ids := make([]storage.StoryID, len(list))
	for i := range list {
		ids[i] = list[i].Story
	}
	counts, err := s.store.Counts(ctx, ids)
	if err != nil {
		return hotPart{}, fmt.Errorf("counts of clicks: %w", err)
	}
	since := now.Add(-s.windowSpan(st.site.Window))
	var part hotPart
	for i := range list {
		h := &list[i]
		count := counts[h.Story]
		row := page.HotRow{
			Row:  st.row(&h.story, count, st.site.any(), storage.ChannelHot, h.Rank),
			Rank: h.Rank, Hours: curve(count.Hours, now),
		}
		row.Summary = excerpt(&h.story.Lead, maxLine)
		for _, w := range h.Why {
			row.Why = append(row.Why, w.Text)
		}
		part.rows = append(part.rows, row)
		opened := clicksSince(count.Hours, since)
		part.clicks += opened
		part.most = max(part.most, opened)
	}
	return part, nil
}

// windowSpan is the time that a ranking is said to look back on, by its clock.
func (s *Server) windowSpan(window string) time.Duration {
	span := 24 * time.Hour
	switch window {
	case "hour":
		span = time.Hour
	case "week":
		span *= 7
	}
	return time.Duration(float64(span) / s.opt.Scale)
}

// clicksSince sums the counted clicks of the hours that end after a time.
func clicksSince(hours []storage.HourCount, since time.Time) int {
	n := 0
	for _, h := range hours {
		if h.Hour >= since.Unix()/3600 {
			n += int(h.Clicks)
		}
	}
	return n
}

// curve is counted clicks hour by hour, up to now, without the hours before the
// first.
func curve(hours []storage.HourCount, now time.Time) []uint32 {
	last := now.Unix() / 3600
	out := make([]uint32, curveHours)
	start := curveHours
	for _, h := range hours {
		i := int(h.Hour - last + curveHours - 1)
		if i >= 0 && i < curveHours {
			out[i] = h.Clicks
			start = min(start, i)
		}
	}
	return out[start:]
}
