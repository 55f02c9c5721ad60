package world

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"freshet/cmd/freshet/world/chance"
)

// ReaderOptions say who reads a running daemon. The zero value of each field but
// BaseURL has a meaning.
type ReaderOptions struct {
	BaseURL string   // of the daemon, which must trust us as a proxy to tell readers apart
	Feeds   []string // names of the feeds that are read; none: all
	People  int      // 0: 40; at most MaxReaders
	// Programs are what follows links without being a reader: crawlers, full-text
	// fetchers, prefetchers, previews; 0: 8; below 0: none; at most MaxReaders.
	Programs int
	Every    time.Duration // mean time between two looks of one person; 0: 20 s
	Rate     float64       // requests in a second, all together; 0: 25
	Seed     uint64
	// Taste is how much people want the story behind a link, around 1. Nil: a
	// function of the link.
	Taste     func(link string) float64
	Transport http.RoundTripper // nil: a new one
}

// MaxReaders bounds the people, and the programs, of one crowd: each has a
// goroutine.
const MaxReaders = 10_000

// Defaults of ReaderOptions.
const (
	defaultPeople   = 40
	defaultPrograms = 8
	defaultLooks    = 20 * time.Second
	defaultRate     = 25
	requestTimeout  = 10 * time.Second
)

// Tally counts what a crowd did. Only Clicks ought to count for the daemon.
type Tally struct {
	Looks   int64 // feeds and lists asked for
	Clicks  int64 // links opened by people, each once by each
	Repeats int64 // links opened by people again
	Others  int64 // links opened by programs, or by people who ask not to be counted
	Failed  int64 // requests without a fitting answer
}

// Readers reads until the context ends, and returns when all its goroutines have.
// Its error is about the options.
func Readers(ctx context.Context, o ReaderOptions) (Tally, error) {
	c, err := newCrowd(o)
	if err != nil {
		return Tally{}, err
	}
	var wait sync.WaitGroup
	for i := range c.People {
		wait.Go(func() { newPerson(c, i).read(ctx) })
	}
	for i := range c.Programs {
		wait.Go(func() { newProgram(c, i).run(ctx) })
	}
	wait.Wait()
	c.client.CloseIdleConnections()
	return Tally{Looks: c.looks.Load(), Clicks: c.clicks.Load(), Repeats: c.repeats.Load(),
		Others: c.others.Load(), Failed: c.failed.Load()}, nil
}

// crowd is what all readers share.
type crowd struct {
	ReaderOptions
	client *http.Client
	pace   *rate.Limiter

	looks, clicks, repeats, others, failed atomic.Int64
}

func newCrowd(o ReaderOptions) (*crowd, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("readers: %q is not the address of a daemon", o.BaseURL)
	}
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	if o.People > MaxReaders || o.Programs > MaxReaders || o.People < 0 {
		return nil, fmt.Errorf("readers: %d people and %d programs, at most %d each", o.People, o.Programs, MaxReaders)
	}
	if o.People == 0 {
		o.People = defaultPeople
	}
	if o.Programs == 0 {
		o.Programs = defaultPrograms
	}
	o.Programs = max(o.Programs, 0)
	if o.Every <= 0 {
		o.Every = defaultLooks
	}
	if o.Rate <= 0 {
		o.Rate = defaultRate
	}
	if len(o.Feeds) == 0 {
		o.Feeds = []string{"all"}
	}
	if o.Taste == nil {
		o.Taste = func(link string) float64 { return chance.Of(o.Seed).With(link).Exp() }
	}
	if o.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = 16
		o.Transport = t
	}
	client := &http.Client{Transport: o.Transport, Timeout: requestTimeout,
		// Nobody goes on to the article: the redirect is what a click is.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &crowd{ReaderOptions: o, client: client, pace: rate.NewLimiter(rate.Limit(o.Rate), 1+int(o.Rate/5))}, nil
}

// do sends a request when the crowd's pace allows it. It returns nil when there
// was no fitting answer.
func (c *crowd) do(ctx context.Context, method, address string, h http.Header) *http.Response {
	if c.pace.Wait(ctx) != nil {
		return nil
	}
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		c.failed.Add(1)
		return nil
	}
	r.Header = h
	resp, err := c.client.Do(r)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			c.failed.Add(1)
		}
		return nil
	}
	return resp
}

// open follows a link as far as the redirect and reports whether there was one.
func (c *crowd) open(ctx context.Context, method, link string, h http.Header) bool {
	resp := c.do(ctx, method, link, h)
	if resp == nil {
		return false
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusFound && resp.StatusCode != http.StatusServiceUnavailable {
		c.failed.Add(1)
		return false
	}
	return true
}
