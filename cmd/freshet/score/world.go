package score

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/origin"
	"freshet/storage"
)

// start is when the fortnight begins: a Monday.
var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// fortnight is how long it lasts.
const fortnight = 14 * 24 * time.Hour

// clock is the simulated time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// visit is a request in simulated time, and how it was answered.
type visit struct {
	at   time.Time
	host string
	*origin.Request
	status int
}

// value is a line of the request's header, byte for byte.
func (v visit) value(name string) string {
	for line := range strings.SplitSeq(string(v.Head), "\r\n") {
		if got, value, ok := strings.Cut(line, ": "); ok && strings.EqualFold(got, name) {
			return value
		}
	}
	return ""
}

// conditional tells whether the request had a validator.
func (v visit) conditional() bool {
	return v.value("If-None-Match")+v.value("If-Modified-Since") != ""
}

// reply is an answer of the world.
type reply struct {
	status int
	body   string
	header []string // names and values in turn
}

// world is the origin, all its hosts, and what was asked of it.
type world struct {
	clock  clock
	plain  *origin.Origin
	secure *origin.Origin // with a certificate that nobody has signed

	mu      sync.Mutex
	visits  []visit
	busy    map[string]int // requests that are being answered, by host
	crowd   map[string]int // the most of them at a time
	sources []aggregator.Source
}

// place adds a source at an address, with the script that answers there.
func (w *world) place(name, address string, answer func(n int, v visit) reply) {
	host := aggregator.FeedHost(address)
	_, path, _ := strings.Cut(strings.SplitN(address, "://", 2)[1], "/")
	path, _, _ = strings.Cut(path, "?")
	w.answer(host+"/"+strings.ReplaceAll(path, "%7e", "~"), answer)
	w.sources = append(w.sources, aggregator.Source{
		Spec: storage.SourceSpec{Name: name, URL: address, Host: host, Service: aggregator.ServiceOf(host)},
	})
}

// answer sets what is answered at a place without a source.
func (w *world) answer(place string, answer func(n int, v visit) reply) {
	host, _, _ := strings.Cut(place, "/")
	script := func(n int, r *origin.Request) origin.Answer {
		v := visit{at: w.clock.Now(), host: host, Request: r}
		w.mu.Lock()
		w.busy[host]++
		w.crowd[host] = max(w.crowd[host], w.busy[host])
		w.mu.Unlock()
		got := answer(n, v)
		v.status = got.status
		w.mu.Lock()
		w.busy[host]--
		w.visits = append(w.visits, v)
		w.mu.Unlock()
		return origin.Reply(got.status, got.body, append([]string{"Date", origin.Date(v.at)}, got.header...)...)
	}
	w.plain.Handle(place, script)
	w.secure.Handle(place, script)
}

// of are the visits of a host, in their order.
func (w *world) of(host string) []visit {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []visit
	for _, v := range w.visits {
		if v.host == host {
			out = append(out, v)
		}
	}
	return out
}

// dial connects to the origin whatever the host.
func (w *world) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if _, port, err := net.SplitHostPort(address); err == nil && port == "443" {
		return w.secure.Dial(ctx, network, address)
	}
	return w.plain.Dial(ctx, network, address)
}

// resolve gives every host a public address, for the guard to judge.
func resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	return origin.Resolve(ctx, host)
}
