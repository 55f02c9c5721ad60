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
