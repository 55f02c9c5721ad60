package aggregator_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"freshet/aggregator"
	"freshet/aggregator/origin"
	"freshet/storage"
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

func TestA13_1_OnePanicIsOneFailedPoll(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		bad := sourceAt("bad", "http://bad.example/f")
		bad.Drop = func(*storage.Item) bool { panic("a rule that nobody tried") }
		r.apply(bad, sourceAt("good", "http://good.example/f"))
		r.run(12 * time.Hour)
		if s := r.status("bad").State; s.Class != "panic" || s.Failures < 2 {
			t.Errorf("class %q, %d failures", s.Class, s.Failures)
		}
		if s := r.status("good"); s.State.Failures != 0 || s.Items != 1 {
			t.Errorf("%d failures, %d items of the good one", s.State.Failures, s.Items)
		}
	})
}

func TestA13_4_Metrics(t *testing.T) {
	simulate(t, func(r *rig) {
		reg := prometheus.NewPedanticRegistry()
		r.a = aggregator.New(aggregator.Options{Store: r.store, Log: slog.New(slog.DiscardHandler), Metrics: aggregator.NewMetrics(reg)})
		body := feedOf("", "one")
		r.one(replies(ok(body, `"x"`, ""), origin.Reply(304, ""), ok(body, `"y"`, ""), origin.Reply(500, "")))
		r.polls(4)
		r.run(time.Minute)
		want := `
# HELP freshet_polls_total Polls by what they came to: read, known body, not modified, or the class of a failure.
# TYPE freshet_polls_total counter
freshet_polls_total{result="known body"} 1
freshet_polls_total{result="not modified"} 1
freshet_polls_total{result="read"} 1
freshet_polls_total{result="status"} 1
# HELP freshet_polls_unconditional_total Polls that asked for a whole document, since there was nothing to ask with.
# TYPE freshet_polls_unconditional_total counter
freshet_polls_unconditional_total 1
`
		if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "freshet_polls_total", "freshet_polls_unconditional_total"); err != nil {
			t.Error(err)
		}
	})
}
