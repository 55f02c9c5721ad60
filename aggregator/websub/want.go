package websub

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"freshet/storage"
)

// maxHubs bounds the hubs of a source that are looked at.
const maxHubs = 8

// settled is the least time between two changes of hub or topic: a feed that
// names another one each time is not followed each time.
const settled = time.Hour

// hubsOf are the hubs of a source that can be asked, those with TLS first: only
// they can be told a secret, and believed without more.
func hubsOf(d *storage.Document) []string {
	var safe, open []string
	for _, hub := range d.Hubs {
		u, err := url.Parse(hub)
		if err != nil || u.Host == "" || len(hub) > storage.MaxURLBytes || slices.Contains(safe, hub) || slices.Contains(open, hub) {
			continue
		}
		switch {
		case u.Scheme == "https":
			safe = append(safe, hub)
		case u.Scheme == "http":
			open = append(open, hub)
		}
	}
	all := append(safe, open...)
	return all[:min(len(all), maxHubs)]
}

// topicOf is what the source is to its hubs: what it calls itself (WebSub section
// 4), else where it was read.
func topicOf(p Poll) string {
	if self := p.Document.Self; webAddress(self) && len(self) <= storage.MaxURLBytes {
		return self
	}
	return p.URL
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// elsewhere tells whether a topic is on another host than the feed: then it is
// taken only after a look.
func elsewhere(topic, feed string) bool { return hostOf(topic) != hostOf(feed) }

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}

// safe tells whether a hub may be told a secret (WebSub section 5.1).
func safe(hub string) bool {
	u, err := url.Parse(hub)
	return err == nil && u.Scheme == "https"
}

// wish is what a poll makes of a source's subscription.
type wish int

const (
	keep  wish = iota
	begin      // a new one, after leaving the present one, if any
	retry      // ask again with the present one
	endIt      // leave the present one
)

// want decides what a source that names hubs wants, at which hub. The present
// subscription is nil when there is none; it is not a leaving one, and it began
// at the time given.
func want(now time.Time, present *storage.Subscription, began time.Time, hubs []string, topic string) (wish, string) {
	switch {
	case present == nil && len(hubs) == 0:
		return keep, ""
	case present == nil:
		return begin, hubs[0]
	case len(hubs) == 0:
		return endIt, ""
	}
	at := slices.Index(hubs, present.Hub)
	if at < 0 || present.Topic != topic {
		if now.Sub(began) < settled {
			return keep, ""
		}
		return begin, hubs[0]
	}
	if !stuck(present) || now.Before(present.Renew) {
		return keep, ""
	}
	// Where one hub does not want us, the next one may.
	if next := hubs[(at+1)%len(hubs)]; next != present.Hub {
		return begin, next
	}
	return retry, present.Hub
}

// stuck tells that a subscription does nothing by itself any more.
func stuck(s *storage.Subscription) bool {
	return s.State == storage.SubscriptionDenied ||
		s.State == storage.SubscriptionPending && (s.Error != "" || !s.Asked.IsZero())
}
