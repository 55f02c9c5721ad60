package aggregator

import (
	"context"
	"fmt"
	"time"

	"freshet/aggregator/discover"
	"freshet/aggregator/fetch"
	"freshet/aggregator/parse"
)

// Discovery is what an address leads to.
type Discovery struct {
	Address string // where the answer came from
	// Feed is the feed at the address itself; nil when there is none.
	Feed *parse.Feed
	// Offers are the feeds that the page offers, best first. When it offers none,
	// it is the one that was found in a usual place, if any.
	Offers []discover.Feed
}

// Discover finds the feed of a site: the address itself, what its page offers, and
// only when it offers nothing the usual places, each asked once, a spacing apart,
// until one has a feed. A poll never does so.
func Discover(ctx context.Context, client *fetch.Client, address string, spacing time.Duration) (Discovery, error) {
	resp, err := client.Get(ctx, fetch.Request{URL: address})
	if err != nil {
		return Discovery{}, err
	}
	d := Discovery{Address: resp.URL}
	if d.Feed, err = read(resp); err == nil {
		return d, nil
	}
	if d.Offers = offered(resp); len(d.Offers) > 0 {
		return d, nil
	}
	for _, place := range discover.Places(resp.URL) {
		wait(ctx, spacing, nil)
		if err := ctx.Err(); err != nil {
			return d, fmt.Errorf("discover: %w", err)
		}
		resp, err := client.Get(ctx, fetch.Request{URL: place})
		if err != nil {
			continue
		}
		if feed, err := read(resp); err == nil {
			d.Offers = []discover.Feed{{URL: resp.URL, Title: feed.Title}}
			break
		}
	}
	return d, nil
}

func read(resp *fetch.Response) (*parse.Feed, error) {
	return parse.Items(parse.Input{Body: resp.Body, ContentType: resp.ContentType, URL: resp.URL})
}

// offered are the feeds that an answer, which is none itself, offers.
func offered(resp *fetch.Response) []discover.Feed {
	links := make([]discover.Link, len(resp.Links))
	for i, l := range resp.Links {
		links[i] = discover.Link{URL: l.URL, Rel: l.Rel, Type: l.Type}
	}
	return discover.Offered(resp.Body, resp.URL, links)
}
