package output

import (
	"fmt"
	"net/http"
	"sync/atomic"

	"freshet/output/render"
	"freshet/output/shelf"
)

// How long feeds may be kept by caches: as long as a change may wait to be seen;
// then they may be shown while a fresh copy is fetched, and for a day when the
// server cannot be reached (RFC 5861).
const (
	feedCache = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
	liveCache = "public, max-age=10, stale-if-error=600"
	pageCache = "private, max-age=10"
	// feedSecurity takes all powers from a document that a browser shows: it is
	// made of other people's text.
	feedSecurity = "sandbox; default-src 'none'; style-src 'self'"
	charset      = "; charset=utf-8"
)

// slot is a place for a document; empty until it was written once.
type slot = atomic.Pointer[shelf.Document]

// shelves are the documents that are served from memory, by path. The map is
// immutable, the documents in it come and go.
type shelves map[string]*slot

// formats are the formats of a feed, by the end of its path.
var formats = []struct{ ext, mime string }{
	{".rss", render.TypeRSS}, {".atom", render.TypeAtom}, {".json", render.TypeJSON},
}

// Paths of the lists of feeds.
const (
	sourcesOPML = "/sources.opml"
	feedsOPML   = "/feeds.opml"
)

// newShelves makes a place for every document of a site. Documents that were
// there before stay until they are written anew.
func newShelves(s *site, before shelves) shelves {
	out := make(shelves)
	put := func(path string) {
		if out[path] = before[path]; out[path] == nil {
			out[path] = new(slot)
		}
	}
	for _, f := range s.feeds {
		for _, format := range formats {
			put(f.path() + format.ext)
			put(f.trendingPath() + format.ext)
		}
	}
	for _, format := range formats {
		put(healthPath + format.ext)
	}
	put(sourcesOPML)
	put(feedsOPML)
	return out
}

func (f *feed) path() string         { return "/feeds/" + f.Name }
func (f *feed) trendingPath() string { return f.path() + "/trending" }

// full tells whether every place has a document.
func (s shelves) full() error {
	empty := 0
	for _, slot := range s {
		if slot.Load() == nil {
			empty++
		}
	}
	if empty > 0 {
		return fmt.Errorf("%d of %d documents are not written yet", empty, len(s))
	}
	return nil
}

// feedKind is what is said of a feed's document at address self.
func feedKind(mime, self string) shelf.Kind {
	return shelf.Kind{
		Type: mime + charset, CacheControl: feedCache, Security: feedSecurity, Open: true,
		Link: fmt.Sprintf(`<%s>; rel="self"`, self),
	}
}

// serve answers from a place. One that was never filled is the only thing that
// is worth an error, and a short wait.
func serve(w http.ResponseWriter, r *http.Request, s *slot) {
	if doc := s.Load(); doc != nil {
		doc.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Retry-After", "5")
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "The feed is being made; please come again in a few seconds.", http.StatusServiceUnavailable)
}
