package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"freshet/cmd/freshet/world"
)

// smallDisk is a place for a store that has little room, and can get more.
type smallDisk struct {
	dir    string
	before []string // what stands before the program on its command line
	grow   func(p *process) error
}

const (
	littleRoom = 5 << 20 // the store grows in steps of 4 MB
	muchRoom   = 256 << 20
)

// smallFilesystem is a file system of its own; nil when the system grants none.
func smallFilesystem(t *testing.T, bytes int) *smallDisk {
	dir := t.TempDir()
	err := syscall.Mount("freshet", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes))
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return &smallDisk{dir: dir, grow: func(*process) error {
		return syscall.Mount("freshet", dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", muchRoom))
	}}
}

// smallFiles is a limit to the size of each file of the process.
func smallFiles(t *testing.T, bytes int) *smallDisk {
	return &smallDisk{
		dir:    t.TempDir(),
		before: []string{"prlimit", fmt.Sprintf("--fsize=%d:", bytes)},
		grow: func(p *process) error {
			return exec.Command("prlimit", "--pid", strconv.Itoa(p.cmd.Process.Pid), fmt.Sprintf("--fsize=%d:", muchRoom)).Run()
		},
	}
}

// smallDisks runs a test on each kind of small disk there is: a limit to the size
// of files for everyone, a file system for those who may mount.
func smallDisks(t *testing.T, bytes int, test func(*testing.T, *smallDisk)) {
	t.Run("files", func(t *testing.T) { test(t, smallFiles(t, bytes)) })
	if d := smallFilesystem(t, bytes); d != nil {
		t.Run("file system", func(t *testing.T) { test(t, d) })
	}
}

// TestFullDisk lets the store run out of room: readers notice nothing, the log
// says it, nothing is lost, and with room again all goes on.
func TestFullDisk(t *testing.T) { smallDisks(t, littleRoom, fullDisk) }

// TestStartWithoutRoom starts where there is no room for a new store.
func TestStartWithoutRoom(t *testing.T) {
	smallDisks(t, 4096, func(t *testing.T, d *smallDisk) {
		s := newSite(t, d.yaml(yamlFor(newOrigin(t), []string{"/a"})))
		contains(t, "the refusal", s.refused(t, d.before...), filepath.Join(d.dir, "freshet.db"), "no space left for the store")
	})
}

// TestStartWithoutRights starts where nothing may be written. The superuser may
// write everywhere, and lets the program run as nobody.
func TestStartWithoutRights(t *testing.T) {
	dir, err := os.MkdirTemp("", "freshet-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(dir, 0o755), os.RemoveAll(dir)) })
	var before []string
	if os.Getuid() == 0 {
		before = []string{"setpriv", "--reuid=65534", "--clear-groups"}
	}
	for _, c := range []struct{ name, store, said string }{
		{"folder", filepath.Join(dir, "freshet.db"), "permission denied"},
		{"no folder", filepath.Join(dir, "none", "freshet.db"), "no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, strings.Replace(yamlFor(newOrigin(t), []string{"/a"}), "%STORE%", c.store, 1))
			s.move(t, dir)
			contains(t, "the refusal", s.refused(t, before...), c.store, c.said)
		})
	}
}

// move puts the config into a folder that everyone may read and nobody write.
func (s *site) move(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.dir, s.config = dir, filepath.Join(dir, "freshet.yml")
	err = errors.Join(os.Chmod(dir, 0o755), os.WriteFile(s.config, text, 0o644), os.Chmod(dir, 0o555))
	if err != nil {
		t.Fatal(err)
	}
}

// yaml puts the store of a config on the disk.
func (d *smallDisk) yaml(config string) string {
	return strings.Replace(config, "%STORE%", filepath.Join(d.dir, "freshet.db"), 1)
}

func fullDisk(t *testing.T, d *smallDisk) {
	g := newGrowing(t, world.BulkOptions{Seed: 11, Sources: 30, Items: 100, CopyShare: .2, Bytes: 8000})
	g.publish(60)
	s := newSite(t, d.yaml(bulkYAML(g.BulkWorld, hosts(t, 30, g), "every: 3s, min: 1s, max: 4s")))
	p := s.start(t, d.before...)
	s.polled(t)
	eventually(t, "the first items", func() error {
		if n := len(items(s.export(t))); n != 60 {
			return fmt.Errorf("%d", n)
		}
		return nil
	})
	seen, crowd := newMemory(), newReaders()
	seen.note(t, s.export(t))
	for g.publish(1000) > 0 {
	}
	eventually(t, "a full disk", func() error {
		if len(p.log.lines("no space left")) == 0 {
			return fmt.Errorf("not in the log: %d items", len(items(s.export(t))))
		}
		return nil
	})
	full := s.whileFull(t, g, p, seen, crowd)
	if err := d.grow(p); err != nil {
		t.Fatal(err)
	}
	want := truth(g.BulkWorld)
	begun := time.Now()
	eventually(t, "every item", func() error { return differ(want, s.export(t)) })
	t.Logf("%s; went on %v after there was room", full, time.Since(begun).Round(time.Millisecond))
	p.stop(t)
	all := s.exportOffline(t)
	if err := differ(want, all); err != nil {
		t.Error(err)
	}
	seen.note(t, all)
	for _, refused := range crowd.refused {
		if !strings.HasPrefix(refused, "503 ") {
			t.Errorf("a click was refused: %s", refused)
		}
	}
	crowd.refused = nil
	crowd.account(t, all)
}

// whileFull looks on for some seconds, as readers and as the operator do.
func (s *site) whileFull(t *testing.T, g *growing, p *process, seen *memory, crowd *readers) string {
	const long = 6 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	lines, polls := len(p.log.lines("")), g.requests()
	seen.look(ctx, t, s.base+"/feeds/all.json", crowd)
	var all sync.WaitGroup
	all.Go(func() { crowd.read(ctx, 2) })
	fetched := 0
	for ctx.Err() == nil {
		for _, format := range []string{".rss", ".atom", ".json"} {
			serves(t, s.base+"/feeds/all"+format, "")
			fetched++
		}
		<-time.After(50 * time.Millisecond)
	}
	all.Wait()
	seen.note(t, s.export(t))
	lines, polls = len(p.log.lines(""))-lines, g.requests()-polls
	if lines > 2*int(long/time.Second) {
		t.Errorf("%d lines of log in %v:\n%s", lines, long, p.log)
	}
	if polls > 3*g.Len() {
		t.Errorf("%d polls of %d sources in %v, none of which could be kept", polls, g.Len(), long)
	}
	return fmt.Sprintf("while full: %d feeds served, %d clicks answered, %d not taken, %d polls, %d lines of log",
		fetched, crowd.total(), len(crowd.refused), polls, lines)
}
