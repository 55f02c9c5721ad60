package world

import (
	"context"
	"net/http"
	"time"

	"freshet/cmd/freshet/world/chance"
)

// mostFetches is how many new links a program opens after one look.
const mostFetches = 4

// role is a kind of program: what it calls itself, what it reads and how it opens
// links; without a method it opens none.
type role struct {
	agent  string
	reads  string // ending of the feed's address
	method string
	header [2]string
}

// roles are programs that are met in the wild by kind. None of them is a reader.
var roles = []role{
	{agent: "Mozilla/5.0 (compatible; WanderBot/2.1; +https://wander.example/bot)", reads: ".json", method: http.MethodGet},
	{agent: "Mozilla/5.0 (compatible; Miniflux/2.2; +https://miniflux.app)", reads: ".json", method: http.MethodGet},
	{agent: browsers[0], reads: ".json", method: http.MethodGet, header: [2]string{"Sec-Purpose", "prefetch;prerender"}},
	{agent: browsers[3], reads: ".json", method: http.MethodHead},
	{agent: browsers[2], reads: ".json", method: http.MethodGet, header: [2]string{"Sec-Fetch-Mode", "cors"}},
	{agent: "NewsBlur Feed Fetcher - 12 subscribers - https://www.newsblur.com", reads: ".rss"},
	{agent: "curl/8.14.1", reads: ".json", method: http.MethodGet},
	{agent: "NetNewsWire (RSS Reader; https://netnewswire.com/)", reads: ".atom"},
}

// program is one of them at work.
type program struct {
	*crowd
	role
	key  chance.Key
	self identity
	etag string
	seen map[string]bool
}

func newProgram(c *crowd, i int) *program {
	r := roles[i%len(roles)]
	return &program{crowd: c, role: r, key: chance.Of(c.Seed, uint64(i)).With("program"),
		self: identity{address: documentation(MaxReaders + i), agent: r.agent}, seen: map[string]bool{}}
}

// run looks at regular times until the context ends.
func (p *program) run(ctx context.Context) {
	for wait := p.key.Unit(); pause(ctx, time.Duration(wait*float64(p.Every))); wait = 1 {
		for _, e := range p.look(ctx) {
			if !p.fetch(ctx, e.URL) {
				break
			}
		}
	}
}

// look polls the feed and returns some of the entries that are new, if this
// program opens any.
func (p *program) look(ctx context.Context) []entry {
	h := p.self.headers()
	if p.etag != "" {
		h.Set("If-None-Match", p.etag)
	}
	resp := p.do(ctx, http.MethodGet, p.BaseURL+"/feeds/"+p.Feeds[0]+p.reads, h)
	if resp == nil {
		return nil
	}
	defer resp.Body.Close()
	p.looks.Add(1)
	if resp.StatusCode == http.StatusNotModified {
		return nil
	}
	list, ok := []entry(nil), resp.StatusCode == http.StatusOK
	if p.method != "" {
		list, ok = entries(resp)
	}
	if !ok {
		p.failed.Add(1)
		return nil
	}
	p.etag = resp.Header.Get("ETag")
	return p.fresh(list)
}

// fresh are the first entries not yet opened.
func (p *program) fresh(list []entry) []entry {
	if len(p.seen) > maxSeen {
		p.seen = map[string]bool{}
	}
	var out []entry
	for _, e := range list {
		if !p.seen[e.ID] && len(out) < mostFetches {
			p.seen[e.ID] = true
			out = append(out, e)
		}
	}
	return out
}

// fetch opens a link in the program's way.
func (p *program) fetch(ctx context.Context, link string) bool {
	h := p.self.headers()
	if p.header[0] != "" {
		h.Set(p.header[0], p.header[1])
	}
	if !p.open(ctx, p.method, link, h) {
		return false
	}
	p.others.Add(1)
	return true
}
