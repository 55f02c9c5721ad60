package aggregator_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/origin"
	"freshet/storage"
	"freshet/storage/bolt"
)

// visitsBeside polls 50 good hosts for 90 minutes beside 50 others that answer
// in a way, and returns when each good one was asked.
func visitsBeside(t *testing.T, path string, others origin.Answer) map[string][]time.Time {
	visits := map[string][]time.Time{}
	synctest.Test(t, func(t *testing.T) {
		o := origin.Pipes(nil)
		store, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		good := origin.Reply(200, `<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>i</title></item></channel></rss>`)
		var sources []aggregator.Source
		for i := range 50 {
			for kind, answer := range map[string]origin.Answer{"good": good, "other": others} {
				name := fmt.Sprintf("%s%d", kind, i)
				host := name + ".example"
				o.Handle(host+"/feed", origin.Always(answer))
				sources = append(sources, aggregator.Source{Spec: storage.SourceSpec{Name: name, URL: "http://" + host + "/feed", Host: host}})
			}
		}
		a := aggregator.New(aggregator.Options{Store: store, Log: slog.New(slog.DiscardHandler)})
		_, err = a.Apply(t.Context(), time.Now(), aggregator.Settings{
			Sources: sources,
			Poll:    aggregator.Poll{Every: 5 * time.Minute, Min: 5 * time.Minute, Max: time.Hour, Spacing: spacing},
			Fetch:   fetch.New(fetch.Options{Dial: o.Dial, Resolve: origin.Resolve}),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute)
		defer cancel()
		if err := a.Run(ctx); err != nil {
			t.Error(err)
		}
		for _, r := range o.Requests() {
			if r.Host[:4] == "good" {
				visits[r.Host] = append(visits[r.Host], r.At)
			}
		}
		o.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return visits
}

// Origins that drip their answers hold up nobody but themselves: the others are
// asked when they would be asked without them.
func TestA7_7_DrippingOriginsHoldUpNobody(t *testing.T) {
	dir := t.TempDir()
	alone := visitsBeside(t, filepath.Join(dir, "alone.db"), origin.Reply(500, ""))
	for name, drip := range map[string]origin.Answer{
		"head": {origin.Drip("H", 0, 5*time.Second)},
		"body": {origin.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), origin.Drip("x", 0, 5*time.Second)},
		"slow": {origin.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), origin.Drip(string(make([]byte, 3000)), 0, 10*time.Second)},
	} {
		beside := visitsBeside(t, filepath.Join(dir, name+".db"), drip)
		if len(alone) != 50 || len(beside) != 50 {
			t.Fatalf("%s: %d and %d good origins were asked", name, len(alone), len(beside))
		}
		for host, want := range alone {
			got := beside[host]
			if len(got) != len(want) || len(got) < 3 {
				t.Errorf("%s: %s was asked %d times, without the slow ones %d times", name, host, len(got), len(want))
				continue
			}
			for i := range got {
				if late := got[i].Sub(want[i]); late > 5*time.Second {
					t.Errorf("%s: %s was asked %v late", name, host, late)
				}
			}
		}
	}
}
