package websub_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"freshet/storage"
)

// TestRestart: what a hub has promised holds over a restart.
func TestRestart(t *testing.T) {
	bubble(t, plan{}, func(w *world) {
		stop := w.run()
		after(time.Minute)
		w.publish(w.origin.document(item{guid: "1", title: "One"}))
		synctest.Wait()
		stop()
		w.restart()
		w.run()
		w.publish(w.origin.document(item{guid: "2", title: "Two"}))
		after(time.Second)
		w.titles("One", "Two")
		if st := w.status(); st.Pushed != 2 || !st.Trusted || len(w.hub.Requests()) != 1 {
			w.t.Errorf("%+v, %d requests", st, len(w.hub.Requests()))
		}
	})
}

// A request that was about to be made when the process ended is made again; a
// subscription to a callback of another name is forgotten, and begun anew.
func TestRestartInTheMiddle(t *testing.T) {
	bubble(t, plan{}, func(w *world) {
		w.subscribed()
		first := w.kept().Token
		moved := *w.settings.Callback
		moved.Path = "/moved"
		w.settings.Callback = &moved
		w.sub.Apply(w.t.Context(), w.settings)
		if _, ok := w.sub.Status("news"); ok {
			w.t.Error("still subscribed to the old callback")
		}
		after(2 * time.Hour)
		if now := w.kept(); now.Token == first || now.State != storage.SubscriptionActive {
			w.t.Errorf("%+v", now)
		}
	})
}

// Turned off, nothing is kept, and hubs are told that their callback is gone.
func TestTurnedOff(t *testing.T) {
	bubble(t, plan{}, func(w *world) {
		w.subscribed()
		callback := w.kept().callback(w)
		w.settings.Callback = nil
		w.sub.Apply(w.t.Context(), w.settings)
		if list, err := w.store.Subscriptions(w.t.Context()); len(list) != 0 || err != nil {
			w.t.Errorf("%+v %v", list, err)
		}
		if code, err := w.hub.Post(w.t.Context(), callback, http.Header{}, nil); code != http.StatusGone || err != nil {
			w.t.Errorf("%d %v", code, err)
		}
		after(3 * time.Hour)
		if n := len(w.hub.Requests()); n != 1 || w.sub.Backup("news") != 0 {
			w.t.Errorf("%d requests", n)
		}
	})
}

// A hub with many sources is asked one after the other, a spacing apart.
func TestHubIsSpaced(t *testing.T) {
	bubble(t, plan{}, func(w *world) {
		w.settings.Spacing = 2 * time.Second
		w.apply(w.many(10)...)
		w.run()
		after(time.Minute)
		requests := w.hub.Requests()
		if len(requests) != 10 {
			w.t.Fatalf("%d requests", len(requests))
		}
		for i, r := range requests[1:] {
			if gap := r.At.Sub(requests[i].At); gap < 2*time.Second {
				w.t.Errorf("requests %v apart", gap)
			}
		}
	})
}
