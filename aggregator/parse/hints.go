package parse

import (
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"

	"freshet/storage"
)

// maxTTL bounds what a feed may ask for: a year.
const maxTTL = 365 * 24 * time.Hour

// rssHints reads what a channel asks of pollers: ttl, skipHours and skipDays of
// RSS 2.0, and the Syndication module.
func rssHints(in *rss.Feed, x exts) storage.Hints {
	h := storage.Hints{Update: x.updatePeriod()}
	if minutes, err := strconv.Atoi(strings.TrimSpace(in.TTL)); err == nil && minutes > 0 {
		h.TTL = min(time.Duration(min(minutes, 1<<30))*time.Minute, maxTTL)
	}
	for _, s := range in.SkipHours {
		// 24 is midnight in RSS 0.91.
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 && n <= 24 {
			h.SkipHours |= 1 << (n % 24)
		}
	}
	for _, s := range in.SkipDays {
		s = strings.ToLower(strings.TrimSpace(s))
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.ToLower(d.String()) == s {
				h.SkipDays |= 1 << d
			}
		}
	}
	return h
}

// updatePeriod is how often a feed says it changes: a period divided by a
// frequency, which is 1 when not given (RSS 1.0 Syndication module).
func (x exts) updatePeriod() time.Duration {
	periods := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
		"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}
	period, ok := periods[strings.ToLower(x.text("sy", "updatePeriod"))]
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(x.text("sy", "updateFrequency"))
	if err != nil || n < 1 {
		n = 1
	}
	return max(period/time.Duration(n), time.Minute)
}
