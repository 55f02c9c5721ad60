package e2e

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"freshet/aggregator/websub/hubtest"
)

// pushed is a source with a hub, on both sides of a site.
type pushed struct {
	*testing.T
	origin *origin
	topic  string
	hub    *hubtest.Hub
	hubURL string
	polls  atomic.Int32
	site   *site
	trust  string // where the hub's certificate is
}

const pushHead = `base_url: %BASE%
listen: "%LISTEN%"
admin: "%ADMIN%"
store: {path: "%STORE%"}
poll: {every: 1h, spacing: 0s, private_networks: true}
websub: {callback: "%BASE%", min_hash: sha256}
sources:
`

func newPushed(t *testing.T) *pushed {
	p := &pushed{T: t, origin: newOrigin(t)}
	p.hub = hubtest.New(hubtest.Options{Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	server := httptest.NewTLSServer(p.hub)
	t.Cleanup(func() { p.hub.Close(); server.Close() })
	p.hubURL = server.URL + "/"
	source := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.polls.Add(1)
		w.Header().Add("Link", fmt.Sprintf("<%s>; rel=hub, <%s>; rel=self", p.hubURL, p.topic))
		p.origin.serve(w, r)
	}))
	t.Cleanup(source.Close)
	p.topic = source.URL + "/news"
	p.site = newSite(t, pushHead+fmt.Sprintf("  - {name: news, url: %q}\nfeeds:\n  - {name: all}\n", p.topic))
	p.trust = filepath.Join(p.site.dir, "hub.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(p.trust, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// start launches the daemon, which trusts the hub's certificate.
func (p *pushed) start() *process {
	p.Helper()
	return p.site.start(p.T, "env", "SSL_CERT_FILE="+p.trust)
}

// subscribed waits until the hub has so many callbacks to push to.
func (p *pushed) subscribed(n int) {
	p.Helper()
	eventually(p.T, "subscribed", func() error {
		if got := p.hub.Callbacks(p.topic); len(got) != n {
			return fmt.Errorf("%q", got)
		}
		return nil
	})
}

// push distributes one entry.
func (p *pushed) push(e entry) {
	p.Helper()
	codes, err := p.hub.Publish(p.Context(), p.hubURL, p.topic, "application/rss+xml", []byte(rssOf("news", p.topic, []entry{e})))
	if err != nil || len(codes) != 1 || codes[0]/100 != 2 {
		p.Fatalf("pushed: %v %v", codes, err)
	}
}

// shows waits until the merged feed has a headline.
func (p *pushed) shows(headline string) {
	p.Helper()
	eventually(p.T, headline, func() error {
		feed, err := fetch(p.site.base + "/feeds/all.json")
		if err == nil && !strings.Contains(string(feed), headline) {
			err = fmt.Errorf("not in the feed")
		}
		return err
	})
}

func story1(i int) entry {
	return entry{
		guid: fmt.Sprintf("push-%d", i), link: fmt.Sprintf("https://www.example.com/push/%d", i),
		title: fmt.Sprintf("Pushed headline number %d", i), body: fmt.Sprintf("<p>What was pushed as number %d.</p>", i), published: time.Now(),
	}
}

// TestHubPushes: a hub pushes a story, and it is in the merged feed without a poll;
// over a restart too. A forger pushes in vain. When the source goes, the hub is
// told.
func TestHubPushes(t *testing.T) {
	p := newPushed(t)
	p.origin.put("/news", story1(0))
	running := p.start()
	p.site.polled(t)
	p.shows("number 0")
	p.subscribed(1)
	polls := p.polls.Load()

	p.push(story1(1))
	p.shows("number 1")
	forged := []byte(rssOf("news", p.topic, []entry{story1(13)}))
	callback := p.hub.Callbacks(p.topic)[0]
	head := http.Header{"X-Hub-Signature": {hubtest.Sign("sha256", "guessed", forged)}}
	if code, err := p.hub.Post(t.Context(), callback, head, forged); code/100 != 2 || err != nil {
		t.Errorf("forged: %d %v", code, err)
	}
	p.push(story1(2))
	p.shows("number 2")
	p.tells(callback)

	running.stop(t)
	running = p.start()
	p.push(story1(3))
	p.shows("number 3")
	if feed, err := fetch(p.site.base + "/feeds/all.json"); err != nil || strings.Contains(string(feed), "number 13") {
		t.Errorf("a forged story is published: %v", err)
	}
	if n := p.polls.Load(); n != polls {
		t.Errorf("%d polls, %d before the pushes", n, polls)
	}

	p.site.write(t, pushHead+fmt.Sprintf("  - {name: other, url: %q}\nfeeds:\n  - {name: all}\n", p.topic+"-2"))
	running.hup(t, `"reloaded"`)
	p.subscribed(0)
	if code, err := p.hub.Post(t.Context(), callback, http.Header{}, forged); code != http.StatusGone || err != nil {
		t.Errorf("after the end: %d %v", code, err)
	}
	if log := running.log.String(); strings.Contains(log, callback[strings.LastIndex(callback, "/")+1:]) {
		t.Error("the callback's token is in the log")
	}
	running.stop(t)
}

// tells looks at what the operator sees of the hub.
func (p *pushed) tells(callback string) {
	p.Helper()
	eventually(p.T, "counted", func() error {
		metrics, err := p.site.ask(p.T, "GET", "/metrics")
		for _, line := range []string{
			`freshet_websub_deliveries_total{result="read"} 2`, `freshet_websub_deliveries_total{result="bad signature"} 1`,
			`freshet_websub_subscriptions{state="active"} 1`,
		} {
			if err == nil && !strings.Contains(string(metrics), "\n"+line+"\n") {
				err = fmt.Errorf("metrics without %s", line)
			}
		}
		return err
	})
	for _, arg := range []string{"--why=news", "--json"} {
		out, err := exec.Command(program, "status", "-c", p.site.config, arg).CombinedOutput()
		if err != nil {
			p.Fatalf("%v: %s", err, out)
		}
		contains(p.T, arg, string(out), p.hubURL, "active")
		if token := callback[strings.LastIndex(callback, "/")+1:]; strings.Contains(string(out), token) {
			p.Error("the callback's token is shown")
		}
	}
}
