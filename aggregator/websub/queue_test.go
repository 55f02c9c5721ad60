package websub

import (
	"testing"
)

func TestQueueIsBounded(t *testing.T) {
	q := newQueue()
	for i := range maxQueuedBytes / MaxPushBytes {
		if !q.reserve(MaxPushBytes) {
			t.Fatalf("no room for body %d", i)
		}
	}
	if q.reserve(1) {
		t.Error("room beyond the limit")
	}
	q.release(MaxPushBytes)
	for i := range maxQueued {
		if !q.reserve(1) || !q.put(push{room: 1}) {
			t.Fatalf("no room for delivery %d", i)
		}
	}
	if q.reserve(1) || q.put(push{}) {
		t.Error("more deliveries than the limit")
	}
	if p, ok := q.next(); !ok || p.room != 1 {
		t.Error("the first is lost")
	}
	if !q.put(push{}) {
		t.Error("no room after one was taken")
	}
}

// What was taken is read to its end; nothing comes in any more.
func TestQueueCloses(t *testing.T) {
	q := newQueue()
	q.put(push{contentType: "a"})
	q.put(push{contentType: "b"})
	q.close()
	if q.put(push{}) || q.reserve(1) || !q.shut() {
		t.Error("something came in")
	}
	for _, want := range []string{"a", "b"} {
		if p, ok := q.next(); !ok || p.contentType != want {
			t.Errorf("%q %t, want %q", p.contentType, ok, want)
		}
	}
	if _, ok := q.next(); ok {
		t.Error("more than was taken")
	}
}
