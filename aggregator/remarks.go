package aggregator

import (
	"fmt"
	"net/url"

	"freshet/aggregator/clean"
)

// remark notes what the operator should know of a document that was read.
func (v *visit) remark() {
	switch h := &v.feed.History; {
	case h.Archive && v.asked == v.src.Spec.URL:
		v.note = "is an archive of the feed, to which nothing is added any more (RFC 5005)"
		if now := clean.Link(h.Current, v.resp.URL); now != "" {
			v.note += fmt.Sprintf("; the feed itself is at %s", now)
		}
	case v.takenOver():
		v.note = "title, site and all entries have changed at once: somebody else may have the address now"
	}
}

// takenOver tells whether nothing of the feed is as it was.
func (v *visit) takenOver() bool {
	was, is := &v.state.Document, &v.feed.Document
	return v.gap && was.Title != "" && is.Title != "" && was.Title != clean.Title(is.Title, v.feed.TitleType) &&
		siteOf(was.Link) != "" && siteOf(clean.Link(is.Link, v.resp.URL)) != siteOf(was.Link)
}

func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
