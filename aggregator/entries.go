package aggregator

import (
	"freshet/aggregator/parse"
	"freshet/storage"
)

// entries are the entries that the last poll of a source read.
type entries struct {
	byRaw  map[uint64]uint64 // the value of each, by the hash of its bytes
	values map[uint64]bool
}

// recall takes them from a source's state, where each has two hashes.
func recall(state []uint64) entries {
	e := entries{make(map[uint64]uint64, len(state)/2), make(map[uint64]bool, len(state)/2)}
	for ; len(state) >= 2; state = state[2:] {
		raw, value := state[0], state[1]
		if raw != 0 {
			e.byRaw[raw] = value
		}
		e.values[value] = true
	}
	return e
}

func (e entries) seen(raw uint64) (value uint64, seen bool) {
	value, seen = e.byRaw[raw]
	return value, seen
}

// missed reports whether a document has none of the entries that the one before
// had: between the two there may have been others. A document of one entry tells
// nothing.
func (e entries) missed(now []parse.Entry) bool {
	return len(e.values) >= 2 && len(now) > 0 && !e.holds(now)
}

// remembered is what a source's state keeps for the next poll.
func remembered(es []parse.Entry) []uint64 {
	es = es[:min(len(es), storage.MaxEntries/2)]
	out := make([]uint64, 0, 2*len(es))
	for i := range es {
		out = append(out, es[i].Raw, es[i].Value)
	}
	return out
}
