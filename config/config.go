package config

import (
	"net/netip"
	"net/url"
	"time"
)

// Config is all that an operator decides.
type Config struct {
	BaseURL        *url.URL // the public address, without a slash at the end
	Title          string   // of the site; empty: its host
	Listen         string   // host:port of the public listener
	Store          Store
	Admin          string         // "unix:PATH", or host:port on loopback
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Poll           Poll
	WebSub         WebSub
	Keep           Keep
	Rank           Rank
	Sources        []Source // those of OPML files come last
	Feeds          []Feed   // at least one
}

// Store says where everything is kept: in a file, or in PostgreSQL.
type Store struct {
	Path     string // of the database file; empty when Postgres is given
	Postgres Secret // connection string; zero when Path is given
	Journal  string // folder of the click journal
}

// Poll bounds how often sources are asked.
type Poll struct {
	Every, Min, Max time.Duration // Min <= Every <= Max
	Spacing         time.Duration // least time between two requests to one host
	PrivateNetworks bool          // sources may be on loopback and private addresses
	Workers         int           // polls at a time
	Contact         string        // address in the User-Agent, for those who are polled

	Proxy   Secret                   `json:",omitzero"` // address of the proxy that sources are fetched by; zero for none
	NoProxy string                   `json:",omitzero"` // targets that are fetched without it, as the variable NO_PROXY lists them
	CAFile  string                   `json:",omitzero"` // of certificates that are trusted beside the system's; empty for none
	CA      string                   `json:",omitzero"` // what it holds, in PEM form
	Allow   []netip.AddrPort         `json:",omitzero"` // where sources may be, whatever PrivateNetworks says
	Hosts   map[string]time.Duration `json:",omitzero"` // spacing of single hosts and of all below them
}

// Keep bounds what is kept. Zero is no bound.
type Keep struct {
	For   time.Duration
	Bytes int64
}

// Rank is how the trending view is computed.
type Rank struct {
	Window string  // hour, day or week
	Scale  float64 // the clock of the ranking runs this many times as fast; at least 1
}

// What becomes of copies of a story, for a source and for a feed.
const (
	FoldCopies = "fold" // a copy joins its story
	KeepCopies = "keep" // a source: each of its items is a story; a feed: each sighting is an entry
	OwnCopies  = "own"  // a source only: none of its items stands under another's lead
)

// Source is a feed that we read.
type Source struct {
	Name    string // unique
	URL     string // unique, absolute, http or https
	Title   string // empty: the feed's own
	Tags    []string
	Headers map[string]Secret // sent with each request, keys in canonical form
	// Keep lets only items pass that it matches, Drop those that it does not;
	// nil lets all pass.
	Keep, Drop *Rule
	Every      time.Duration // zero: Poll.Every

	Auth        Secret        `json:",omitzero"` // value of the header Authorization; zero for none
	Shown       string        `json:",omitzero"` // URL without what variables put into its query; empty: nothing
	UserAgent   string        `json:",omitzero"` // empty: freshet's own
	Proxy       Secret        `json:",omitzero"` // as Poll.Proxy; "direct" for none; zero: Poll.Proxy
	InsecureTLS bool          `json:",omitzero"` // the certificate is not checked
	MaxBytes    int64         `json:",omitzero"` // of a document; zero: what fetch allows
	Delta       bool          `json:",omitzero"` // only what is new is asked for (RFC 3229)
	FullText    bool          `json:",omitzero"` // the text behind each link is wanted
	Archives    int           `json:",omitzero"` // pages of archives that are read when the source is new or has a gap (RFC 5005)
	Spacing     time.Duration `json:",omitzero"` // least time between two requests to its host, if more than that of others
	Copies      string        `json:",omitzero"` // what becomes of its items that are copies: FoldCopies, KeepCopies or OwnCopies; empty: FoldCopies
}

// Feed is a merged list of stories that we publish.
type Feed struct {
	Name        string // unique; a part of the feed's address
	Title       string
	Description string
	// Tags and Sources select sources: those with any of the tags, and those
	// named. When both are empty the feed is of all sources.
	Tags, Sources []string
	Keep, Drop    *Rule // as in Source
	Limit         int   // stories in a document

	Copies string `json:",omitzero"` // FoldCopies or KeepCopies; empty: FoldCopies
}

// FeedSources are the names of the sources that a feed is made of, in the order
// of the config. Tags are compared as TagKey does.
func (c *Config) FeedSources(f Feed) []string {
	all := len(f.Tags) == 0 && len(f.Sources) == 0
	named, tagged := set(f.Sources, func(s string) string { return s }), set(f.Tags, TagKey)
	var names []string
	for i := range c.Sources {
		if src := &c.Sources[i]; all || named[src.Name] || hasTag(src, tagged) {
			names = append(names, src.Name)
		}
	}
	return names
}

func hasTag(src *Source, keys map[string]bool) bool {
	for _, tag := range src.Tags {
		if keys[TagKey(tag)] {
			return true
		}
	}
	return false
}

func set(list []string, key func(string) string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[key(s)] = true
	}
	return m
}
