package score

import (
	"time"
)

// rule is one of the project's, and how it is judged.
type rule struct {
	number, title string
	check         func(*scene) error
}

// rules are those that an origin or an operator can see; by number.
var rules = []rule{
	{"FRB001", "Last-Modified is stored", (*scene).dates},
	{"FRB002", "If-Modified-Since is what was stored", (*scene).dates},
	{"FRB003", "ETag is stored", (*scene).tags},
	{"FRB004", "If-None-Match is what was stored", (*scene).tags},
	{"FRB010", "no short-term memory loss", (*scene).remembers},
	{"FRB011", "no long-term memory loss", (*scene).remembersRestarts},
	{"FRB012", "no creative If-Modified-Since", (*scene).dates},
	{"FRB013", "no creative If-None-Match", (*scene).tags},
	{"FRB014", "validators are an atomic set", (*scene).sets},
	{"FRB015", "validators survive a new start", (*scene).remembersRestarts},
	{"FRB016", "validators survive a 429", func(s *scene) error { return s.survives("limit", "nolimit") }},
	{"FRB020", "slows down on 429 with Retry-After", func(s *scene) error { return s.waits("limit", 6*time.Hour) }},
	{"FRB021", "slows down on 429 without hints", func(s *scene) error { return s.backsOff("nolimit") }},
	{"FRB022", "heeds cache hints", func(s *scene) error { return s.waits("fresh", 4*time.Hour) }},
	{"FRB023", "matches the rhythm", (*scene).rhythm},
	{"FRB024", "heeds hints in the feed", (*scene).hints},
	{"FRB030", "no duplicate fetches", (*scene).noDoubles},
	{"FRB031", "other addresses are conditional too", (*scene).redirectsAreConditional},
	{"FRB032", "items are not hammered", (*scene).onlyFeeds},
	{"FRB033", "does not hammer a server", func(s *scene) error { return s.spaced("many") }},
	{"FRB034", "many feeds on few servers are spaced", (*scene).spacedService},
	{"FRB036", "adding a feed is one request", (*scene).added},
	{"FRB037", "no polling by the hour", (*scene).scattered},
	{"FRB050", "only GET", (*scene).methods},
	{"FRB051", "no HEAD", (*scene).methods},
	{"FRB060", "addresses are asked as they are written", (*scene).targets},
	{"FRB061", "no guessing of addresses", (*scene).onlyFeeds},
	{"FRB062", "no extra parameters", (*scene).targets},
	{"FRB063", "no cookies", func(s *scene) error { return s.never("Cookie") }},
	{"FRB064", "no cache busting", func(s *scene) error { return s.never("Cache-Control", "Pragma") }},
	{"FRB065", "no referrers", func(s *scene) error { return s.never("Referer", "Origin") }},
	{"FRB066", "no normalising of queries", (*scene).targets},
	{"FRB070", "polls on demand are limited", (*scene).refreshed},
	{"FRB071", "polls on demand are conditional", (*scene).refreshed},
	{"FRB080", "has a User-Agent", (*scene).agent},
	{"FRB081", "the User-Agent has a contact", (*scene).agent},
	{"FRB082", "the User-Agent has a version", (*scene).agent},
	{"FRB084", "no masquerading", (*scene).agent},
	{"FRB086", "no library's User-Agent", (*scene).agent},
	{"FRB087", "the User-Agent does not change", (*scene).agent},
	{"FRB088", "no ids of users", (*scene).agent},
	{"FRB100", "bad addresses are refused", (*scene).refuses},
	{"FRB103", "finds what a page offers", (*scene).discovers},
	{"FRB105", "does not guess when a page offers", (*scene).discovers},
	{"FRB110", "notices that a feed is none any more", func(s *scene) error { return s.failing("page", "not-a-feed") }},
	{"FRB111", "stops on 410", (*scene).stops},
	{"FRB112", "slows down on 403", func(s *scene) error { return s.waits("s403", 4*time.Hour) }},
	{"FRB113", "slows down on 404", func(s *scene) error { return s.backsOff("s404") }},
	{"FRB114", "tells of a 410", func(s *scene) error { return s.told("source is gone") }},
	{"FRB115", "slows down on 400", func(s *scene) error { return s.backsOff("s400") }},
	{"FRB116", "slows down on 401", func(s *scene) error { return s.backsOff("s401") }},
	{"FRB117", "slows down on 500", func(s *scene) error { return s.backsOff("s500") }},
	{"FRB118", "slows down on 502", func(s *scene) error { return s.backsOff("s502") }},
	{"FRB119", "slows down on 503", func(s *scene) error { return s.backsOff("s503") }},
	{"FRB120", "tells of errors", (*scene).tellsErrors},
	{"FRB130", "follows 301, and remembers it", (*scene).moves},
	{"FRB132", "tells of a move", (*scene).tellsMove},
	{"FRB133", "follows 302, and does not remember it", (*scene).lends},
	{"FRB136", "TLS errors are errors", (*scene).tls},
	{"FRB137", "feeds can merge", (*scene).merges},
	{"FRB140", "asks for compression", (*scene).compression},
}
