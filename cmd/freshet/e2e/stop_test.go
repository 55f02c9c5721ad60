package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// slowOrigin serves an origin, and beside it a feed whose answer never comes. It
// tells when that is asked for.
func slowOrigin(o *origin) (h http.Handler, asked chan struct{}) {
	asked = make(chan struct{}, 1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/slow" {
			o.serve(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = w.Write([]byte("<rss>"))
		_ = http.NewResponseController(w).Flush()
		select {
		case asked <- struct{}{}:
		default:
		}
		<-r.Context().Done()
	}), asked
}

// TestStopDrains stops the daemon while a source is slow and readers click.
func TestStopDrains(t *testing.T) {
	o := newOrigin(t)
	paths := newsroom(o, time.Now())
	h, asked := slowOrigin(o)
	slow := hosts(t, 2, h)[1]
	yaml := strings.Replace(yamlFor(o, paths), "feeds:", fmt.Sprintf("  - {name: slow, url: %q}\nfeeds:", slow+"/slow"), 1)
	s := newSite(t, yaml)
	p := s.start(t)
	publishedJSON(t, s, len(headlines))
	<-asked

	crowd := newReaders()
	entries, err := published(s.base + "/feeds/all.json")
	if err != nil {
		t.Fatal(err)
	}
	crowd.learn(entries)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() { defer close(gone); crowd.read(ctx, 8) }()
	eventually(t, "clicks", func() error {
		if n := crowd.total(); n < 200 {
			return fmt.Errorf("%d", n)
		}
		return nil
	})
	begun := time.Now()
	p.stop(t)
	took := time.Since(begun)
	cancel()
	<-gone
	t.Logf("stopped after %v", took.Round(time.Millisecond))
	if took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if _, err := os.Lstat(strings.TrimPrefix(s.admin, "unix:")); !os.IsNotExist(err) {
		t.Errorf("the admin socket is still there: %v", err)
	}
	crowd.account(t, s.exportOffline(t))
	if bad := append(p.log.lines(`"ERROR"`), p.log.lines(`"WARN"`)...); len(bad) > 0 {
		t.Errorf("a plain stop complains:\n%s", strings.Join(bad, "\n"))
	}
}

// refused starts a daemon that must not start, and returns what it says.
func (s *site) refused(t *testing.T, before ...string) string {
	t.Helper()
	p := s.launch(t, before...)
	err := p.end(t)
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
		t.Errorf("ended with %v, want exit 1:\n%s", err, p.log)
	}
	sentence := p.log.lines("freshet: ")
	if len(sentence) != 1 || strings.Count(p.log.String(), "goroutine ") > 0 {
		t.Errorf("want one sentence:\n%s", p.log)
		return p.log.String()
	}
	return sentence[0]
}

// TestRefusals starts a second daemon in the place of one that runs: it says in
// one sentence why it cannot, and the first goes on.
func TestRefusals(t *testing.T) {
	o := newOrigin(t)
	yaml := yamlFor(o, newsroom(o, time.Now()))
	first := newSite(t, yaml)
	p := first.start(t)
	first.polled(t)
	publishedJSON(t, first, len(headlines))
	before, err := first.ask(t, "GET", "/-/export")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, own, theirs, said string }{
		{"the same store", "%STORE%", first.dir + "/freshet.db", "store is in use by another process"},
		{"the same port", "%LISTEN%", first.listen, "listen " + first.listen + ": in use by another process"},
		{"the same admin socket", "%ADMIN%", first.admin, "admin " + first.admin + ": in use by another process"},
	} {
		t.Run(c.name, func(t *testing.T) {
			second := newSite(t, strings.Replace(yaml, c.own, c.theirs, 1))
			contains(t, "the refusal", second.refused(t), c.said)
			serves(t, first.base+"/feeds/all.rss", "")
			after, err := first.ask(t, "GET", "/-/export")
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("the first is disturbed: %v", err)
			}
		})
	}
	p.stop(t)
}
