package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"freshet/cmd/freshet/daemon"
)

// program is the path of the built binary.
var program string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "freshet-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "freshet")
	build := exec.Command("go", "build", "-o", program, "freshet/cmd/freshet")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		return 1
	}
	return m.Run()
}

// patience bounds every wait for a condition.
const patience = 2 * time.Minute

// eventually waits until a condition holds, and fails the test with what is
// still missing when it does not.
func eventually(t *testing.T, what string, holds func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		case <-tick.C:
		}
	}
}

// site is a place on disk where freshet runs: its config, its store, its socket.
type site struct {
	dir, config, listen, base, admin string
}

// newSite writes a config. The text's %BASE%, %LISTEN%, %ADMIN% and %STORE%
// stand for the site's own.
func newSite(t *testing.T, yaml string) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{dir: dir, config: filepath.Join(dir, "freshet.yml"), listen: freeAddress(t)}
	s.base = "http://" + s.listen
	s.admin = "unix:" + filepath.Join(dir, "admin.sock")
	s.write(t, yaml)
	return s
}

// write puts another config in place.
func (s *site) write(t *testing.T, yaml string) {
	t.Helper()
	yaml = strings.NewReplacer(
		"%BASE%", s.base, "%LISTEN%", s.listen, "%ADMIN%", s.admin,
		"%STORE%", filepath.Join(s.dir, "freshet.db")).Replace(yaml)
	if err := os.WriteFile(s.config, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
}

// freeAddress is a loopback address that was free a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// process is a running freshet.
type process struct {
	site *site
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan error
}

// launch starts the daemon without waiting for it.
func (s *site) launch(t *testing.T) *process {
	t.Helper()
	p := &process{site: s, log: new(bytes.Buffer), done: make(chan error, 1)}
	p.cmd = exec.Command(program, "serve", "-c", s.config)
	p.cmd.Dir = s.dir
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() { p.kill(t) })
	return p
}

// start launches the daemon and waits until it is ready.
func (s *site) start(t *testing.T) *process {
	t.Helper()
	p := s.launch(t)
	p.ready(t)
	return p
}

// ready waits until the daemon serves.
func (p *process) ready(t *testing.T) {
	t.Helper()
	eventually(t, "ready", func() error {
		select {
		case err := <-p.done:
			p.done <- err
			t.Fatalf("freshet ended (%v):\n%s", err, p.log)
		default:
		}
		_, err := fetch(p.site.base + "/readyz")
		return err
	})
}

// kill ends the process as a power cut of its own would: no handler runs.
func (p *process) kill(t *testing.T) {
	t.Helper()
	_ = p.cmd.Process.Kill()
	err := <-p.done
	p.done <- err
}

// stop asks the process to end, and expects it to end well.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := <-p.done
	p.done <- err
	if err != nil {
		t.Fatalf("freshet ended badly: %v\n%s", err, p.log)
	}
}

// status asks the daemon how it is.
func (s *site) status(t *testing.T) (daemon.Status, error) {
	t.Helper()
	var st daemon.Status
	body, err := daemon.Ask(t.Context(), s.admin, "GET", "/-/status")
	if err != nil {
		return st, err
	}
	defer body.Close()
	return st, json.NewDecoder(body).Decode(&st)
}

// polled waits until every source has been polled with success, and returns the
// status then.
func (s *site) polled(t *testing.T) (st daemon.Status) {
	t.Helper()
	eventually(t, "all sources polled", func() (err error) {
		if st, err = s.status(t); err != nil {
			return err
		}
		for _, src := range st.Sources {
			if src.LastSuccess == nil {
				return fmt.Errorf("%s: %s", src.Name, src.Error)
			}
		}
		return nil
	})
	return st
}

// fetch gets a page that must be there.
func fetch(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.200s", url, resp.Status, body)
	}
	return body, err
}
