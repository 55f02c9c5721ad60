package rank

import (
	"time"

	"freshet/storage"
)

// Bar is what a story must reach to enter a trending feed.
type Bar struct {
	// Rank is the lowest place that qualifies, Score the least score.
	Rank  int
	Score float64
	// Corroborated is the least score of a story that at least Sources sources
	// carry. It is lower than Score, so that agreement of sources is enough where
	// there are few clicks or none.
	Corroborated float64
	Sources      int
	// Dwell is how long a story must hold its place. KeepRank and Slack are how far
	// it may slip meanwhile: ranks below Rank, points below the score.
	Dwell    time.Duration
	KeepRank int
	Slack    float64
	// At most PerHour stories enter in any Hour, PerDay in any Day.
	PerHour int
	PerDay  int
	Hour    time.Duration
	Day     time.Duration
	// Again is how long a story that entered stays out.
	Again time.Duration
}

// DefaultBar is made for the Day window.
//
// A score of 2 is four votes' worth of fresh interest: a story of one source
// needs three clicks at least, so that no single reader's click shows in a feed.
// Two sources that carry a story at the same time score 1; 0.25 lets the second
// come up to about three hours after the first. On a busy site the rank decides
// and both are reached anyway. Half an hour, in which a story without news loses
// 0.14, keeps out what is pushed for a moment. Twenty a day is what people read;
// four an hour keeps some of them for the rest of the day.
var DefaultBar = Bar{
	Rank: 10, Score: 2,
	Corroborated: 0.25, Sources: 2,
	Dwell: 30 * time.Minute, KeepRank: 15, Slack: 0.5,
	PerHour: 4, PerDay: 20, Hour: time.Hour, Day: 24 * time.Hour,
	Again: 30 * 24 * time.Hour,
}

// Scaled returns the bar for a clock that runs n times as fast, for demos and
// tests. An n that is not above 0 changes nothing.
func (b Bar) Scaled(n float64) Bar {
	for _, d := range []*time.Duration{&b.Dwell, &b.Hour, &b.Day, &b.Again} {
		*d = scaled(*d, n)
	}
	return b
}

// reaches says whether an entry qualifies; slips says the same of one that
// qualified before.
func (b Bar) reaches(e Entry) bool { return e.Rank <= b.Rank && e.Score >= b.score(e) }
func (b Bar) keeps(e Entry) bool {
	return e.Rank <= max(b.Rank, b.KeepRank) && e.Score >= b.score(e)-b.Slack
}

// score is the least score of an entry.
func (b Bar) score(e Entry) float64 {
	if e.Sources >= b.Sources {
		return min(b.Score, b.Corroborated)
	}
	return b.Score
}

// Promoter decides which stories enter one trending feed, and when. It is a
// state machine over the lists it is shown: a story enters when it has stayed at
// the top for the bar's dwell time, once, and what happens to it later changes
// nothing.
type Promoter struct {
	bar   Bar
	since map[storage.StoryID]time.Time // stories at the top, and from when
	done  map[storage.StoryID]time.Time // stories that entered, and when; none older than Again
}

// NewPromoter makes a Promoter that knows of no promotion yet: see Restore.
func NewPromoter(bar Bar) *Promoter {
	return &Promoter{
		bar:   bar,
		since: make(map[storage.StoryID]time.Time),
		done:  make(map[storage.StoryID]time.Time),
	}
}

// Restore tells of a promotion that was made before, by this process or another.
func (p *Promoter) Restore(id storage.StoryID, at time.Time) {
	if p.done[id].Before(at) {
		p.done[id] = at
	}
}

// Retract takes back a promotion that could not be kept; the next Observe gives
// it again if the story is still at the top.
func (p *Promoter) Retract(id storage.StoryID) {
	if at, entered := p.done[id]; entered {
		delete(p.done, id)
		p.since[id] = at.Add(-p.bar.Dwell)
	}
}

// Observe looks at a list, best first, and returns the stories that enter the
// feed now, best first; they are taken as entered. The list should reach down to
// the bar's KeepRank. When more stories are ripe than may enter, the best do and
// the others wait as long as they hold their place.
func (p *Promoter) Observe(now time.Time, top []Entry) []storage.StoryID {
	p.expire(now)
	p.follow(now, top)
	var enter []storage.StoryID
	room := p.room(now)
	for _, e := range top {
		if len(enter) >= room {
			break
		}
		if since, ok := p.since[e.Story]; ok && now.Sub(since) >= p.bar.Dwell {
			delete(p.since, e.Story)
			p.done[e.Story] = now
			enter = append(enter, e.Story)
		}
	}
	return enter
}

// follow brings up to date which stories are at the top, and since when.
func (p *Promoter) follow(now time.Time, top []Entry) {
	since := make(map[storage.StoryID]time.Time, len(top))
	for _, e := range top {
		if _, entered := p.done[e.Story]; entered {
			continue
		}
		from, known := p.since[e.Story]
		switch {
		case known && p.bar.keeps(e):
			since[e.Story] = from
		case p.bar.reaches(e):
			since[e.Story] = now
		}
	}
	p.since = since
}

// room is how many stories may enter at a time.
func (p *Promoter) room(now time.Time) int {
	hour, day := p.bar.PerHour, p.bar.PerDay
	for _, at := range p.done {
		age := now.Sub(at)
		if age < 0 { // the clock was set back: what it said before must not block for long
			continue
		}
		if age < p.bar.Hour {
			hour--
		}
		if age < p.bar.Day {
			day--
		}
	}
	return min(hour, day)
}

// expire forgets promotions that are too old to matter.
func (p *Promoter) expire(now time.Time) {
	for id, at := range p.done {
		if now.Sub(at) >= max(p.bar.Again, p.bar.Day) {
			delete(p.done, id)
		}
	}
}
