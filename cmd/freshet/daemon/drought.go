package daemon

import (
	"context"
	"time"

	"freshet/storage"
)

// droughtAfter is how long no source at all may answer before that is the fault of
// nobody but us: the network, the name servers, a firewall.
const droughtAfter = 2 * time.Hour

const (
	// droughtTries is how many sources must have been tried in that time, or all when
	// there are fewer: one bad source alone is no drought.
	droughtTries = 3
	droughtLook  = time.Minute // how often it is looked
)

// drought is the time since which no source has answered, while some were asked, or
// should have been; zero while all is well. From is when the daemon started.
func drought(sources []storage.SourceStatus, from, now time.Time) time.Time {
	last, active := from, 0
	for i := range sources {
		s := &sources[i]
		if !s.Active || s.State.Gone {
			continue
		}
		active++
		if s.State.LastSuccess.After(last) {
			last = s.State.LastSuccess
		}
	}
	if now.Sub(last) < droughtAfter {
		return time.Time{}
	}
	tried := 0
	for i := range sources {
		s := &sources[i]
		asked := s.State.LastPoll.After(last) && s.State.Failures > 0
		late := !s.Next.IsZero() && now.Sub(s.Next) >= droughtAfter
		if s.Active && !s.State.Gone && (asked || late) {
			tried++
		}
	}
	if tried == 0 || tried < min(droughtTries, active) {
		return time.Time{}
	}
	return last.UTC()
}

// watch logs the begin and the end of a drought. Health checks stay good: what is
// stored is served, and a restart would not help.
func (d *Daemon) watch(ctx context.Context) error {
	tick := time.NewTicker(droughtLook)
	defer tick.Stop()
	dry := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			sources, err := d.store.Sources(ctx)
			if err != nil {
				continue // others say so
			}
			since := drought(sources, d.started, now)
			switch {
			case !since.IsZero() && !dry:
				d.log.Error("no source has answered for hours: is the network there?", "since", since)
			case since.IsZero() && dry:
				d.log.Info("sources answer again")
			}
			dry = !since.IsZero()
		}
	}
}
