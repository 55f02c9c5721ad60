package score

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

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
