package load

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"freshet/aggregator"
	"freshet/cmd/freshet/world/chance"
	"freshet/storage"
)

// start is when the world begins.
var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// Shares and habits of the model. Where there is no measurement of the open web
// they are the judgement of those who wrote the model down.
const (
	window      = 20 // entries of a document
	bigHosts    = 5  // hosts with a fifth of all sources
	least       = 5 * time.Minute
	spacing     = 2 * time.Second
	wish        = time.Hour
	longest     = 24 * time.Hour
	retryAfter  = 3 * time.Hour
	requestsMax = 1 << 20
)

// source is how one origin behaves.
type source struct {
	i              int
	host, path     string
	etag, modified bool // the validators that it sends
	never304       bool
	always304      bool
	every          time.Duration // between two entries; 0 for never again
	phase          time.Duration
	maxAge, ttl    time.Duration
	fault          int // status of its bad answers; 0 for none
	faultShare     float64
	key            chance.Key
	asked          int
	last           visit
	gave           bool         // validators with the last good answer
	body           int          // newest entry of the last document sent; -1 for none
	sent           map[int]bool // entries that stood in a document that was sent
	allowed        time.Time
}

// makeSource draws one by the model.
func makeSource(seed uint64, i int) *source {
	k := chance.Of(seed, uint64(i))
	s := &source{i: i, key: k, body: -1, sent: map[int]bool{}, host: fmt.Sprintf("h%d.example", i), path: fmt.Sprintf("/%d.xml", i)}
	if k.With("host").Hit(.2) {
		s.host = fmt.Sprintf("big%d.example", k.With("which").N(bigHosts))
	}
	switch u := k.With("validators").Unit(); {
	case u < .45:
		s.etag, s.modified = true, true
	case u < .65:
		s.etag = true
	case u < .83:
		s.modified = true
	}
	s.never304, s.always304 = k.With("never").Hit(.12), k.With("always").Hit(.01)
	switch u := k.With("change").Unit(); {
	case u < .05:
		s.every = 30 * time.Minute
	case u < .20:
		s.every = 12*time.Hour + time.Duration(k.With("daily").N(36))*time.Hour
	case u < .75:
		s.every = time.Duration(7+k.With("weekly").N(23)) * 24 * time.Hour
	}
	s.phase = time.Duration(k.With("phase").Unit() * float64(max(s.every, time.Hour)))
	if k.With("max-age").Hit(.2) {
		s.maxAge = time.Duration(1+k.With("age").N(300)) * time.Minute
	}
	if k.With("ttl").Hit(.12) {
		s.ttl = time.Duration(15+k.With("minutes").N(240)) * time.Minute
	}
	switch u := k.With("fault").Unit(); {
	case u < .03:
		s.fault, s.faultShare = 404, 1
	case u < .045:
		s.fault, s.faultShare = 500, .5
	case u < .05:
		s.fault, s.faultShare = 429, .2
	}
	return s
}

// newest is the number of the newest entry at a time; there are always some.
func (s *source) newest(at time.Time) int {
	if s.every == 0 {
		return window
	}
	return window + int((at.Sub(start)+s.phase)/s.every)
}

// published is when an entry was.
func (s *source) published(n int) time.Time {
	every := s.every
	if every == 0 {
		every = 24 * time.Hour
	}
	return start.Add(time.Duration(n-window)*every - s.phase)
}

func (s *source) title(n int) string { return fmt.Sprintf("Report %d of station %d", n, s.i) }

func (s *source) document(newest int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>Station %d</title><link>http://%s/</link>`, s.i, s.host)
	if s.ttl > 0 {
		fmt.Fprintf(&b, "<ttl>%d</ttl>", s.ttl/time.Minute)
	}
	for n := newest; n > newest-window; n-- {
		fmt.Fprintf(&b, `<item><title>%s</title><link>http://%s/%d/%d</link><guid isPermaLink="false">%d-%d</guid><pubDate>%s</pubDate><description>Level %d at gauge %d.</description></item>`,
			s.title(n), s.host, s.i, n, s.i, n, s.published(n).Format(time.RFC1123Z), n*7919%997, s.i)
	}
	return b.String() + "</channel></rss>"
}

// visit is one request and what came of it.
type visit struct {
	at     time.Time
	status int
	bare   bool // it had no validators although the origin had given some
	known  bool // the answer had nothing new: 304, or the same document again
}

// web is all origins, as the transport of a client.
type web struct {
	now    func() time.Time
	tell   func(s *source, newest int) // called before a document is sent; may be nil
	mu     sync.Mutex
	places map[string]*source
	hosts  map[string]time.Time // last request to it
	busy   map[string]int
	visits []visit
	faults []string
}

func newWeb(seed uint64, n int, now func() time.Time) *web {
	w := &web{now: now, places: map[string]*source{}, hosts: map[string]time.Time{}, busy: map[string]int{}}
	for i := range n {
		s := makeSource(seed, i)
		w.places[s.host+s.path] = s
	}
	return w
}

// sources are all of them as the aggregator wants them.
func (w *web) sources() []aggregator.Source {
	var out []aggregator.Source
	for _, s := range w.places {
		out = append(out, aggregator.Source{Spec: storage.SourceSpec{
			Name: fmt.Sprintf("station-%d", s.i), URL: "http://" + s.host + s.path,
			Host: s.host, Service: aggregator.ServiceOf(s.host),
		}})
	}
	return out
}

// RoundTrip answers by the model, and notes what is not done.
func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.places[r.URL.Host+r.URL.Path]
	if s == nil {
		return nil, fmt.Errorf("no such place: %s", r.URL)
	}
	now := w.now()
	w.judge(s, now)
	s.asked++
	v := visit{at: now, status: 200}
	header := http.Header{"Date": {now.Format(http.TimeFormat)}}
	body := ""
	conditional := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	v.bare = s.gave && !conditional
	switch newest := s.newest(now); {
	case s.fault != 0 && s.key.With("bad").At(s.asked).Hit(s.faultShare):
		v.status = s.fault
		if s.fault == 429 {
			header.Set("Retry-After", fmt.Sprint(int(retryAfter/time.Second)))
		}
	case conditional && (s.always304 || !s.never304 && s.has(r, newest)):
		v.status, v.known = 304, true
	default:
		if w.tell != nil {
			w.tell(s, newest)
		}
		v.known = s.body == newest
		for n := newest; n > newest-window; n-- {
			s.sent[n] = true
		}
		s.body, s.gave = newest, s.etag || s.modified
		body = s.document(newest)
	}
	if v.status < 400 {
		s.validators(header, s.newest(now))
		if s.maxAge > 0 {
			header.Set("Cache-Control", fmt.Sprintf("max-age=%d", int(s.maxAge/time.Second)))
		}
	}
	s.last, s.allowed = v, now.Add(s.pause(v))
	if v.status == 429 {
		w.hosts[s.host] = now.Add(retryAfter - spacing)
	}
	if len(w.visits) < requestsMax {
		w.visits = append(w.visits, v)
	}
	return &http.Response{
		StatusCode: v.status, ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: r,
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

func (s *source) validators(h http.Header, newest int) {
	if s.etag {
		h.Set("ETag", fmt.Sprintf(`"%d-%d"`, s.i, newest))
	}
	if s.modified {
		h.Set("Last-Modified", s.published(newest).UTC().Format(http.TimeFormat))
	}
}

func (s *source) has(r *http.Request, newest int) bool {
	if tag := r.Header.Get("If-None-Match"); tag != "" {
		return tag == fmt.Sprintf(`"%d-%d"`, s.i, newest)
	}
	return r.Header.Get("If-Modified-Since") == s.published(newest).UTC().Format(http.TimeFormat)
}

// pause is the least time until the next request that the answer and its hints
// allow.
func (s *source) pause(v visit) time.Duration {
	switch {
	case v.status == 429:
		return retryAfter
	case v.status >= 400:
		return wish
	case s.asked == 1 || v.status == 304 && s.body < 0:
		return max(least, min(s.maxAge, longest))
	}
	return max(least, min(max(s.maxAge, s.ttl), longest))
}

// judge notes a request that comes too early, for its source or its host.
func (w *web) judge(s *source, now time.Time) {
	if len(w.faults) > 20 {
		return
	}
	if now.Before(s.allowed) {
		w.faults = append(w.faults, fmt.Sprintf("source %d asked %s before it allows", s.i, s.allowed.Sub(now)))
	}
	if last, ok := w.hosts[s.host]; ok && now.Before(last.Add(spacing)) {
		w.faults = append(w.faults, fmt.Sprintf("%s asked %s too early", s.host, last.Add(spacing).Sub(now)))
	}
	w.hosts[s.host] = now
}
