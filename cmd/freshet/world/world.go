package world

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options make a World. The zero value of each field has a meaning.
type Options struct {
	Seed  uint64
	Start time.Time // when world hours begin to run fast; zero: the present, to the second
	Speed float64   // world hours in an hour of the clock, 1 to MaxSpeed; 0: 60
	// Sources is how many of the known sources exist; 0: all.
	Sources int
	Now     func() time.Time // the clock; nil: time.Now
	// Drip is the pause between two pieces of the slow source's body; 0: 300 ms.
	Drip time.Duration
	// Listener, if given, is the only one that Run serves: all sources then share
	// its address. Nil: see Listen.
	Listener net.Listener
}

// MaxSpeed bounds Options.Speed: a world week in about ten minutes.
const MaxSpeed = 1000

// Defaults of Options.
const (
	defaultSpeed = 60
	defaultDrip  = 300 * time.Millisecond
)

// World is the sources and what they publish. All methods may be called from
// several goroutines once Listen has returned.
type World struct {
	seed    uint64
	start   time.Time
	speed   float64
	drip    time.Duration
	now     func() time.Time
	sources []Source
	pages   *http.ServeMux

	given     net.Listener
	listeners []net.Listener
	port      string // ":8080", or empty before Listen

	mu      sync.Mutex
	traffic map[string]*meter
}

// New makes a world. It opens nothing. Options out of their range are an error.
func New(o Options) (*World, error) {
	if o.Speed == 0 {
		o.Speed = defaultSpeed
	}
	if math.IsNaN(o.Speed) || o.Speed < 1 || o.Speed > MaxSpeed {
		return nil, fmt.Errorf("world: speed %v is not between 1 and %d", o.Speed, MaxSpeed)
	}
	if o.Sources < 0 || o.Sources > len(table) {
		return nil, fmt.Errorf("world: %d sources, but it has 0 to %d", o.Sources, len(table))
	}
	if o.Sources == 0 {
		o.Sources = len(table)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Start.IsZero() {
		o.Start = o.Now().Truncate(time.Second)
	}
	if o.Drip == 0 {
		o.Drip = defaultDrip
	}
	w := &World{seed: o.Seed, start: o.Start.UTC(), speed: o.Speed, drip: o.Drip, now: o.Now,
		sources: table[:o.Sources], given: o.Listener, traffic: map[string]*meter{}}
	w.pages = w.routes()
	return w, nil
}

// Sources lists the sources in the order of the table.
func (w *World) Sources() []Source { return append([]Source(nil), w.sources...) }

// offset is the world time since the start: faster than the clock after it, as
// fast as the clock before it.
func (w *World) offset(t time.Time) time.Duration {
	d := t.Sub(w.start)
	if d <= 0 {
		return d
	}
	return time.Duration(float64(d) * w.speed)
}

// clock is the time of the clock at a world time.
func (w *World) clock(offset time.Duration) time.Time {
	if offset <= 0 {
		return w.start.Add(offset)
	}
	return w.start.Add(time.Duration(float64(offset) / w.speed))
}

// scaled is how long a stretch of world time lasts on the clock, at least least.
func (w *World) scaled(d, least time.Duration) time.Duration {
	return max(time.Duration(float64(d)/w.speed), least)
}

// find returns the place of a source in the table, or -1.
func (w *World) find(name string) int {
	for i := range w.sources {
		if w.sources[i].Name == name {
			return i
		}
	}
	return -1
}
