package world

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// serve runs a world on loopback until the test ends.
func serve(t *testing.T, o Options) *World {
	t.Helper()
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return w
}

// poll asks every source of a world at once.
func poll(t *testing.T, w *World) map[string]int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	statuses := map[string]int{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, s := range w.Sources() {
		wait.Go(func() {
			resp, err := client.Get(w.FeedURL(s.Name))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[s.Name] = resp.StatusCode
		})
	}
	wait.Wait()
	return statuses
}

func TestServedOnLoopback(t *testing.T) {
	w := serve(t, Options{Seed: 1, Drip: time.Nanosecond})
	hosts := map[string]bool{}
	for name, status := range poll(t, w) {
		want := http.StatusOK
		if name == "lowmarsh-letter" {
			want = http.StatusInternalServerError
		}
		if status != want {
			t.Errorf("%s: %d", name, status)
		}
		host, _, _ := strings.Cut(strings.TrimPrefix(w.FeedURL(name), "http://"), ":")
		hosts[host] = true
	}
	if otherAddresses() && len(hosts) != len(w.Sources()) {
		t.Errorf("%d addresses for %d sources", len(hosts), len(w.Sources()))
	}
	for name, traffic := range w.Traffic() {
		if traffic.Requests != 1 || traffic.Most != 1 {
			t.Errorf("%s: %+v", name, traffic)
		}
	}
}

func TestServedOnOneGivenListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := serve(t, Options{Seed: 1, Drip: time.Nanosecond, Listener: l})
	for name, status := range poll(t, w) {
		if !strings.HasPrefix(w.FeedURL(name), "http://"+l.Addr().String()) {
			t.Errorf("%s is at %s", name, w.FeedURL(name))
		}
		if status == http.StatusNotFound {
			t.Errorf("%s was not found", name)
		}
	}
	if w.Addr() != l.Addr().String() {
		t.Errorf("the world is at %s", w.Addr())
	}
}

func TestRunEndsSlowAnswers(t *testing.T) {
	w := serve(t, Options{Seed: 1, Drip: time.Hour})
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get(w.FeedURL("slow-boat"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close() // the clean-up would wait for an hour if Run did not end it
}

func TestListenGivesBack(t *testing.T) {
	w, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Addr() != "" {
		t.Errorf("address before Listen: %s", w.Addr())
	}
	if err := w.Listen(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	l, err := net.Listen("tcp", w.Addr())
	if err != nil {
		t.Fatalf("the address is still taken: %v", err)
	}
	l.Close()
}

func TestServeReportsAFailedListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := Serve(t.Context(), http.NotFoundHandler(), []net.Listener{l}); err == nil {
		t.Error("no error")
	}
}
