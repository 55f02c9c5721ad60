package page

import (
	"fmt"
	"time"
)

// stamp is a moment in full, for where it matters: 2 Dec 2024, 23:21 UTC.
func (p *Pages) stamp(t time.Time) string { return t.In(p.loc).Format("2 Jan 2006, 15:04 MST") }

// ago is a moment as people say it: from the hints "5 min ago" and "3 h ago" to
// the bare date. A time that is still to come is said so.
func (p *Pages) ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 0:
		return p.until(now, t)
	case d < time.Minute:
		return "just now"
	case d < 24*time.Hour:
		return span(d) + " ago"
	case t.In(p.loc).Year() == now.In(p.loc).Year():
		return t.In(p.loc).Format("2 Jan")
	}
	return t.In(p.loc).Format("2 Jan 2006")
}

func (p *Pages) until(now, t time.Time) string {
	switch d := t.Sub(now); {
	case d < time.Minute:
		return "in a moment"
	case d < 24*time.Hour:
		return "in " + span(d)
	}
	return t.In(p.loc).Format("2 Jan 2006")
}

// day names a day of a list: the last two by their names too.
func (p *Pages) day(now, t time.Time) string {
	const layout = "Monday, 2 January 2006"
	date := t.In(p.loc).Format(layout)
	now = now.In(p.loc)
	switch date {
	case now.Format(layout):
		return "Today"
	case now.AddDate(0, 0, -1).Format(layout):
		return "Yesterday"
	}
	if t.In(p.loc).Year() == now.Year() {
		return t.In(p.loc).Format("Monday, 2 January")
	}
	return date
}

// span is a duration in its largest unit.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return count(int(d/(24*time.Hour)), "day", "days")
}
