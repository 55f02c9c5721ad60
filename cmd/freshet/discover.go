package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/clean"
	"freshet/aggregator/discover"
	"freshet/aggregator/fetch"
	"freshet/aggregator/parse"
	"freshet/config"
)

// discoverCommand finds the feeds of sites.
type discoverCommand struct {
	Addresses       []string `arg:"" name:"url" help:"Addresses of sites; https:// may be left out."`
	PrivateNetworks bool     `help:"Allow addresses on loopback or in a private network."`
}

// discoverSpacing is the time between two requests to a site.
const discoverSpacing = 2 * time.Second

// Run prints a line for the config for the best feed of each site, and the others
// as comments.
func (d discoverCommand) Run(c *console) error {
	client := fetch.New(fetch.Options{
		UserAgent:       func() string { return "freshet/" + version },
		PrivateNetworks: d.PrivateNetworks,
	})
	defer client.CloseIdle()
	failed := 0
	for i, address := range d.Addresses {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		found, err := aggregator.Discover(c.ctx, client, address, discoverSpacing)
		if err == nil && found.Feed == nil && len(found.Offers) == 0 {
			err = fmt.Errorf("the page offers no feed, and there is none in the usual places")
		}
		if err != nil {
			failed++
			fmt.Fprintf(c.err, "freshet: %s: %v\n", address, err)
			continue
		}
		writeFound(c, found)
	}
	if failed > 0 {
		return fmt.Errorf("no feed found for %d of %s", failed, plural(len(d.Addresses), "address"))
	}
	return nil
}

// writeFound prints what was found as lines for the config.
func writeFound(c *console, found aggregator.Discovery) {
	if found.Feed != nil {
		fmt.Fprintf(c.out, "%s", sourceLine(found.Address, clean.Document(found.Feed, found.Address).Title))
		return
	}
	for i, f := range found.Offers {
		line := string(sourceLine(f.URL, clean.Title(f.Title, parse.TypeText)))
		if i > 0 {
			line = "# " + line
		}
		fmt.Fprint(c.out, line)
	}
}

// sourceLine is a line for the config.
func sourceLine(address, title string) []byte {
	if title == "" {
		if u, err := url.Parse(address); err == nil {
			title = strings.TrimPrefix(u.Hostname(), "www.")
		}
	}
	return config.SourceLines([]config.Outline{{Title: title, XMLURL: address}}, func(string) bool { return false })
}

// suggestion tells which feed a page that stands for a source offers.
func suggestion(offers []discover.Feed) string {
	if len(offers) == 0 {
		return ""
	}
	return fmt.Sprintf("; the page offers a feed, write url: %q", offers[0].URL)
}
