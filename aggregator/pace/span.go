package pace

import (
	"fmt"
	"strings"
	"time"
)

// span writes a duration for people: two units at most, days included.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return d.String()
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < 2*day:
		return trimmed(d.Round(time.Minute))
	}
	d = d.Round(time.Hour)
	if rest := d % day; rest > 0 {
		return fmt.Sprintf("%dd%s", d/day, trimmed(rest))
	}
	return fmt.Sprintf("%dd", d/day)
}

// trimmed is d, in whole minutes, without units that are zero: 2h for 2h0m0s.
func trimmed(d time.Duration) string {
	s := strings.TrimSuffix(d.String(), "0s")
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
