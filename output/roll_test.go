package output_test

import (
	"strings"
	"testing"

	"freshet/output"
)

// TestEndedFeedsAreGone takes feeds out of the config: their addresses say so,
// for ever, and other unknown ones do not.
func TestEndedFeedsAreGone(t *testing.T) {
	t.Parallel()
	w := open(t)
	status := func(want int, paths ...string) {
		t.Helper()
		for _, p := range paths {
			if r := w.get(p); r.StatusCode != want {
				t.Errorf("%s: status %d, want %d", p, r.StatusCode, want)
			}
		}
	}
	ended := []string{
		"/feeds/go", "/feeds/go.rss", "/feeds/go.atom", "/feeds/go.json", "/feeds/go/trending.rss", "/feeds/go/hot.json",
		"/feeds/go/digest.rss", "/feeds/only.b", "/feeds/only.b.rss", "/feeds/only.b/trending.json",
	}
	never := []string{"/feeds/", "/feeds/only", "/feeds/x.rss", "/feeds/go.txt", "/feeds/.rss", "/go.rss", "/feeds/all/none"}
	status(404, never...)
	less := settings()
	less.Feeds = less.Feeds[:1]
	w.check(w.server.Apply(t.Context(), less))
	status(410, ended...)
	status(404, never...)
	if r := w.get("/feeds/go.rss"); !strings.Contains(r.body, "This feed has ended") || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %s", r.Header.Get("Cache-Control"), r.body)
	}

	// Restarts with other feeds each time.
	for _, name := range []string{"new", "newer", "newest"} {
		w.stop()
		next := less
		next.Feeds = append(next.Feeds[:1:1], output.Feed{Name: name})
		w.start(next)
		status(200, "/feeds/all.rss", "/feeds/"+name+".rss")
		status(410, ended...)
	}
	w.restart()
	status(200, ended[:6]...)
	status(410, "/feeds/new.rss", "/feeds/newer.rss", "/feeds/newest")
	status(404, never...)
}
