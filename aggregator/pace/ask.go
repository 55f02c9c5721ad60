package pace

import (
	"time"

	"freshet/storage"
)

const (
	// sameTwice is after how many documents that only repeat the one before an
	// origin is taken not to heed If-None-Match: Apache's mod_deflate adds "-gzip"
	// to the ETag that it sends and does not know it again (Apache bug 45023).
	// If-Modified-Since is looked at only when there is no If-None-Match (RFC 9110
	// section 13.1.3).
	sameTwice = 3
	// MinRecheck is the least time after which an origin that has answered nothing
	// but 304 is asked for the whole document. Some answer so for ever.
	MinRecheck = 8 * 24 * time.Hour
	// DefaultRecheck stands in for a wish that is not given.
	DefaultRecheck = 30 * 24 * time.Hour
)

// Ask says with what a source is asked.
type Ask struct {
	Validators storage.Validators // empty for none
	NoETag     bool               // only the date is sent
	// Fresh says that the document must be read anew although its bytes may be
	// known: it was asked for in another way, or read in another way.
	Fresh bool
	Why   string // empty for the usual way
}

// Conditional says how to ask next time. The profile is that of the request to
// come (see storage.Validators); recheck is after how long without a whole
// document one is asked for, 0 for DefaultRecheck, negative for never.
func Conditional(name string, s storage.SourceState, profile uint64, recheck time.Duration, now time.Time) Ask {
	v := s.Validators
	switch {
	case v.ETag == "" && v.LastModified == "":
		return Ask{Fresh: other(v, profile)}
	case other(v, profile):
		return Ask{Fresh: true, Why: "asked for the whole document: the config asks in another way than before"}
	case due(name, s, recheck, now):
		return Ask{Why: "asked for the whole document: only 304 since " + s.LastFull.UTC().Format(time.DateOnly)}
	case s.Same >= sameTwice && v.LastModified != "" && v.ETag != "":
		return Ask{Validators: v, NoETag: true, Why: "asked by date alone: the origin does not heed its ETag"}
	}
	return Ask{Validators: v}
}

// other tells whether validators belong to another kind of request. Those of an
// older version of freshet do not say, and are believed.
func other(v storage.Validators, profile uint64) bool {
	return v.Profile != 0 && v.Profile != profile
}

// due tells whether it is time to look past the 304s. Sources that were added
// together are not rechecked together.
func due(name string, s storage.SourceState, recheck time.Duration, now time.Time) bool {
	if recheck == 0 {
		recheck = DefaultRecheck
	}
	if recheck < 0 || s.LastFull.IsZero() {
		return false
	}
	recheck = max(recheck, MinRecheck)
	return now.Sub(s.LastFull) >= recheck+Offset(name, recheck/jitterShare)
}

// Repeats counts the documents in a row that only repeated the one before: known
// says that the body was, asked and got are the validators sent and received.
func Repeats(same int, known bool, ask Ask, got storage.Validators) int {
	if !known {
		return 0
	}
	sent := ask.Validators
	if ask.NoETag || sent.ETag == "" || sent.ETag != got.ETag || sent.LastModified != got.LastModified {
		return same
	}
	return same + 1
}
