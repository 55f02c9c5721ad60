package pace

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func good(at time.Time) Result { return Result{Started: at, At: at.Add(time.Second), Status: 200} }

func bad(at time.Time, status int) Result {
	return Result{Started: at, At: at.Add(time.Second), Status: status, Class: "status", Error: "no"}
}

func TestRecord(t *testing.T) {
	s := storage.SourceState{Validators: storage.Validators{ETag: `"a"`}, Entries: []uint64{1}}
	s.Hints.TTL = hour

	r := good(now)
	r.MaxAge, r.New = 5*minute, true
	s = Record(s, r)
	want := storage.SourceState{
		Validators: storage.Validators{ETag: `"a"`}, Entries: []uint64{1},
		LastPoll: now, LastSuccess: r.At, LastNew: r.At, Status: 200,
		Hints: storage.Hints{MaxAge: 5 * minute, TTL: hour},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Fatalf("after success (-want +got):\n%s", diff)
	}

	first, second := now.Add(hour), now.Add(2*hour)
	s = Record(s, bad(first, 500))
	s = Record(s, Result{At: second, Class: "dns", Error: "no such name"})
	want.LastPoll, want.FailingSince, want.Failures = second, first.Add(time.Second), 2
	want.Class, want.Error, want.Status = "dns", "no such name", 0
	if diff := cmp.Diff(want, s); diff != "" {
		t.Fatalf("after failures (-want +got):\n%s", diff)
	}

	s = Record(s, Result{Started: now.Add(3 * hour), At: now.Add(3 * hour), Status: 304, MaxAge: 0})
	want.LastPoll, want.LastSuccess, want.Status = now.Add(3*hour), now.Add(3*hour), 304
	want.FailingSince, want.Failures, want.Class, want.Error = time.Time{}, 0, "", ""
	want.Hints.MaxAge = 0
	if diff := cmp.Diff(want, s); diff != "" {
		t.Fatalf("after recovery (-want +got):\n%s", diff)
	}
}

func TestGone(t *testing.T) {
	at := func(h int) time.Time { return now.Add(time.Duration(h) * hour) }
	tests := []struct {
		name  string
		polls []Result
		want  bool
	}{
		{"once", []Result{bad(at(0), 410)}, false},
		{"twice a day apart", []Result{bad(at(0), 410), bad(at(24), 410)}, true},
		{"twice too soon", []Result{bad(at(0), 410), bad(at(23), 410)}, false},
		{"twice too soon, then a day", []Result{bad(at(0), 410), bad(at(1), 410), bad(at(25), 410)}, true},
		{"other failures before", []Result{bad(at(0), 500), bad(at(48), 410)}, false},
		{"other failure between", []Result{bad(at(0), 410), bad(at(24), 404), bad(at(48), 410)}, false},
		{"back between", []Result{bad(at(0), 410), good(at(24)), bad(at(48), 410)}, false},
		{"stays gone over a failure", []Result{bad(at(0), 410), bad(at(24), 410), bad(at(48), 500)}, true},
		{"back for good", []Result{bad(at(0), 410), bad(at(24), 410), good(at(48))}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s storage.SourceState
			for _, r := range tt.polls {
				s = Record(s, r)
			}
			if s.Gone != tt.want {
				t.Errorf("gone: %v, want %v", s.Gone, tt.want)
			}
		})
	}
}

// Plans for 410 leave the room that Record asks for: the planned second poll
// settles it.
func TestGoneAsPlanned(t *testing.T) {
	s := Record(storage.SourceState{}, bad(now, 410))
	p := Next(Facts{Now: now.Add(time.Second), Name: "a", State: s, Every: time.Second, Max: minute, FailedClass: "status", Status: 410})
	if s = Record(s, bad(p.At, 410)); !s.Gone {
		t.Errorf("not gone after the poll at %v", p.At)
	}
}

func TestMove(t *testing.T) {
	const from, to, other = "http://a.example/feed", "https://b.example/feed", "https://c.example/feed"
	moved := func(d int, target string) Result {
		r := good(now.Add(time.Duration(d) * day))
		r.Asked, r.Permanent = from, target
		return r
	}
	week := []Result{moved(0, to), moved(2, to), moved(4, to), moved(6, to), moved(8, to)}
	tests := []struct {
		name  string
		polls []Result
		want  string
	}{
		{"never", []Result{moved(0, "")}, from},
		{"five times over a week", week, to},
		{"four times over a week", week[:4], from},
		{"five times in a day", []Result{moved(0, to), moved(0, to), moved(0, to), moved(0, to), moved(0, to), moved(1, to)}, from},
		{"target changed between", []Result{moved(0, to), moved(2, to), moved(4, other), moved(6, to), moved(8, to)}, from},
		{"one poll without", []Result{moved(0, to), moved(2, to), moved(4, ""), moved(6, to), moved(8, to)}, from},
		{"failures do not count", []Result{moved(0, to), moved(2, to), moved(4, to), moved(6, to), bad(now.Add(8*day), 500)}, from},
		{"failures do not reset", append([]Result{moved(0, to), bad(now.Add(day), 500)}, week[1:]...), to},
		{"asked itself", append(week[:5:5], Result{At: now.Add(9 * day), Asked: to, Status: 200}), to},
		{"fails at the new place", append(week[:5:5], Result{At: now.Add(9 * day), Asked: to, Class: "dns"}), from},
		{"https of the same", []Result{moved(0, "https://a.example/feed")}, "https://a.example/feed"},
		{"https of the same, other query", []Result{moved(0, "https://a.example/feed?x")}, from},
		{"https of another host", []Result{moved(0, "https://www.a.example/feed")}, from},
		{"https on another port", []Result{moved(0, "https://a.example:8443/feed")}, from},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s storage.SourceState
			for _, r := range tt.polls {
				s = Record(s, r)
			}
			if got := Address(from, s); got != tt.want {
				t.Errorf("polls %s, want %s", got, tt.want)
			}
		})
	}
}

func TestArrivals(t *testing.T) {
	at := func(h int) time.Time { return now.Add(time.Duration(h) * hour) }
	got := Arrivals([]time.Time{at(-1), at(-5)}, []time.Time{at(-2), {}, at(1), now}, now)
	if diff := cmp.Diff([]time.Time{now, at(-1), at(-2), at(-5)}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := Arrivals(every(hour, 16), every(minute, 16), now); len(got) != storage.MaxArrivals || !got[0].Equal(at(0).Add(-minute)) {
		t.Errorf("%d dates, newest %v", len(got), got[0])
	}
}
