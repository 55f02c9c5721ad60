package schedule

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"freshet/storage"
)

var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// at is a time in minutes after t0.
func at(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }

// plain is the schedule as simply as it can be: everything is searched from the
// start.
type plain struct {
	table   *Table // whose sources these are
	hosts   map[string]*plainHost
	claims  map[uint64]uint64    // serial by source
	writing map[uint64]bool      // sources whose Finish is being written
	hurried map[uint64]time.Time // claimed sources that somebody wants soon
	spacing time.Duration
	limit   int
}

type plainHost struct {
	start, hold, until time.Time
	busy               uint64 // source; 0 for none
	before             time.Time
}

// host is the host of a source; one that nobody belongs to is forgotten.
func (p *plain) host(name string) *plainHost {
	if p.hosts[name] == nil {
		p.hosts[name] = &plainHost{}
	}
	return p.hosts[name]
}

// forever is when a poll ends whose Finish is being written.
var forever = at(1 << 30)

// end of a host's poll.
func (p *plain) lease(h *plainHost) time.Time {
	if h.busy != 0 && p.writing[h.busy] {
		return forever
	}
	return h.until
}

// ready is the time from which the first source of a host may be claimed.
func (p *plain) ready(e *Entry) time.Time {
	from := latest(p.spaced(e), p.lease(p.host(e.SourceSpec.Host)))
	if mates := p.mates(e); len(mates) > 1 && p.limit > 0 {
		var ends []time.Time
		for _, m := range mates {
			if h := p.host(m); h.busy != 0 {
				ends = append(ends, p.lease(h))
			}
		}
		slices.SortFunc(ends, time.Time.Compare)
		if n := len(ends); n >= p.limit {
			from = latest(from, ends[n-p.limit])
		}
	}
	if from.Equal(forever) {
		return time.Time{}
	}
	return from
}

// spaced is the time from which a source is due and far enough from other polls.
func (p *plain) spaced(e *Entry) time.Time {
	from := latest(e.Next(), p.host(e.SourceSpec.Host).hold)
	for _, list := range [][]string{{e.SourceSpec.Host}, p.mates(e)} {
		var start time.Time
		spacing := p.spacing
		for _, name := range list {
			start = latest(start, p.host(name).start)
			for _, other := range p.active(name) {
				spacing = max(spacing, other.Spacing)
			}
		}
		if !start.IsZero() {
			from = latest(from, start.Add(spacing))
		}
	}
	return from
}

// mates are the hosts that share the source's service; none when it has none.
func (p *plain) mates(e *Entry) []string {
	service := p.service(e.SourceSpec.Host)
	if service == "" {
		return nil
	}
	var out []string
	for _, other := range p.table.Entries() {
		if name := other.SourceSpec.Host; p.service(name) == service && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// service is a host's: the first that one of its sources has.
func (p *plain) service(host string) string {
	first := ""
	for _, e := range p.active(host) {
		if s := e.Service; s != "" && (first == "" || s < first) {
			first = s
		}
	}
	return first
}

func (p *plain) active(host string) (out []*Entry) {
	for _, e := range p.table.Entries() {
		if e.Active && e.SourceSpec.Host == host {
			out = append(out, e)
		}
	}
	return out
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// firsts are the sources that are first in their hosts, of those that may be
// claimed at all.
func (p *plain) firsts() map[string]*Entry {
	out := map[string]*Entry{}
	for _, e := range p.table.Entries() {
		if !e.Active || e.Gone || p.writing[e.Key] {
			continue
		}
		f := out[e.SourceSpec.Host]
		if f == nil || e.Next().Before(f.Next()) || e.Next().Equal(f.Next()) && e.Key < f.Key {
			out[e.SourceSpec.Host] = e
		}
	}
	return out
}

// due are the sources that Claim may hand out next: those longest due.
func (p *plain) due(now time.Time) map[uint64]bool {
	var longest time.Time
	out := map[uint64]bool{}
	for _, e := range p.firsts() {
		from := p.ready(e)
		if from.IsZero() || from.After(now) {
			continue
		}
		if len(out) == 0 || e.Next().Before(longest) {
			longest, out = e.Next(), map[uint64]bool{}
		}
		if e.Next().Equal(longest) {
			out[e.Key] = true
		}
	}
	return out
}

// next is the first time at which one may be claimed; zero for none.
func (p *plain) next() time.Time {
	var first time.Time
	for _, e := range p.firsts() {
		if from := p.ready(e); !from.IsZero() && (first.IsZero() || from.Before(first)) {
			first = from
		}
	}
	return first
}

func (p *plain) take(k Taken, now time.Time) {
	h := p.host(k.Entry.SourceSpec.Host)
	h.before, h.start, h.busy, h.until = h.start, now, k.Entry.Key, k.Until
	delete(p.hurried, k.Entry.Key)
	p.claims[k.Entry.Key] = k.Serial
}

// end ends a source's claim.
func (p *plain) end(e *Entry) *plainHost {
	h := p.host(e.SourceSpec.Host)
	if h.busy == e.Key {
		h.busy, h.until = 0, time.Time{}
	}
	delete(p.claims, e.Key)
	delete(p.writing, e.Key)
	delete(p.hurried, e.Key)
	return h
}

// player plays operations against a table and the plain schedule.
type player struct {
	*plain
	keys   uint64    // given to sources so far
	latest time.Time // that Claim was told
}

// TestAgainstPlain plays random operations.
func TestAgainstPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &player{plain: &plain{
			table: New(rapid.SampledFrom([]uint64{0, 1, 1<<64 - 3}).Draw(t, "serial")),
			hosts: map[string]*plainHost{}, claims: map[uint64]uint64{}, writing: map[uint64]bool{}, hurried: map[uint64]time.Time{},
		}, latest: t0}
		p.sync(t)
		t.Repeat(map[string]func(*rapid.T){
			"":        p.compare,
			"sync":    p.sync,
			"claim":   p.claim,
			"claim2":  p.claim,
			"finish":  p.finish,
			"finish2": p.finish,
			"release": p.release,
			"begin":   p.begin,
			"hurry":   p.hurry,
		})
	})
}

func (p *player) sync(t *rapid.T) {
	var specs []storage.SourceSpec
	for i := range rapid.IntRange(0, 8).Draw(t, "sources") {
		host := rapid.IntRange(0, 4).Draw(t, "host")
		sp := storage.SourceSpec{
			Name: fmt.Sprint("s", i), Host: fmt.Sprint("h", host),
			URL:     fmt.Sprintf("https://h%d/%d/%d", host, i, rapid.IntRange(0, 1).Draw(t, "path")),
			Service: []string{"", "v", "v", "v", "w"}[host],
		}
		switch rapid.IntRange(0, 9).Draw(t, "own") {
		case 0:
			sp.Spacing = 12 * time.Minute
		case 1:
			sp.Service = "w"
		}
		specs = append(specs, sp)
	}
	steps, err := p.table.Plan(specs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range steps {
		s := &steps[i]
		if s.Entry == nil {
			p.keys++
			s.Key = p.keys
		} else if s.Moved || s.Entry.SourceSpec.Host != s.Spec.Host {
			p.end(s.Entry)
		}
	}
	p.table.Apply(p.latest, steps)
	p.forget()
}

// forget drops the hosts without sources.
func (p *player) forget() {
	used := map[string]bool{}
	for _, e := range p.table.Entries() {
		used[e.SourceSpec.Host] = true
	}
	for name := range p.hosts {
		if !used[name] {
			delete(p.hosts, name)
		}
	}
}

func (p *player) claim(t *rapid.T) {
	now := p.latest.Add(time.Duration(rapid.IntRange(-5, 40).Draw(t, "pass")) * time.Minute)
	limit := rapid.IntRange(1, 4).Draw(t, "limit")
	lease := time.Duration(rapid.IntRange(1, 30).Draw(t, "lease")) * time.Minute
	if rapid.IntRange(0, 5).Draw(t, "respace") == 0 {
		p.spacing = time.Duration(rapid.IntRange(0, 10).Draw(t, "spacing")) * time.Minute
		p.limit = rapid.IntRange(0, 2).Draw(t, "of a service")
	}
	taken := p.table.Claim(storage.ClaimRequest{
		Now: now, Limit: limit, Lease: lease, Spacing: p.spacing, ServiceLimit: p.limit,
	})
	for i, k := range taken {
		if due := p.due(now); !due[k.Entry.Key] {
			t.Fatalf("claim %d of %s at %v: not one of those due, %v", i, k.Entry.Name, now, due)
		}
		if k.Serial == 0 || k.Serial == p.claims[k.Entry.Key] || !k.Until.Equal(now.Add(lease)) {
			t.Fatalf("claim %d of %s: serial %d until %v", i, k.Entry.Name, k.Serial, k.Until)
		}
		p.take(k, now)
	}
	if due := p.due(now); len(taken) < limit && len(due) > 0 {
		t.Fatalf("claimed %d of %d while %v are due", len(taken), limit, due)
	}
	if now.After(p.latest) {
		p.latest = now
	}
}

// claimed draws a source that is claimed and whose Finish is not under way; nil
// when there is none.
func (p *player) claimed(t *rapid.T) *Entry {
	var keys []uint64
	for _, e := range p.table.Entries() {
		if p.claims[e.Key] != 0 && !p.writing[e.Key] {
			keys = append(keys, e.Key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	key := rapid.SampledFrom(keys).Draw(t, "claimed")
	e := p.table.Holds(key, p.claims[key])
	if e == nil || p.table.Holds(key, p.claims[key]+1) != nil {
		t.Fatalf("source %d does not hold its claim %d", key, p.claims[key])
	}
	return e
}

// finish ends a claim, or what is being written.
func (p *player) finish(t *rapid.T) {
	e := p.claimed(t)
	if e == nil {
		return
	}
	next := p.latest.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "next")) * time.Minute)
	var hold time.Time
	if rapid.IntRange(0, 3).Draw(t, "holds") == 0 {
		hold = next.Add(10 * time.Minute)
	}
	gone := rapid.IntRange(0, 9).Draw(t, "gone") == 0
	want := next
	if soon, ok := p.hurried[e.Key]; ok && soon.Before(next) {
		want = soon
	}
	p.table.Finish(e, next, hold, gone)
	if h := p.end(e); hold.After(h.hold) {
		h.hold = hold
	}
	if !e.Next().Equal(want) {
		t.Fatalf("due at %v, want %v", e.Next(), want)
	}
	if p.table.Holds(e.Key, e.serial) != nil {
		t.Fatal("a finished claim is held")
	}
}

func (p *player) release(t *rapid.T) {
	e := p.claimed(t)
	if e == nil {
		return
	}
	if h := p.host(e.SourceSpec.Host); h.busy == e.Key {
		h.start = h.before
	}
	p.table.Release(e)
	p.end(e)
}

// begin lets a Finish begin, tries what may not happen meanwhile, and lets it
// succeed or fail.
func (p *player) begin(t *rapid.T) {
	e := p.claimed(t)
	if e == nil {
		return
	}
	serial := p.claims[e.Key]
	p.table.Begin(e)
	p.writing[e.Key] = true
	if p.table.Holds(e.Key, serial) != nil || !p.table.Still(e.Key, serial) {
		t.Fatal("a claim whose Finish has begun can be ended again, or has ended")
	}
	p.claim(t)
	if rapid.Bool().Draw(t, "sync meanwhile") {
		p.sync(t)
	}
	if got := p.table.Still(e.Key, serial); got != p.writing[e.Key] {
		t.Fatalf("Still = %v, want %v", got, p.writing[e.Key])
	} else if !got {
		return // the source has moved
	}
	if rapid.Bool().Draw(t, "fails") {
		until := p.latest.Add(time.Minute)
		p.table.Abandon(e, until)
		delete(p.writing, e.Key)
		if h := p.host(e.SourceSpec.Host); h.busy == e.Key {
			h.until = until
		}
		return
	}
	p.table.Finish(e, p.latest, time.Time{}, false)
	p.end(e)
}

// hurry wants an active source soon.
func (p *player) hurry(t *rapid.T) {
	e := p.table.Named(fmt.Sprint("s", rapid.IntRange(0, 8).Draw(t, "name")))
	if e == nil {
		return
	}
	soon := p.latest.Add(time.Duration(rapid.IntRange(-30, 60).Draw(t, "soon")) * time.Minute)
	want := soon
	if e.Next().Before(soon) {
		want = e.Next()
	}
	if p.claims[e.Key] != 0 {
		p.hurried[e.Key] = soon
	}
	got := p.table.Hurry(e, soon)
	if !e.Next().Equal(want) {
		t.Fatalf("due at %v, want %v", e.Next(), want)
	}
	if from := p.spaced(e); !got.Equal(from) {
		t.Fatalf("Hurry = %v, want %v", got, from)
	}
}

// compare asks when the next is due. When some are due already, any time that has
// passed will do.
func (p *player) compare(t *rapid.T) {
	want, got := p.next(), p.table.NextDue(p.spacing)
	if !want.IsZero() && !want.After(p.latest) {
		if got.IsZero() || got.After(p.latest) {
			t.Fatalf("NextDue = %v, but one is due since %v", got, want)
		}
		return
	}
	if !got.Equal(want) {
		t.Fatalf("NextDue = %v, want %v", got, want)
	}
}

// TestPack turns times to nanoseconds and back.
func TestPack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, want time.Time }{
		{time.Time{}, time.Time{}},
		{at(0), at(0)},
		{time.Date(1969, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(1969, 1, 1, 0, 0, 0, 1, time.UTC)},
		{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(0, never-1).UTC()},
		{time.Date(1, 2, 1, 0, 0, 0, 0, time.UTC), time.Unix(0, 1).UTC()},
	} {
		if got := unpack(pack(c.at)); !got.Equal(c.want) {
			t.Errorf("%v is %v, want %v", c.at, got, c.want)
		}
	}
}

// TestMany claims from many hosts: each source once, in the order in which they
// are due.
func TestMany(t *testing.T) {
	t.Parallel()
	const n = 10_000
	table := New(7)
	for i := range n {
		table.Add(Known{Active: true, Next: at(i * 7919 % n), Source: storage.Source{
			Key:        uint64(i + 1),
			SourceSpec: storage.SourceSpec{Name: fmt.Sprint(i), URL: fmt.Sprint("u", i), Host: fmt.Sprint("h", i%(n/2))},
		}})
	}
	table.Settle()
	var last time.Time
	seen := map[uint64]bool{}
	for len(seen) < n {
		taken := table.Claim(storage.ClaimRequest{Now: at(n), Limit: 100, Lease: time.Hour})
		if len(taken) == 0 {
			t.Fatalf("claimed %d of %d", len(seen), n)
		}
		for _, k := range taken {
			if seen[k.Entry.Key] {
				t.Fatalf("source %d twice", k.Entry.Key)
			}
			seen[k.Entry.Key] = true
			if due := k.Entry.Next(); due.Before(last) && len(seen) <= n/2 {
				t.Errorf("%v after %v", due, last)
			} else {
				last = due
			}
			table.Finish(k.Entry, at(2*n), time.Time{}, false)
		}
	}
}

// BenchmarkClaimFinish claims and finishes among many hosts, each its own or all
// of one service.
func BenchmarkClaimFinish(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		for _, service := range []string{"", "all.example"} {
			b.Run(fmt.Sprintf("%d sources, service %q", n, service), func(b *testing.B) {
				table := New(7)
				for i := range n {
					table.Add(Known{Active: true, Next: at(i), Source: storage.Source{
						Key: uint64(i + 1), SourceSpec: storage.SourceSpec{Name: fmt.Sprint(i), Host: fmt.Sprint("h", i), Service: service},
					}})
				}
				table.Settle()
				now := at(n)
				for b.Loop() {
					for _, k := range table.Claim(storage.ClaimRequest{Now: now, Limit: 1, Lease: time.Minute, ServiceLimit: 4}) {
						table.Finish(k.Entry, now.Add(time.Second), time.Time{}, false)
					}
					table.NextDue(0)
					now = now.Add(time.Millisecond)
				}
			})
		}
	}
}
