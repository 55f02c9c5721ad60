package websub

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestHubsOf(t *testing.T) {
	d := storage.Document{Hubs: []string{
		"http://one.example/", "https://two.example/", "ftp://no.example/", "http://one.example/", "https://three.example/hub?x", "%", "",
	}}
	want := []string{"https://two.example/", "https://three.example/hub?x", "http://one.example/"}
	if diff := cmp.Diff(want, hubsOf(&d)); diff != "" {
		t.Error(diff)
	}
	for range 3 * maxHubs {
		d.Hubs = append(d.Hubs, "https://"+string(rune('a'+len(d.Hubs)))+".example/")
	}
	if got := hubsOf(&d); len(got) != maxHubs {
		t.Errorf("%d hubs", len(got))
	}
}

func TestTopicOf(t *testing.T) {
	p := Poll{URL: "https://a.example/feed"}
	for self, want := range map[string]string{
		"": p.URL, "https://a.example/feed.xml": "https://a.example/feed.xml", "/feed.xml": p.URL, "mailto:x@a.example": p.URL,
	} {
		if p.Document.Self = self; topicOf(p) != want {
			t.Errorf("%q: %q, want %q", self, topicOf(p), want)
		}
	}
	for topic, want := range map[string]bool{
		"http://A.example:8080/x": false, "https://a.example./": false, "https://b.a.example/feed": true, "https://www.a.example/": true,
	} {
		if got := elsewhere(topic, p.URL); got != want {
			t.Errorf("%s is elsewhere: %t", topic, got)
		}
	}
}

func TestWant(t *testing.T) {
	const one, two, topic = "https://one.example/", "https://two.example/", "https://a.example/feed"
	with := func(change func(*storage.Subscription)) *storage.Subscription {
		s := active()
		s.Hub = one
		change(&s)
		return &s
	}
	no := func(*storage.Subscription) {}
	refusal := func(s *storage.Subscription) {
		*s = refused(asking(pending(), nil, now), "no", 400, 1, 0, now)
		s.Hub = one
	}
	waiting := func(s *storage.Subscription) { *s = asking(pending(), nil, now); s.Hub = one }
	denial := func(s *storage.Subscription) { *s = denied(*s, "", now) }
	tests := []struct {
		name    string
		present *storage.Subscription
		after   time.Duration
		hubs    []string
		topic   string
		want    wish
		hub     string
	}{
		{"no hub", nil, 0, nil, topic, keep, ""},
		{"a hub", nil, 0, []string{one, two}, topic, begin, one},
		{"works", with(no), day, []string{two, one}, topic, keep, ""},
		{"hub gone", with(no), day, nil, topic, endIt, ""},
		{"another hub", with(no), day, []string{two}, topic, begin, two},
		{"another topic", with(no), day, []string{two, one}, topic + "2", begin, two},
		{"another topic each time", with(no), time.Minute, []string{one}, topic + "2", keep, ""},
		{"being asked", with(waiting), time.Minute, []string{one, two}, topic, keep, ""},
		{"never verified", with(waiting), 2 * Patience, []string{one}, topic, retry, one},
		{"never verified, there is another", with(waiting), 2 * Patience, []string{one, two}, topic, begin, two},
		{"refused", with(refusal), time.Hour, []string{one, two}, topic, keep, ""},
		{"refused long ago", with(refusal), 2 * day, []string{one}, topic, retry, one},
		{"refused, the first is next", with(refusal), 2 * day, []string{two, one}, topic, begin, two},
		{"denied", with(denial), 2 * day, []string{one}, topic, keep, ""},
		{"denied long ago", with(denial), 8 * day, []string{one}, topic, retry, one},
	}
	for _, tt := range tests {
		what, hub := want(now.Add(tt.after), tt.present, now, tt.hubs, tt.topic)
		if what != tt.want || hub != tt.hub {
			t.Errorf("%s: %d %q, want %d %q", tt.name, what, hub, tt.want, tt.hub)
		}
	}
}
