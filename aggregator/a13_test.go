package aggregator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A13, operations, that the
// aggregator keeps.

func TestA13_2_StoppedInTheMiddleOfAFetch(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(func(n int, _ *origin.Request) origin.Answer {
			if n == 1 {
				return append(origin.Answer{origin.Pause(20 * time.Second)}, ok(feedOf("", "one"), `"x"`, "")...)
			}
			return ok(feedOf("", "one"), `"x"`, "")
		})
		began := time.Now()
		r.run(10 * time.Second)
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("stopped after %v", took)
		}
		if s := r.status("src"); s.Claimed || s.State.Failures != 0 || s.State.Class != "" {
			t.Errorf("claimed %v, %d failures, class %q: what we called off is not the source's fault", s.Claimed, s.State.Failures, s.State.Class)
		}
		r.restart()
		r.run(time.Minute)
		if got := r.titles(); !slices.Equal(got, []string{"one"}) {
			t.Errorf("stories %q", got)
		}
	})
}

func TestA13_3_RemovedAndAddedAgain(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(ok(feedOf("", "one", "two"), `"x"`, "")))
		r.polls(1)
		r.run(time.Minute)
		before, err := r.store.Revision(r.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		src := r.settings.Sources[0]
		r.apply()
		r.run(24 * time.Hour)
		if n := len(r.Requests()); n != 1 {
			t.Errorf("%d requests, a source that was removed was polled", n)
		}
		r.apply(src)
		r.polls(2)
		r.run(time.Minute)
		if diff := cmp.Diff([]string{"one", "two"}, r.titles()); diff != "" {
			t.Errorf("stories (-want +got):\n%s", diff)
		}
		if after, err := r.store.Revision(r.t.Context()); err != nil || after != before {
			t.Errorf("revision %d, %v; before %d: known items came as news", after, err, before)
		}
	})
}
