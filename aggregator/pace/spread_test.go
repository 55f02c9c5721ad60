package pace

import (
	"fmt"
	"testing"
	"time"
)

// Names that differ in one digit must not fall together.
func TestOffsetsAreEven(t *testing.T) {
	const names, slots = 10_000, 60
	var count [slots]int
	for i := range names {
		count[Offset(fmt.Sprintf("source-%d", i), slots*time.Minute)/time.Minute]++
	}
	// The expected count is 167 with a standard deviation of 13.
	for slot, n := range count {
		if n < 100 || n > 235 {
			t.Errorf("minute %d has %d of %d polls", slot, n, names)
		}
	}
}

// A thousand sources that were all polled in the same second, as after an
// outage, do not stay together, and no minute of the hour draws polls.
func TestA2_13_PollsDriftApart(t *testing.T) {
	const sources = 1000
	var perMinute = map[int64]int{}
	var ofHour [60]int
	for i := range sources {
		f := Facts{Now: now, Name: fmt.Sprintf("s%d", i), Every: time.Hour, Max: day}
		for f.Now.Before(now.Add(3 * day)) {
			f.Now = Next(f).At
			if f.Now.After(now.Add(day)) {
				perMinute[f.Now.Unix()/60]++
				ofHour[f.Now.Minute()]++
			}
		}
	}
	total := 0
	for minute, n := range perMinute {
		if n > sources/20 {
			t.Errorf("minute %d has %d of %d sources", minute, n, sources)
		}
		total += n
	}
	for minute, n := range ofHour {
		if n > 2*total/60 {
			t.Errorf("minute %d of the hour has %d of %d polls", minute, n, total)
		}
	}
}
