package labelled

import "fmt"

// feedsPerLanguage bounds the feeds that items of one language come from.
const feedsPerLanguage = 120

// feedName draws a feed; few have most of the items.
func feedName(d draw, lang string) string {
	return fmt.Sprintf("%s-source-%03d", lang, d.zipf(feedsPerLanguage))
}

// articleURL is a page of its own on a feed's site.
func articleURL(d draw, feed string) string {
	host := "https://" + feed + ".example"
	switch len(feed+host) % 3 {
	case 0:
		return host + "/archive/" + d.hex(10)
	case 1:
		return fmt.Sprintf("%s/%d/%02d/%s", host, d.between(2019, 2026), d.between(1, 12), d.hex(8))
	}
	return host + "/story/" + d.hex(9) + ".html"
}
