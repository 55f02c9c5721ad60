package aggregator

import (
	"maps"
	"slices"
	"strconv"

	"github.com/zeebo/xxh3"

	"freshet/aggregator/parse"
)

// profile is a hash of what, beside the address, decides what the origin sends
// and what is read of it (RFC 9111 section 4.1). It is never zero. When it
// changes, the document is asked for once as if it had never been read.
func (s *Source) profile() uint64 {
	said := append(make([]byte, 0, 128), parse.Version...)
	say := func(text string) { said = append(append(said, 0), text...) }
	if len(s.Headers) > 0 {
		for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
			say(name)
			say(s.Headers[name])
		}
	}
	say(s.UserAgent)
	say(strconv.FormatBool(s.FullText))
	return max(xxh3.Hash(said), 1)
}
