package e2e

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hup sends the signal that asks for a reload, and waits until the log tells what
// came of it.
func (p *process) hup(t *testing.T, outcome string) string {
	t.Helper()
	before := len(p.log.lines(outcome))
	if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	eventually(t, outcome, func() error {
		if len(p.log.lines(outcome)) == before {
			return fmt.Errorf("not in the log:\n%s", p.log)
		}
		return nil
	})
	return p.log.lines(outcome)[before]
}

// contains expects each of some texts.
func contains(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s has no %q:\n%s", what, part, text)
		}
	}
}

// serves expects an answer with status 200, or another error that holds a text.
func serves(t *testing.T, url, refusal string) {
	t.Helper()
	_, err := fetch(url)
	if refusal == "" && err != nil || refusal != "" && (err == nil || !strings.Contains(err.Error(), refusal)) {
		t.Errorf("%s: %v, want %q", url, err, refusal)
	}
}

// lastReload expects what the status and the metric say of the last reload.
func lastReload(t *testing.T, s *site, good bool, parts ...string) {
	t.Helper()
	st, err := s.status(t)
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := s.ask(t, "GET", "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	value := 0
	if good {
		value = 1
	}
	contains(t, "metrics", string(metrics), fmt.Sprintf("\nfreshet_config_last_reload_successful %d\n", value))
	if good != (st.Reload.Error == "") {
		t.Errorf("status tells of the reload: %q", st.Reload.Error)
	}
	contains(t, "status", st.Reload.Error, parts...)
}

const reloadHead = `base_url: %BASE%
listen: "%LISTEN%"
admin: "%ADMIN%"
store: {path: "%STORE%"}
poll: {every: 1h, spacing: 0s, private_networks: true}
sources:
`

func TestReload(t *testing.T) {
	o := newOrigin(t)
	paths := newsroom(o, time.Now())
	s := newSite(t, yamlFor(o, paths))
	p := s.start(t)
	s.polled(t)
	ids := publishedJSON(t, s, len(headlines))

	good := reloadHead +
		fmt.Sprintf("  - {name: source-0, url: %q, tags: [news]}\n  - {name: source-1, url: %q}\n", o.URL+paths[0], o.URL+paths[1]) +
		"feeds:\n  - {name: all, title: Everything, limit: 500}\n  - {name: few, title: A few, limit: 3}\n"
	s.write(t, good)
	line := p.hup(t, `"reloaded"`)
	contains(t, "log", line, "source source-2: removed", "feed few: added", "feed news: removed")
	lastReload(t, s, true)
	serves(t, s.base+"/feeds/few.rss", "")
	serves(t, s.base+"/feeds/news.rss", "410") // it was published, and has ended
	if st, err := s.status(t); err != nil || len(st.Sources) != 2 || strings.Join(st.Feeds, " ") != "all few" {
		t.Errorf("status %+v, %v", st, err)
	}
	if got := publishedJSON(t, s, len(headlines)); fmt.Sprint(got) != fmt.Sprint(ids) {
		t.Errorf("entries changed:\n%v\n%v", got, ids)
	}
	t.Run("mistakes", func(t *testing.T) { reloadMistakes(t, s, p, good) })
	t.Run("restart", func(t *testing.T) { reloadNeedsRestart(t, s, p, good) })
	s.write(t, good)
	p.hup(t, `"reloaded"`)
	lastReload(t, s, true)
	p.stop(t)
}

// reloadMistakes reloads a config with two mistakes: it is refused whole, and
// both are told.
func reloadMistakes(t *testing.T, s *site, p *process, good string) {
	s.write(t, strings.Replace(good, "name: few", "nmae: few", 1)+"  - {name: more, tags: [nothing]}\n")
	told := []string{"freshet.yml:11:6", "nmae", "freshet.yml:12", "nothing"}
	contains(t, "log", p.hup(t, `"reload refused, nothing was changed"`), told...)
	lastReload(t, s, false, told...)
	_, err := s.ask(t, "POST", "/-/reload")
	if err == nil {
		t.Fatal("taken")
	}
	contains(t, "answer", err.Error(), told...)
	serves(t, s.base+"/feeds/few.rss", "")
	serves(t, s.base+"/feeds/more.rss", "404")
}

// reloadNeedsRestart changes what only a restart can.
func reloadNeedsRestart(t *testing.T, s *site, p *process, good string) {
	for _, c := range []struct{ from, to, told string }{
		{`listen: "%LISTEN%"`, `listen: "127.0.0.1:1"`, "listen can only change with a restart"},
		{`base_url: %BASE%`, `base_url: http://news.example.org`, "base_url can only change with a restart"},
		{`"%STORE%"`, `"other.db"`, "store can only change with a restart"},
		{"sources:", "rank: {scale: 60}\nsources:", "rank.scale can only change with a restart"},
	} {
		s.write(t, strings.Replace(good, c.from, c.to, 1))
		contains(t, "log", p.hup(t, `"reload refused, nothing was changed"`), c.told)
		lastReload(t, s, false, c.told)
		if _, err := s.ask(t, "POST", "/-/reload"); err == nil || !strings.Contains(err.Error(), c.told) {
			t.Errorf("answer: %v", err)
		}
		serves(t, s.base+"/feeds/all.rss", "")
	}
}
