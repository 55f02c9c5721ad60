package click

import (
	"net/http"
	"strings"

	"freshet/storage"
)

// Judge says whether a request for a link counts as a reader's click, by its
// method and its headers alone. What it does not count is redirected all the
// same; a caller may answer a prefetch with 503, after which browsers ask again
// when the reader really goes there.
//
// VerdictPrivacy comes last: but for the reader's wish the click would count, so
// a caller that is set up to count such clicks may take it as counted.
//
// It does not allocate.
func Judge(r *http.Request) storage.Verdict {
	h := r.Header
	switch {
	case r.Method != http.MethodGet:
		return storage.VerdictMethod
	case prefetches(h):
		return storage.VerdictPrefetch
	case isBot(h["User-Agent"]):
		return storage.VerdictBot
	case !navigates(h):
		return storage.VerdictFetch
	case declines(h):
		return storage.VerdictPrivacy
	}
	return storage.VerdictCounted
}

// prefetches says whether the request is made before, or instead of, a person's
// wish to see the page. Chrome and Firefox send Sec-Purpose (Fetch standard),
// older ones and Safari Purpose, X-Purpose or X-Moz.
func prefetches(h http.Header) bool {
	return early(h["Sec-Purpose"]) || early(h["Purpose"]) || early(h["X-Purpose"]) || early(h["X-Moz"])
}

// early says whether a purpose is a prefetch, a prerender or a preview.
func early(values []string) bool {
	for _, v := range values {
		v = strings.ToLower(v)
		if strings.Contains(v, "prefetch") || strings.Contains(v, "prerender") || strings.Contains(v, "preview") {
			return true
		}
	}
	return false
}

// navigates says whether a person may have gone to the link. Browsers tell with
// Fetch Metadata (W3C); where it is missing, nothing is known.
func navigates(h http.Header) bool {
	return only(h["Sec-Fetch-Mode"], "navigate") && only(h["Sec-Fetch-Dest"], "document")
}

// declines says whether the reader asked not to be counted: Do Not Track, or
// Global Privacy Control.
func declines(h http.Header) bool {
	return contains(h["Dnt"], "1") || contains(h["Sec-Gpc"], "1")
}

// only says whether all values are the one that is wanted; no value is.
func only(values []string, want string) bool {
	for _, v := range values {
		if !strings.EqualFold(strings.TrimSpace(v), want) {
			return false
		}
	}
	return true
}

// contains says whether one of the values is the one that is wanted.
func contains(values []string, want string) bool {
	for _, v := range values {
		if strings.TrimSpace(v) == want {
			return true
		}
	}
	return false
}

// isBot says whether a program that is no browser sent this user agent. All
// browsers since 1994 call themselves Mozilla/ and name their platform in
// brackets. What this costs is the readers who use a text browser.
func isBot(agents []string) bool {
	if len(agents) != 1 {
		return true
	}
	ua := agents[0]
	return !strings.HasPrefix(ua, "Mozilla/") || strings.IndexByte(ua, '(') < 0 || robots.match(ua)
}
