package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
)

// browserAgent is what a person's browser says of itself.
const browserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

// readers open stories, each from an address of its own, and keep account of
// what became of it.
type readers struct {
	mu       sync.Mutex
	links    map[string]string // by story
	stories  []string          // with a link
	people   int
	answered map[string]int // clicks whose redirect came, by story
	open     map[string]int // clicks that were sent, and not answered
	refused  []string       // answers that are no redirect
}

func newReaders() *readers {
	return &readers{links: map[string]string{}, answered: map[string]int{}, open: map[string]int{}}
}

// learn takes the links of a feed's entries.
func (r *readers) learn(entries []story) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range entries {
		if _, known := r.links[e.Freshet.Story]; !known {
			r.links[e.Freshet.Story] = e.URL
			r.stories = append(r.stories, e.Freshet.Story)
		}
	}
}

// read clicks on one story after another until the context ends, from several
// connections at a time.
func (r *readers) read(ctx context.Context, connections int) {
	var all sync.WaitGroup
	defer all.Wait()
	if len(r.stories) == 0 {
		return
	}
	for range connections {
		all.Go(func() {
			// A connection a click: one that is used again may carry a click twice.
			client := &http.Client{
				Transport:     &http.Transport{DisableKeepAlives: true},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			for ctx.Err() == nil {
				r.click(ctx, client)
			}
		})
	}
}

// next is a story, its link and who opens it.
func (r *readers) next() (id, link, who string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.people++
	n := r.people
	id = r.stories[n%len(r.stories)]
	return id, r.links[id], fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
}

// click opens one story. The context ends no click that is under way.
func (r *readers) click(ctx context.Context, client *http.Client) {
	id, link, who := r.next()
	req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), "GET", link, nil)
	if err != nil {
		r.note(func() { r.refused = append(r.refused, err.Error()) })
		return
	}
	req.Header.Set("User-Agent", browserAgent)
	req.Header.Set("X-Forwarded-For", who)
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED): // it was not sent
	case err != nil:
		r.note(func() { r.open[id]++ })
	default:
		resp.Body.Close()
		r.note(func() {
			if resp.StatusCode == http.StatusFound {
				r.answered[id]++
				return
			}
			r.open[id]++
			r.refused = append(r.refused, resp.Status+" for "+link)
		})
	}
}

func (r *readers) note(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

// total is how many clicks were answered so far.
func (r *readers) total() (answered int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.answered {
		answered += n
	}
	return answered
}

// account compares the clicks of an export with those that were made: each that
// was answered counts once, each that was cut off once or not at all.
func (r *readers) account(t *testing.T, all []story) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var answered, open, kept, lost, doubled, uncounted int
	for i := range all {
		f := &all[i].Freshet
		a, o := r.answered[f.Story], r.open[f.Story]
		answered, open, kept = answered+a, open+o, kept+f.Raw
		lost += max(a-f.Raw, 0)
		doubled += max(f.Raw-a-o, 0)
		uncounted += f.Raw - f.Clicks
	}
	t.Logf("clicks: %d answered, %d cut off, %d kept; lost %d, doubled %d", answered, open, kept, lost, doubled)
	if lost+doubled+uncounted != 0 {
		t.Errorf("%d clicks lost, %d doubled, %d kept but not counted", lost, doubled, uncounted)
	}
	for _, id := range r.stories {
		if !slices.ContainsFunc(all, func(s story) bool { return s.Freshet.Story == id }) {
			t.Errorf("story %s was published and is gone", id)
		}
	}
	for _, refused := range r.refused[:min(len(r.refused), 10)] {
		t.Errorf("a click was refused: %s", refused)
	}
}
