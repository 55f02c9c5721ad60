package e2e

import (
	"context"
	"errors"
	"fmt"
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
	littleRoom = 3 << 20
	muchRoom   = 256 << 20
)

// smallFilesystem is a file system of its own; nil when the system grants none.
func smallFilesystem(t *testing.T) *smallDisk {
	dir := t.TempDir()
	err := syscall.Mount("freshet", dir, "tmpfs", 0, fmt.Sprintf("size=%d", littleRoom))
	if errors.Is(err, syscall.EPERM) {
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
func smallFiles(t *testing.T) *smallDisk {
	return &smallDisk{
		dir:    t.TempDir(),
		before: []string{"prlimit", fmt.Sprintf("--fsize=%d:", littleRoom)},
		grow: func(p *process) error {
			return exec.Command("prlimit", "--pid", strconv.Itoa(p.cmd.Process.Pid), fmt.Sprintf("--fsize=%d:", muchRoom)).Run()
		},
	}
}

// TestFullDisk lets the store run out of room: readers notice nothing, the log
// says it, nothing is lost, and with room again all goes on. Who may mount sees it
// on a file system of its own, everyone with a limit to the size of files.
func TestFullDisk(t *testing.T) {
	t.Run("files", func(t *testing.T) { fullDisk(t, smallFiles(t)) })
	if d := smallFilesystem(t); d != nil {
		t.Run("file system", func(t *testing.T) { fullDisk(t, d) })
	}
}

func fullDisk(t *testing.T, d *smallDisk) {
	g := newGrowing(t, world.BulkOptions{Seed: 11, Sources: 30, Items: 100, CopyShare: .2, Bytes: 6000})
	g.publish(60)
	s := newSite(t, strings.Replace(bulkYAML(g.BulkWorld, hosts(t, 30, g), "every: 300ms, min: 100ms, max: 1s"),
		"%STORE%", filepath.Join(d.dir, "freshet.db"), 1))
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
	if lines > 10*int(long/time.Second) {
		t.Errorf("%d lines of log in %v:\n%s", lines, long, p.log)
	}
	if polls > 5*g.Len() {
		t.Errorf("%d polls of %d sources in %v, none of which could be kept", polls, g.Len(), long)
	}
	for _, refused := range crowd.refused[:min(len(crowd.refused), 10)] {
		t.Errorf("a click was refused: %s", refused)
	}
	return fmt.Sprintf("while full: %d feeds, %d clicks, %d polls, %d lines of log", fetched, crowd.total(), polls, lines)
}
