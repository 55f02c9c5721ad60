package aggregator

import (
	"testing"

	"freshet/aggregator/parse"
	"freshet/storage"
)

func TestEntriesRoundTrip(t *testing.T) {
	e := recall(remembered([]parse.Entry{{Raw: 1, Value: 2}, {Raw: 0, Value: 3}, {Raw: 4, Value: 2}}))
	for raw, want := range map[uint64]uint64{1: 2, 4: 2} {
		if got, ok := e.seen(raw); !ok || got != want {
			t.Errorf("entry %d: %d, %v", raw, got, ok)
		}
	}
	for _, raw := range []uint64{0, 2, 3} {
		if _, ok := e.seen(raw); ok {
			t.Errorf("entry %d was seen", raw)
		}
	}
	if !e.values[2] || !e.values[3] || e.values[1] {
		t.Errorf("values: %v", e.values)
	}
	if n := len(remembered(make([]parse.Entry, storage.MaxEntries))); n != storage.MaxEntries {
		t.Errorf("%d hashes are kept, want %d", n, storage.MaxEntries)
	}
	if e := recall([]uint64{7}); len(e.byRaw) != 0 {
		t.Errorf("half an entry: %v", e)
	}
}
