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
	"sync"
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
	if err := os.Chmod(dir, 0o755); err != nil { // other users run it, too
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
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
// still missing when it does not. It looks ever more seldom, so that looking
// does not slow down what it waits for.
func eventually(t *testing.T, what string, holds func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for pause := 10 * time.Millisecond; ; pause = min(pause*3/2, 400*time.Millisecond) {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		case <-time.After(pause):
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
	log  *output
	done chan error
}

// output is what a process has written so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// lines are those that hold a text.
func (o *output) lines(with string) (found []string) {
	for line := range strings.Lines(o.String()) {
		if strings.Contains(line, with) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// launch starts the daemon without waiting for it. What stands before it on the
// command line may be given.
func (s *site) launch(t *testing.T, before ...string) *process {
	t.Helper()
	p := &process{site: s, log: new(output), done: make(chan error, 1)}
	args := append(before, program, "serve", "-c", s.config)
	p.cmd = exec.Command(args[0], args[1:]...)
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
func (s *site) start(t *testing.T, before ...string) *process {
	t.Helper()
	p := s.launch(t, before...)
	p.ready(t)
	return p
}

// ready waits until the daemon serves everything.
func (p *process) ready(t *testing.T) {
	t.Helper()
	p.reaches(t, "/readyz")
}

// answers waits until the daemon answers at all.
func (p *process) answers(t *testing.T) {
	t.Helper()
	p.reaches(t, "/healthz")
}

func (p *process) reaches(t *testing.T, path string) {
	t.Helper()
	eventually(t, path, func() error {
		select {
		case err := <-p.done:
			p.done <- err
			t.Fatalf("freshet ended (%v):\n%s", err, p.log)
		default:
		}
		_, err := fetch(p.site.base + path)
		return err
	})
}

// kill ends the process as a power cut of its own would: no handler runs.
func (p *process) kill(t *testing.T) {
	t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.end(t)
}

// stop asks the process to end, and expects it to end well.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.end(t); err != nil {
		t.Fatalf("freshet ended badly: %v\n%s", err, p.log)
	}
}

// end waits until the process has ended, and returns how.
func (p *process) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-p.done:
		p.done <- err
		return err
	case <-time.After(patience):
		t.Fatalf("freshet does not end:\n%s", p.log)
		return nil
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
