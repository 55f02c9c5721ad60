package output

import (
	"bytes"
	"net/http"
	"time"

	"freshet/output/live"
	"freshet/output/page"
	"freshet/output/rank"
	"freshet/output/render"
	"freshet/output/shelf"
	"freshet/storage"
)

var pageKind = shelf.Kind{
	Type: "text/html" + charset, CacheControl: pageCache, Security: page.ContentSecurityPolicy,
	Referrer: "no-referrer", Permissions: "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}

func (s *Server) loadStatic() {
	s.static = make(map[string]*shelf.Document)
	for path, f := range s.pages.Static() {
		s.static[path] = shelf.New(f.Bytes, time.Time{}, shelf.Kind{Type: f.Type, CacheControl: page.StaticCacheControl})
	}
}

// finished is a page as a document.
func finished(write func(*bytes.Buffer) error) (*shelf.Document, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return nil, err
	}
	return shelf.New(b.Bytes(), time.Time{}, pageKind), nil
}

// front is the page of what is hot and what is new.
func (s *Server) front(st *stage, r *http.Request) (making, error) {
	after := readPlace(r.URL.Query().Get("after"))
	return making{placeText(after), memoTTL, func(r *http.Request) (*shelf.Document, error) {
		now := time.Now()
		v := page.Front{Site: st.site.view(now, st.health), Window: st.site.Window, Feeds: st.site.feedLinks(st.site.feeds)}
		hot, err := s.hotList(r.Context(), st, now)
		if err != nil {
			return nil, err
		}
		v.Hot, v.Trending = hot.rows, page.Trending(hot.clicks, hot.most)
		if v.Days, v.Older, err = s.days(r.Context(), st, st.site.any(), after, "/"); err != nil {
			return nil, err
		}
		return finished(func(b *bytes.Buffer) error { return s.pages.Front(b, v) })
	}}, nil
}

// feed is the page of one feed.
func (s *Server) feed(st *stage, r *http.Request) (making, error) {
	f := st.site.byName[r.PathValue("feed")]
	if f == nil {
		return making{}, errNowhere
	}
	after := readPlace(r.URL.Query().Get("after"))
	return making{f.Name + " " + placeText(after), memoTTL, func(r *http.Request) (*shelf.Document, error) {
		v := page.Feed{
			Site: st.site.view(time.Now(), st.health), Feed: f.link(), Trending: true, Sources: st.titles(f),
		}
		var err error
		if v.Days, v.Older, err = s.days(r.Context(), st, f, after, f.path()); err != nil {
			return nil, err
		}
		return finished(func(b *bytes.Buffer) error { return s.pages.Feed(b, v) })
	}}, nil
}

// story is the page of everything that is known of a story.
func (s *Server) story(st *stage, r *http.Request) (making, error) {
	id, err := storage.ParseStoryID(r.PathValue("id"))
	if err != nil {
		return making{}, errNowhere
	}
	return making{id.String(), memoTTL, func(r *http.Request) (*shelf.Document, error) {
		story, err := s.store.Story(r.Context(), id)
		if err != nil {
			return nil, err
		}
		counts, err := s.store.Counts(r.Context(), []storage.StoryID{id})
		if err != nil {
			return nil, err
		}
		now := time.Now()
		v := st.storyView(&story, counts[id], now)
		s.place(&v, st, id, now)
		return finished(func(b *bytes.Buffer) error { return s.pages.Story(b, v) })
	}}, nil
}

// storyView is a story as its page shows it, but for its place in the hot list.
func (st *stage) storyView(story *storage.Story, count storage.Count, now time.Time) page.Story {
	v := page.Story{
		Site: st.site.view(now, st.health), External: story.Lead.URL, Hours: count.Hours,
		Lead: st.row(story, count, st.site.any(), storage.ChannelPage, 0),
	}
	v.Lead.Summary = excerpt(&story.Lead, maxExcerpt)
	if story.Updated.After(story.Date) {
		v.Updated = story.Updated
	}
	for _, p := range story.Lead.Authors {
		v.Authors = append(v.Authors, first(p.Name, p.Email, p.URL))
	}
	in := st.site.sort(story)
	for _, f := range st.site.feeds {
		if in.Has(f.index) {
			v.Feeds = append(v.Feeds, f.link())
		}
	}
	for i := range story.Sightings {
		g := &story.Sightings[i]
		info := st.sources.of(g.Source)
		v.Sightings = append(v.Sightings, page.Sighting{
			Source: info.Title, SourceLink: info.Link, Title: g.Title, Link: g.URL, Lead: i == story.LeadSighting,
			Published: g.Published, Seen: g.Seen, Revised: g.Revised, Revisions: g.Revisions, Reasons: g.Reasons,
			Sure: page.Sure(g.Score, len(g.Reasons)), Injected: g.Injected, Farm: g.Farm, Doubt: g.Doubt,
			Corrected: g.Corrected, Correction: g.Correction,
		})
	}
	return v
}

// place puts a story's place in the hot list onto its page.
func (s *Server) place(v *page.Story, st *stage, id storage.StoryID, now time.Time) {
	for _, e := range s.keeper.live.Top(st.site.Window, live.Any, hotOnPage, now) {
		if e.Story != id {
			continue
		}
		v.Rank, v.Score = e.Rank, e.Score
		for _, w := range e.Why {
			v.Why = append(v.Why, page.Why{Text: w.Text, Value: w.Value})
		}
	}
}

// sources is the page of the health of every source.
func (s *Server) sources(st *stage, _ *http.Request) (making, error) {
	return making{"", sourcesTTL, func(r *http.Request) (*shelf.Document, error) {
		known, err := s.store.Sources(r.Context())
		if err != nil {
			return nil, err
		}
		now := time.Now()
		v := page.Sources{Site: st.site.view(now, healthOf(known))}
		for i := range known {
			if known[i].Active {
				info := st.sources.of(known[i].Source.Name)
				row := page.SourceRowOf(&known[i], info.URL, now)
				row.Title = info.Title
				v.Rows = append(v.Rows, row)
			}
		}
		return finished(func(b *bytes.Buffer) error { return s.pages.Sources(b, v) })
	}}, nil
}

// about is the page about the server.
func (s *Server) about(st *stage, _ *http.Request) (making, error) {
	return making{"", memoTTL, func(*http.Request) (*shelf.Document, error) {
		a := st.site.About
		v := page.About{
			Site: st.site.view(time.Now(), st.health), UserAgent: a.UserAgent, Contact: a.Contact,
			Every: a.Every, Min: a.Min, Spacing: a.Spacing, Keep: a.Keep,
		}
		return finished(func(b *bytes.Buffer) error { return s.pages.About(b, v) })
	}}, nil
}

// hot is the live list of a feed as JSON. What it shows is of now, so that it has
// no date; a window that is not known is the site's own.
func (s *Server) hot(st *stage, r *http.Request) (making, error) {
	f := st.site.byName[r.PathValue("feed")]
	if f == nil {
		return making{}, errNowhere
	}
	window := r.URL.Query().Get("window")
	if _, ok := rank.Named(window); !ok {
		window = st.site.Window
	}
	return making{f.Name + " " + window, memoTTL, func(r *http.Request) (*shelf.Document, error) {
		doc, err := s.hotDocument(r.Context(), st, f, window, time.Now())
		if err != nil {
			return nil, err
		}
		body, err := render.HotJSON(doc)
		if err != nil {
			return nil, err
		}
		kind := feedKind("application/json", doc.Self)
		kind.CacheControl, kind.Robots = liveCache, "noindex"
		return shelf.New(body, time.Time{}, kind), nil
	}}, nil
}
