package pace

import (
	"time"

	"freshet/storage"
)

const (
	allHours = 1<<24 - 1
	allDays  = 1<<7 - 1
	// skipSpread is how far polls that wait for one allowed hour are spread.
	skipSpread = 30 * time.Minute
)

// skip moves a poll out of the hours and days in which a feed does not want to
// be asked (RSS 2.0 skipHours and skipDays, both in GMT). A feed that lists all
// of them means nothing by it.
func (p *Plan) skip(name string, at time.Time, h storage.Hints) time.Time {
	hours, days := h.SkipHours&allHours, h.SkipDays&allDays
	if hours == allHours {
		hours = 0
	}
	if days == allDays {
		days = 0
	}
	if !skipped(at, hours, days) {
		return at
	}
	// One hour of a week at least is allowed, so this ends within a week.
	free := at
	for skipped(free, hours, days) {
		free = free.UTC().Truncate(time.Hour).Add(time.Hour)
	}
	p.because("skipHours and skipDays until " + free.Format("Mon 15:04 GMT"))
	return free.Add(Offset(name, skipSpread))
}

func skipped(at time.Time, hours uint32, days uint8) bool {
	at = at.UTC()
	return hours>>at.Hour()&1 == 1 || days>>at.Weekday()&1 == 1
}
