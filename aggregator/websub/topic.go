package websub

import (
	"context"
	"errors"
	"fmt"

	"freshet/aggregator/clean"
	"freshet/aggregator/fetch"
	"freshet/aggregator/parse"
	"freshet/storage"
)

// errOtherFeed says that a source calls itself by the address of another feed.
var errOtherFeed = errors.New("the address that the feed gives as its own is on another host and is not this feed")

// sameFeed returns an error when the topic is on another host than the feed, and
// what is there is not the same feed: a feed must not have another one's items
// pushed into it. It looks once for a subscription, with one request.
func (s *Subscriber) sameFeed(ctx context.Context, set *settings, e *entry) error {
	e.mu.Lock()
	p := e.poll
	e.mu.Unlock()
	sub := e.now()
	if !sub.Until.IsZero() || !elsewhere(sub.Topic, p.URL) {
		return nil
	}
	resp, err := set.Fetch.Get(ctx, fetch.Request{URL: sub.Topic})
	if err != nil {
		return fmt.Errorf("the address that the feed gives as its own cannot be read: %s", plain(err))
	}
	id, err := identity(resp)
	if err != nil {
		return err
	}
	if id == "" || id != identityOf(&p.Document) {
		return errOtherFeed
	}
	return nil
}

// identity reads what tells the feed of an answer from others.
func identity(resp *fetch.Response) (id string, err error) {
	defer func() {
		if r := recover(); r != nil {
			id, err = "", errOtherFeed
		}
	}()
	feed, err := parse.Items(parse.Input{Body: resp.Body, ContentType: resp.ContentType, URL: resp.URL})
	if err != nil {
		return "", errOtherFeed
	}
	d := clean.Document(feed, resp.URL)
	return identityOf(&d), nil
}

// identityOf is a feed's id; of one without, where it belongs and how it is
// called. Empty when it says neither.
func identityOf(d *storage.Document) string {
	if d.ID != "" {
		return "id " + d.ID
	}
	if d.Link != "" && d.Title != "" {
		return "site " + d.Link + " " + d.Title
	}
	return ""
}
