package output

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"freshet/output/click"
	"freshet/output/live"
	"freshet/output/page"
	"freshet/output/render"
	"freshet/storage"
)

// generator is the program's name in documents. It has no version, so that an
// update alone does not change a byte.
const generator = "freshet"

// site is the settings with all that follows from them. It is immutable.
type site struct {
	Settings
	version   string
	base      string // the public address without a slash at the end
	path      string // its path, without a slash at the end
	authority string // of tag URIs: host,year (RFC 4151)
	signer    *click.Signer
	feeds     []*feed
	byName    map[string]*feed
}

// feed is a feed of a site.
type feed struct {
	Feed
	index   int
	hash    uint32
	sources map[string]bool // nil takes every source
	every   bool            // it takes all configured sources: asking for each by name is no gain
}

// newSite checks settings and works out what follows from them.
func newSite(s Settings, version, authority string, signer *click.Signer) (*site, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	out := &site{
		Settings: s, version: version, authority: authority, signer: signer,
		base:   strings.TrimRight(s.BaseURL.String(), "/"),
		byName: make(map[string]*feed, len(s.Feeds)),
	}
	if path := strings.Trim(s.BaseURL.Path, "/"); path != "" {
		out.path = "/" + path
	}
	if out.Title == "" {
		out.Title = s.BaseURL.Host
	}
	if out.Window == "" {
		out.Window = "day"
	}
	for i, f := range s.Feeds {
		out.add(i, f)
	}
	return out, nil
}

func (s *site) add(i int, from Feed) {
	f := &feed{Feed: from, index: i, hash: click.FeedHash(from.Name)}
	if f.Title == "" {
		f.Title = f.Name
	}
	if f.Limit == 0 {
		f.Limit = DefaultLimit
	}
	if from.Sources != nil {
		f.sources = make(map[string]bool, len(from.Sources))
		for _, name := range from.Sources {
			f.sources[name] = true
		}
		f.every = len(f.sources) >= len(s.Sources)
	}
	s.feeds = append(s.feeds, f)
	s.byName[f.Name] = f
}

// has tells whether a story is in the feed.
func (f *feed) has(st *storage.Story) bool {
	return f.carries(st) && (f.Match == nil || f.Match(st))
}

// may tells whether something of a story may be in the feed: has, where copies are
// folded; where they are kept apart, each has to be looked at.
func (f *feed) may(st *storage.Story) bool {
	if f.Apart {
		return f.carries(st)
	}
	return f.has(st)
}

func (f *feed) carries(st *storage.Story) bool {
	if f.sources == nil {
		return true
	}
	for i := range st.Sightings {
		if f.sources[st.Sightings[i].Source] {
			return true
		}
	}
	return false
}

// query selects a superset of the feed's stories.
func (f *feed) query(after storage.Cursor, limit int) storage.Query {
	q := storage.Query{After: after, Limit: limit}
	if f.sources != nil && !f.every {
		q.Sources = f.Sources
	}
	return q
}

// sort tells which feeds a story is in.
func (s *site) sort(st *storage.Story) live.Set {
	var set live.Set
	for _, f := range s.feeds {
		if f.has(st) {
			set = set.With(f.index)
		}
	}
	return set
}

// Published ids (RFC 4151). They are made of the authority, which was minted
// once, and of names that never change; never of links.
func (s *site) tag(rest string) string { return "tag:" + s.authority + ":" + rest }

func (s *site) storyTag(id storage.StoryID) string { return s.tag("i/" + id.String()) }

func (s *site) promotionTag(feed string, id storage.StoryID) string {
	return s.tag("trend/" + feed + "/" + id.String())
}

// tellingTag is the id of a sighting's entry.
func (s *site) tellingTag(t *telling) string {
	if !t.joined {
		return s.storyTag(t.ID)
	}
	return s.tag("i/" + t.ID.String() + "/" + strconv.FormatUint(t.sighting, 10))
}

// address is the public address of a path on this server.
func (s *site) address(path string) string { return s.base + path }

func storyPath(id storage.StoryID) string { return "/stories/" + id.String() }

// link is where a reader of a document goes: the counted redirect, or the story's
// page when its lead has no link to go to.
func (s *site) link(lead *storage.Item, id storage.StoryID, feed uint32, ch storage.Channel, rank int) string {
	return s.address(s.way(lead, id, feed, ch, rank))
}

// pageLink is the same on a page: it stays on the server as the reader has
// reached it.
func (s *site) pageLink(lead *storage.Item, id storage.StoryID, feed uint32, ch storage.Channel, rank int) string {
	return s.path + s.way(lead, id, feed, ch, rank)
}

func (s *site) way(lead *storage.Item, id storage.StoryID, feed uint32, ch storage.Channel, rank int) string {
	if _, ok := target(lead.URL); !ok {
		return storyPath(id)
	}
	return "/go/" + s.signer.Token(id, feed, ch, uint8(min(rank, 255)))
}

// tellingWay is where the entry of a telling leads: to its own link, as far as it
// shows one sighting.
func (s *site) tellingWay(t *telling, feed uint32, ch storage.Channel) string {
	if _, ok := target(t.Lead.URL); !ok || t.sighting == 0 {
		return s.way(&t.Lead, t.ID, feed, ch, 0)
	}
	return "/go/" + s.signer.SightingToken(t.ID, t.sighting, feed, ch, 0)
}

// target is a stored link in a form that may stand in a Location field, if a
// reader may be sent there: http or https, and no user name that would pass for
// a host.
func target(raw string) (string, bool) {
	to := render.Link(raw)
	if to == "" || len(to) > storage.MaxURLBytes {
		return "", false
	}
	authority, _, _ := strings.Cut(to[strings.Index(to, "//")+2:], "/")
	authority, _, _ = strings.Cut(authority, "?")
	return to, !strings.Contains(authority, "@")
}

// view is what every page shows of the site.
func (s *site) view(now time.Time, h healthSum) page.Site {
	return page.Site{
		Title: s.Title, BaseURL: s.base, Now: now, Version: s.version,
		Sources: h.sources, Failing: h.failing,
	}
}

// mint returns what must be the same for ever: the authority of ids, and the key
// that signs links.
func mint(ctx context.Context, store storage.Documents, host string, key []byte, now time.Time) (authority string, kept []byte, err error) {
	a, err := store.Mint(ctx, "authority", fmt.Appendf(nil, "%s,%d", authorityName(host), now.UTC().Year()))
	if err != nil {
		return "", nil, fmt.Errorf("mint the authority of ids: %w", err)
	}
	kept, err = store.Mint(ctx, "click-key", key)
	if err != nil {
		return "", nil, fmt.Errorf("mint the key of links: %w", err)
	}
	return string(a), kept, nil
}

// authorityName is a host in the characters of a DNS name, as RFC 4151 section
// 2.1 wants it.
func authorityName(host string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, host)
	return strings.Trim(name, "-.")
}
