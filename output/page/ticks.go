package page

import "time"

// ticks labels the time axis: midnights of a history of days, every sixth hour
// of a shorter one, and of those only so many that they do not touch.
func (b *bins) ticks(loc *time.Location) []Tick {
	span := int64(len(b.sums)) * b.step
	layout, every := "15:04", int64(6)
	if span > 36 {
		layout, every = "2 Jan", 24
	}
	for span/every > maxTick {
		every *= 2
	}
	var ticks []Tick
	var last time.Time
	for h := b.start; h < b.start+span; h++ {
		at := time.Unix(h*3600, 0).In(loc)
		if !begins(at, every, last) {
			continue
		}
		last = at
		x := 100 * float64(h-b.start) / float64(span)
		ticks = append(ticks, Tick{X: percent(x), Label: at.Format(layout), Anchor: anchor(x)})
	}
	return ticks
}

// begins tells whether an hour carries a label.
func begins(at time.Time, every int64, last time.Time) bool {
	if every < 24 {
		return int64(at.Hour())%every == 0
	}
	// Counting from the last label, not by days of the month, keeps steps even; a
	// day may have 23 hours.
	return at.Hour() == 0 && (last.IsZero() || at.Sub(last) >= time.Duration(every-2)*time.Hour)
}

// anchor keeps the labels at both ends inside the chart.
func anchor(x float64) string {
	switch {
	case x < 7:
		return "start"
	case x > 93:
		return "end"
	}
	return "middle"
}

func percent(v float64) string { return number(v) + "%" }
