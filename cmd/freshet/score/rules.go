package score

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"freshet/aggregator"
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

// polls are the visits of a host behind the first.
func (s *scene) polls(host string) ([]visit, error) {
	all := s.of(host + ".example")
	if len(all) < 3 {
		return nil, fmt.Errorf("%s: only %d requests in a fortnight", host, len(all))
	}
	return all, nil
}

// each looks at the requests of a host that has sent a document before.
func (s *scene) each(host string, look func(before, v visit) error) error {
	all, err := s.polls(host)
	for i := 1; i < len(all) && err == nil; i++ {
		err = look(all[i-1], all[i])
	}
	return err
}

func (s *scene) dates() error {
	return s.each("steady", func(before, v visit) error {
		if want := at("steady", before.at, "").modified; v.value("If-Modified-Since") != want {
			return fmt.Errorf("If-Modified-Since %q, the origin said %q", v.value("If-Modified-Since"), want)
		}
		return nil
	})
}

func (s *scene) tags() error {
	if err := s.each("odd", func(before, v visit) error {
		if want := `W/"a,b-` + at("odd", before.at, "").etag[1:]; v.value("If-None-Match") != want {
			return fmt.Errorf("If-None-Match %q, the origin said %q", v.value("If-None-Match"), want)
		}
		return nil
	}); err != nil {
		return err
	}
	return s.each("steady", func(before, v visit) error {
		if want := at("steady", before.at, "").etag; v.value("If-None-Match") != want {
			return fmt.Errorf("If-None-Match %q, the origin said %q", v.value("If-None-Match"), want)
		}
		return nil
	})
}

func (s *scene) remembers() error {
	return s.each("steady", func(_, v visit) error {
		if !v.conditional() {
			return fmt.Errorf("unconditional at %s", v.at.Format(time.DateTime))
		}
		return nil
	})
}

func (s *scene) remembersRestarts() error {
	if n := len(s.of("steady.example")); n < 4*int(fortnight/restartEvery) {
		return fmt.Errorf("%d requests are too few to tell", n)
	}
	return s.remembers()
}

func (s *scene) sets() error {
	return s.each("set", func(before, v visit) error {
		if int(before.at.Sub(start)/(24*time.Hour))%2 == 1 && v.value("If-None-Match") != "" {
			return fmt.Errorf("If-None-Match %q behind an answer without ETag", v.value("If-None-Match"))
		}
		return nil
	})
}

func (s *scene) survives(hosts ...string) error {
	for _, h := range hosts {
		if err := s.each(h, func(_, v visit) error {
			if !v.conditional() {
				return errors.New(h + ": unconditional behind an error")
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) waits(host string, least time.Duration) error {
	return s.each(host, func(before, v visit) error {
		if gap := v.at.Sub(before.at); gap < least && before.Nth > 1 {
			return fmt.Errorf("asked again after %s, not before %s", gap, least)
		}
		return nil
	})
}

func (s *scene) backsOff(host string) error {
	all, err := s.polls(host)
	for i := 3; i < len(all) && err == nil; i++ {
		before, gap := all[i-1].at.Sub(all[i-2].at), all[i].at.Sub(all[i-1].at)
		if gap < before+before/2 && gap < 24*time.Hour {
			err = fmt.Errorf("asked again after %s, the time before after %s", gap, before)
		}
	}
	return err
}

// rhythm: twelve hours lie between two entries, so an hour's wish is stretched.
func (s *scene) rhythm() error {
	if n := len(s.of("steady.example")); n > int(fortnight/time.Hour)+1 {
		return fmt.Errorf("%d requests in a fortnight", n)
	}
	return nil
}

func (s *scene) hints() error {
	return s.each("hinted", func(before, v visit) error {
		h := v.at.UTC().Hour()
		switch gap := v.at.Sub(before.at); {
		case gap < 3*time.Hour:
			return fmt.Errorf("asked again after %s, ttl says 3 h", gap)
		case h >= 1 && h <= 3, v.at.UTC().Weekday() == time.Sunday:
			return fmt.Errorf("asked at %s, which the feed excludes", v.at.UTC().Format("Mon 15:04"))
		}
		return nil
	})
}

func (s *scene) noDoubles() error {
	return s.each("steady", func(before, v visit) error {
		if gap := v.at.Sub(before.at); gap < 5*time.Minute {
			return fmt.Errorf("asked again after %s", gap)
		}
		return nil
	})
}

func (s *scene) redirectsAreConditional() error {
	return s.each("other", func(_, v visit) error {
		if !v.conditional() {
			return errors.New("unconditional behind a redirect")
		}
		return nil
	})
}

// onlyFeeds: nothing was asked for that is no source, and not where one leads.
func (s *scene) onlyFeeds() error {
	for _, v := range s.visits {
		if v.host == "site.example" {
			continue // asked by discovery, below
		}
		if !strings.HasSuffix(v.Path, "/feed") && v.host != "many.example" && v.host != "merge.example" {
			return fmt.Errorf("asked %s for %s", v.host, v.Path)
		}
	}
	for _, r := range s.plain.Requests() {
		if strings.Contains(r.Path, "favicon") || strings.Contains(r.Path, "robots") {
			return fmt.Errorf("asked for %s", r.Path)
		}
	}
	return nil
}

func (s *scene) spaced(host string) error {
	if n := s.crowd[host+".example"]; n > 1 {
		return fmt.Errorf("%d requests at a time", n)
	}
	return s.each(host, func(before, v visit) error {
		if gap := v.at.Sub(before.at); gap < 2*time.Second {
			return fmt.Errorf("two requests %s apart", gap)
		}
		return nil
	})
}

func (s *scene) spacedService() error {
	var all []visit
	for _, v := range s.visits {
		if strings.HasSuffix(v.host, ".service.example") {
			all = append(all, v)
		}
	}
	for i := 1; i < len(all); i++ {
		if gap := all[i].at.Sub(all[i-1].at); gap < 2*time.Second {
			return fmt.Errorf("two requests to one service %s apart", gap)
		}
	}
	return nil
}

func (s *scene) added() error {
	n := 0
	for _, v := range s.of("steady.example") {
		if v.at.Before(start.Add(30 * time.Minute)) {
			n++
		}
	}
	if n != 1 {
		return fmt.Errorf("%d requests", n)
	}
	return nil
}

func (s *scene) scattered() error {
	minutes := map[int]int{}
	for _, v := range s.visits {
		if v.at.After(start.Add(48 * time.Hour)) {
			minutes[v.at.Minute()]++
		}
	}
	total := 0
	for _, n := range minutes {
		total += n
	}
	for m, n := range minutes {
		if n > total/12 {
			return fmt.Errorf("%d of %d requests in minute %d of the hour", n, total, m)
		}
	}
	return nil
}

func (s *scene) methods() error {
	for _, v := range s.visits {
		if v.Method != "GET" {
			return fmt.Errorf("%s %s", v.Method, v.Path)
		}
	}
	return nil
}

func (s *scene) targets() error {
	return s.each("steady", func(_, v visit) error {
		if v.Target != "/%7eA/feed?b=2&a=1" {
			return fmt.Errorf("asked for %s", v.Target)
		}
		return nil
	})
}

func (s *scene) never(names ...string) error {
	for _, v := range s.visits {
		for _, name := range names {
			if got := v.value(name); got != "" {
				return fmt.Errorf("%s: %s", name, got)
			}
		}
	}
	return nil
}

func (s *scene) refreshed() error {
	all, err := s.polls("refreshed")
	if err != nil {
		return err
	}
	near := 0
	for _, v := range all {
		if d := v.at.Sub(s.refresh[0]); d >= 0 && d < 5*time.Minute {
			near++
			if !v.conditional() {
				return errors.New("unconditional")
			}
		}
	}
	if near == 0 || near > 2 {
		return fmt.Errorf("%d requests in five minutes for three wishes", near)
	}
	return s.noDoublesWithin("refreshed", time.Minute)
}

func (s *scene) noDoublesWithin(host string, least time.Duration) error {
	return s.each(host, func(before, v visit) error {
		if gap := v.at.Sub(before.at); gap < least {
			return fmt.Errorf("asked again after %s", gap)
		}
		return nil
	})
}

// agentForm is name/version (+contact; count of subscribers).
var agentForm = regexp.MustCompile(`^freshet/[^ /]+ \(\+(https?://|mailto:)[^ ;)]+(; \d+ subscribers?)?\)$`)

func (s *scene) agent() error {
	for _, v := range s.visits {
		if got := v.value("User-Agent"); !agentForm.MatchString(got) || got != s.opt.UserAgent {
			return fmt.Errorf("User-Agent: %s", got)
		}
	}
	return nil
}

func (s *scene) refuses() error {
	for _, bad := range []string{"ftp://x.example/feed", "http:///feed", "https://user feed"} {
		if _, err := aggregator.Discover(context.Background(), s.client, bad, 0); err == nil {
			return fmt.Errorf("%s was asked for", bad)
		}
	}
	return nil
}

func (s *scene) discovers() error {
	found, err := aggregator.Discover(context.Background(), s.client, "http://site.example/", 0)
	if err != nil {
		return err
	}
	if len(found.Offers) != 1 || found.Offers[0].URL != "http://site.example/feed" {
		return fmt.Errorf("found %v", found.Offers)
	}
	for _, r := range s.plain.Requests() {
		if strings.HasPrefix(r.Host, "site.example") && r.Path != "/" {
			return fmt.Errorf("guessed %s", r.Path)
		}
	}
	return nil
}

func (s *scene) failing(name, class string) error {
	st := s.sources[name].State
	if st.Class != class || st.Error == "" || st.Document.Title == "" {
		return fmt.Errorf("class %q, error %q", st.Class, st.Error)
	}
	return s.backsOff(name)
}

func (s *scene) stops() error {
	if n := len(s.of("s410.example")); n != 3 || !s.sources["s410"].State.Gone {
		return fmt.Errorf("%d requests, gone: %v", n, s.sources["s410"].State.Gone)
	}
	return nil
}

func (s *scene) told(text string) error {
	if !strings.Contains(s.log.String(), text) {
		return fmt.Errorf("the log does not say %q", text)
	}
	return nil
}

func (s *scene) tellsErrors() error {
	for _, name := range []string{"s400", "s401", "s403", "s404", "s500", "s502", "s503", "limit", "nolimit", "page", "tls"} {
		st := s.sources[name].State
		if st.Class == "" || st.Error == "" || st.FailingSince.IsZero() || st.Failures < 2 {
			return fmt.Errorf("%s: class %q, error %q, since %s", name, st.Class, st.Error, st.FailingSince)
		}
	}
	return nil
}

func (s *scene) moves() error {
	old := s.of("moved.example")
	if len(old) == 0 || len(s.of("there.example")) < 20 {
		return errors.New("the redirect is not followed")
	}
	last := old[len(old)-1].at
	if last.Before(start.Add(7*24*time.Hour)) || last.After(start.Add(9*24*time.Hour)) {
		return fmt.Errorf("the old address was last asked after %s; a week of redirects should settle it", last.Sub(start))
	}
	return nil
}

func (s *scene) tellsMove() error {
	if m := s.sources["moved"].State.Move; m.URL != "http://there.example/feed" {
		return fmt.Errorf("the move that is known leads to %q", m.URL)
	}
	return nil
}

func (s *scene) lends() error {
	there, here := len(s.of("other.example")), len(s.of("lent.example"))
	if there == 0 || here != there || s.sources["lent"].State.Move.URL != "" {
		return fmt.Errorf("%d requests to the address, %d to where it leads", here, there)
	}
	return nil
}

func (s *scene) tls() error {
	if n := len(s.of("tls.example")); n != 0 || s.sources["tls"].State.Class != "tls" {
		return fmt.Errorf("%d requests, class %q", n, s.sources["tls"].State.Class)
	}
	return nil
}

// merges: behind the week there is one fetch of the address where both feeds are,
// and each story is there once.
func (s *scene) merges() error {
	settled := start.Add(9 * 24 * time.Hour)
	var late []visit
	for _, v := range s.of("merged.example") {
		if v.at.After(settled) {
			late = append(late, v)
		}
	}
	if most := int(fortnight-9*24*time.Hour) / int(time.Hour); len(late) > most {
		return fmt.Errorf("%d requests in the last days", len(late))
	}
	seen := map[string]bool{}
	for _, st := range s.stories {
		if strings.HasPrefix(st.Lead.Title, "merged ") {
			if seen[st.Lead.Title] {
				return fmt.Errorf("%q is there twice", st.Lead.Title)
			}
			seen[st.Lead.Title] = true
		}
	}
	if len(seen) == 0 {
		return errors.New("no story of it")
	}
	return nil
}

func (s *scene) compression() error {
	return s.each("steady", func(_, v visit) error {
		if got := v.value("Accept-Encoding"); !slices.Contains(strings.FieldsFunc(got, func(r rune) bool { return r == ',' || r == ' ' }), "gzip") {
			return fmt.Errorf("Accept-Encoding: %s", got)
		}
		return nil
	})
}
