package page

import (
	"fmt"
	"time"

	"freshet/storage"
)

// Limits of the chart of a story's clicks.
const (
	minBars = 24 // a shorter history is drawn with the empty hours before it
	maxBars = 57 // a longer one is drawn in bars of several hours: 14 days in bars of 6
	maxTick = 5  // labels of the time axis that a phone has room for
)

// Where the bars stand in the chart, in percent of its height.
const (
	chartTop    = 9.0
	chartBottom = 87.0
)

// Chart is a bar chart of clicks over time. All coordinates are percentages, so
// that bars fill any width while the letters keep their size.
type Chart struct {
	Text  string // says what is to be seen
	Peak  string // number at the line through the highest bar
	Unit  string // what a bar stands for: hour, 6 hours ...
	Bars  []Bar
	Ticks []Tick
	Rows  []ChartRow // the same as numbers
}

// Bar is a bar.
type Bar struct{ X, Y, Width, Height string }

// Tick is a label of the time axis. Anchor is the SVG text-anchor.
type Tick struct{ X, Label, Anchor string }

// ChartRow is a bar as numbers.
type ChartRow struct {
	From   time.Time
	Clicks string
}

// bins are clicks summed in steps of some hours.
type bins struct {
	start, step int64 // hours since 1970
	sums        []uint64
	total, peak uint64
	top         int // index of the first highest
}

// chartOf draws the clicks since a story was first seen; nil when they are too
// few to show.
func chartOf(hours []storage.HourCount, since, now time.Time, loc *time.Location) *Chart {
	b := binsOf(hours, since, now, loc)
	if b == nil || b.total < MinShown {
		return nil
	}
	c := &Chart{Peak: atLeast(b.peak), Unit: unit(b.step), Text: b.text(loc)}
	width := 100 / float64(len(b.sums))
	for i, n := range b.sums {
		if n == 0 {
			continue
		}
		height := (chartBottom - chartTop) * drawn(n) / drawn(b.peak)
		c.Bars = append(c.Bars, Bar{
			X: percent((float64(i) + 0.12) * width), Width: percent(0.76 * width),
			Y: percent(chartBottom - height), Height: percent(height),
		})
		c.Rows = append(c.Rows, ChartRow{From: b.from(i, loc), Clicks: atLeast(n)})
	}
	c.Ticks = b.ticks(loc)
	return c
}

// drawn is the height of a count: counts too small to show look alike.
func drawn(n uint64) float64 {
	if n < MinShown {
		return 1.5
	}
	return float64(n)
}

// atLeast is a count in words that never tells a small one.
func atLeast(n uint64) string {
	if s := Clicks(n); s != "" {
		return s
	}
	return fmt.Sprintf("under %d", MinShown)
}

func binsOf(hours []storage.HourCount, since, now time.Time, loc *time.Location) *bins {
	if len(hours) == 0 {
		return nil
	}
	end := max(hourOf(now), hours[len(hours)-1].Hour) + 1
	start := hours[0].Hour
	if !since.IsZero() {
		start = min(start, hourOf(since))
	}
	start = min(max(start, end-storage.MaxHours), end-minBars)
	b := &bins{step: stepOf(end - start)}
	// Bars begin at local midnight, or a whole number of steps from it.
	_, offset := now.In(loc).Zone()
	zone := int64(offset) / 3600
	b.start = (start+zone)/b.step*b.step - zone
	b.sums = make([]uint64, (end-b.start+b.step-1)/b.step)
	for _, h := range hours {
		if h.Hour >= b.start && h.Hour < end {
			b.sums[(h.Hour-b.start)/b.step] += uint64(h.Clicks)
		}
	}
	for i, n := range b.sums {
		b.total += n
		if n > b.peak {
			b.peak, b.top = n, i
		}
	}
	return b
}

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

// stepOf is the least step that keeps a span of hours within maxBars.
func stepOf(hours int64) int64 {
	for _, step := range []int64{1, 2, 3, 6, 12} {
		if hours <= step*(maxBars-1) { // one more may be needed to begin at a whole step
			return step
		}
	}
	return 24
}

// from is the start of a bar.
func (b *bins) from(i int, loc *time.Location) time.Time {
	return time.Unix((b.start+int64(i)*b.step)*3600, 0).In(loc)
}

// text says what the chart shows.
func (b *bins) text(loc *time.Location) string {
	const layout = "2 Jan, 15:04"
	return fmt.Sprintf("%s clicks since %s; most in the %s from %s: %s.",
		Clicks(b.total), b.from(0, loc).Format(layout+" MST"),
		unit(b.step), b.from(b.top, loc).Format(layout), atLeast(b.peak))
}

func unit(step int64) string {
	if step == 1 {
		return "hour"
	}
	return fmt.Sprintf("%d hours", step)
}
