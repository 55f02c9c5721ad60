package output

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"time"

	"freshet/output/live"
	"freshet/storage"
)

// Limits of requests, for the http.Server that carries the handler.
const (
	MaxHeaderBytes = 16 << 10 // header fields, all together
	MaxURLBytes    = 2 << 10  // path and query; the handler sees to it
	ReadTimeout    = 10 * time.Second
	WriteTimeout   = 60 * time.Second
	IdleTimeout    = 2 * time.Minute
)

// Limits of feeds.
const (
	DefaultLimit = 100 // stories of a feed
	MaxLimit     = 500 // stories of a document, whatever their dates
	// MinSpan is how far a feed reaches back from its newest story, beyond its
	// limit if need be, so that who polls once in two days misses nothing. MaxLimit
	// and MaxFeedBytes bound it.
	MinSpan = 48 * time.Hour
	// MaxFeedBytes bounds each document of a feed, uncompressed, and in proportion
	// more of one whose limit is above DefaultLimit: the oldest stories are left
	// out, but never the newest minStories.
	MaxFeedBytes = 500_000
	minStories   = 10
	// maxScan bounds the stories that are looked at for one list. A feed that
	// keeps less than one in so many shows fewer than its limit.
	maxScan = 20_000
)

// Options are what a Server is made of.
type Options struct {
	Store storage.Store
	Settings
	JournalDir string // where clicks wait for the store
	Log        *slog.Logger
	Metrics    *Metrics // nil counts nothing
	Version    string   // of freshet
}

// Settings are what a config says of what is published. Apply swaps them whole.
type Settings struct {
	BaseURL *url.URL // public address; its path may be stripped by a proxy or not
	Title   string   // of the site; its host stands in when it is empty
	Feeds   []Feed
	Sources []SourceInfo
	// Window is the ranking that lists show first, one of live.Windows; "day"
	// stands in when it is empty.
	Window string
	// Scale runs the ranking's clock so many times as fast; 0 is 1. It is taken
	// when the Server is made.
	Scale          float64
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	About          About
}

// Feed is one feed that is published.
type Feed struct {
	Name, Title, Description string
	// Sources are names: a story is in the feed when one of its sightings is of
	// one of them. Nil takes every story.
	Sources []string
	Match   func(*storage.Story) bool // nil lets every story pass
	// Limit is how many stories the feed has; those within MinSpan of the newest
	// come on top. 0 is DefaultLimit.
	Limit int
	// Apart keeps copies apart: each sighting that is of one of the Sources and that
	// Match lets pass is an entry of its own. Match is asked with the sighting's item
	// as the story's lead. Rankings, and what is made of them, stay of stories.
	Apart bool
}

// SourceInfo is a source as the config names it.
type SourceInfo struct {
	Name  string
	Title string // what the source calls itself stands in when it is empty
	URL   string // of the feed; user names and passwords in it are never shown
	Link  string // of the site; what the source says stands in when it is empty
	Tags  []string
}

// About is what the page about the server tells the owners of sources.
type About struct {
	UserAgent           string
	Contact             string // mail address or page; may be empty
	Every, Min, Spacing time.Duration
	Keep                time.Duration // 0 is for ever
}

var feedName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// check returns all that is wrong with settings.
func (s *Settings) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if u := s.BaseURL; u == nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		bad("base URL %v is not an absolute http or https address", u)
	}
	if s.Window != "" && !slices.Contains(live.Windows, s.Window) {
		bad("ranking window %q is none of %v", s.Window, live.Windows)
	}
	seen := map[string]bool{}
	for _, f := range s.Feeds {
		if !feedName.MatchString(f.Name) {
			bad("feed name %.80q is not made of lower-case letters, digits, dots, dashes and underscores", f.Name)
		}
		if seen[f.Name] {
			bad("there are two feeds named %q", f.Name)
		}
		if seen[f.Name] = true; f.Limit < 0 || f.Limit > MaxLimit {
			bad("feed %q: limit %d is not between 1 and %d", f.Name, f.Limit, MaxLimit)
		}
	}
	return errors.Join(errs...)
}
