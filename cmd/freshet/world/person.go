package world

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"freshet/cmd/freshet/world/chance"
)

// How people read.
const (
	hotShare    = .6  // of looks that go to the hot list, the others to the feed
	hotAppeal   = .22 // share of looks at the first place that become clicks, at taste 1
	feedAppeal  = .05 // the same of an entry of a feed
	biasPower   = .7  // appeal falls with rank^-0.7
	mostClicks  = 3   // of one look
	againShare  = .08 // of clicks that are made a second time
	shyEvery    = 12  // one person in so many asks not to be counted
	maxSeen     = 3000
	maxDocument = 8 << 20 // bytes of a JSON document
	betweenOpen = 2 * time.Second
)

// entry is what readers take from a JSON Feed.
type entry struct {
	ID       string `json:"id"`
	URL      string `json:"url"`
	External string `json:"external_url"`
	Language string `json:"language"`
}

// person is one reader with a browser.
type person struct {
	*crowd
	key   chance.Key
	turn  int
	self  identity
	shy   bool
	feed  string
	etag  string
	known []entry         // the feed as it was last
	seen  map[string]bool // entries looked at in the feed, or opened
}

func newPerson(c *crowd, i int) *person {
	key := chance.Of(c.Seed, uint64(i)).With("person")
	return &person{crowd: c, key: key, self: newIdentity(key, i), shy: i%shyEvery == shyEvery-1,
		feed: c.Feeds[key.With("feed").N(len(c.Feeds))], seen: map[string]bool{}}
}

// draw is the next chance of this person's life.
func (p *person) draw() chance.Key {
	p.turn++
	return p.key.At(p.turn)
}

// read looks now and then until the context ends.
func (p *person) read(ctx context.Context) {
	wait := time.Duration(p.draw().Unit() * float64(p.Every))
	for pause(ctx, wait) {
		if p.draw().Hit(hotShare) {
			p.choose(ctx, p.look(ctx, "/hot.json"), hotAppeal, false)
		} else {
			p.choose(ctx, p.look(ctx, ".json"), feedAppeal, true)
		}
		wait = time.Duration(p.draw().Exp() * float64(p.Every))
	}
}

// look asks for the feed or its hot list.
func (p *person) look(ctx context.Context, what string) []entry {
	h := p.self.headers()
	h.Set("Accept", "application/feed+json, application/json;q=0.9, */*;q=0.5")
	if what == ".json" && p.etag != "" {
		h.Set("If-None-Match", p.etag)
	}
	resp := p.do(ctx, http.MethodGet, p.BaseURL+"/feeds/"+p.feed+what, h)
	if resp == nil {
		return nil
	}
	defer resp.Body.Close()
	p.looks.Add(1)
	if resp.StatusCode == http.StatusNotModified {
		return p.known
	}
	list, ok := entries(resp)
	if !ok {
		p.failed.Add(1)
		return nil
	}
	if what == ".json" {
		p.etag, p.known = resp.Header.Get("ETag"), list
	}
	return list
}

// entries reads a JSON Feed's.
func entries(resp *http.Response) ([]entry, bool) {
	var doc struct {
		Items []entry `json:"items"`
	}
	if resp.StatusCode != http.StatusOK {
		return nil, false
	}
	if json.NewDecoder(io.LimitReader(resp.Body, maxDocument)).Decode(&doc) != nil {
		return nil, false
	}
	return doc.Items, true
}

// choose opens what appeals, from the top. In a feed an entry is looked at once.
func (p *person) choose(ctx context.Context, list []entry, appeal float64, once bool) {
	if len(p.seen) > maxSeen {
		p.seen = map[string]bool{}
	}
	clicks := 0
	for rank, e := range list {
		if p.seen[e.ID] || !p.self.reads(e.Language) {
			continue
		}
		if once {
			p.seen[e.ID] = true
		}
		want := p.Taste(e.External) * appeal
		if !once {
			want *= math.Pow(float64(rank+1), -biasPower)
		}
		if !p.draw().Hit(min(want, .8)) {
			continue
		}
		p.seen[e.ID] = true
		p.click(ctx, e.URL)
		if clicks++; clicks == mostClicks || !pause(ctx, time.Duration(p.draw().Exp()*float64(betweenOpen))) {
			return
		}
	}
}

// click opens a link as a browser does when a person follows it.
func (p *person) click(ctx context.Context, link string) {
	h := p.self.headers()
	navigate(h)
	if p.shy {
		h.Set("Sec-GPC", "1")
	}
	if !p.open(ctx, http.MethodGet, link, h) {
		return
	}
	if p.shy {
		p.others.Add(1)
		return
	}
	p.clicks.Add(1)
	if p.draw().Hit(againShare) && p.open(ctx, http.MethodGet, link, h.Clone()) {
		p.repeats.Add(1)
	}
}

// navigate adds what browsers send when a person goes somewhere (Fetch Metadata).
func navigate(h http.Header) {
	h.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	h.Set("Sec-Fetch-Site", "cross-site")
	h.Set("Sec-Fetch-Mode", "navigate")
	h.Set("Sec-Fetch-User", "?1")
	h.Set("Sec-Fetch-Dest", "document")
	h.Set("Upgrade-Insecure-Requests", "1")
}

// reads tells whether someone understands a language; of an unknown one they look
// at the pictures.
func (id identity) reads(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return base == "" || strings.Contains(id.languages, base)
}
