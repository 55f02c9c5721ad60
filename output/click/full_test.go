package click

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// broken is a file whose writes fail while they should, after a part was written.
type broken struct {
	file
	disk *disk
}

// disk decides what fails.
type disk struct {
	full  atomic.Bool
	part  atomic.Int64 // bytes that are written all the same
	stuck atomic.Bool  // what was written cannot be cut off either
	syncs atomic.Int64 // how many syncs are still to fail
}

func (d *disk) wrap(f file) file { return broken{f, d} }

func (b broken) WriteAt(p []byte, offset int64) (int, error) {
	if !b.disk.full.Load() {
		return b.file.WriteAt(p, offset)
	}
	n := min(int(b.disk.part.Load()), len(p))
	if _, err := b.file.WriteAt(p[:n], offset); err != nil {
		return 0, err
	}
	return n, syscall.ENOSPC
}

func (b broken) Truncate(size int64) error {
	if b.disk.stuck.Load() {
		return syscall.EIO
	}
	return b.file.Truncate(size)
}

func (b broken) Datasync() error {
	if b.disk.syncs.Add(-1) >= 0 {
		return syscall.EIO
	}
	return b.file.Datasync()
}

// TestFullDisk fails a write after each number of bytes: the click is refused, is
// not in the journal, and the next one goes well when there is room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, stuck := range []bool{false, true} {
		for part := range int64(recordBytes + 1) {
			d, store, dir := &disk{}, &memory{}, t.TempDir()
			opt := small(4)
			opt.wrap = d.wrap
			j := journal(t, dir, opt)
			add(t, j, 0, 2)
			d.part.Store(part)
			d.full.Store(true)
			d.stuck.Store(stuck)
			for range 2 {
				if err := j.Append(t.Context(), tagged(50)); stuck == false && !errors.Is(err, storage.ErrFull) || err == nil {
					t.Fatalf("after %d bytes: %v", part, err)
				}
			}
			d.full.Store(false)
			d.stuck.Store(false)
			add(t, j, 2, 6)
			closeJournal(t, j)
			j = journal(t, dir, small(4))
			drain(t, j, store)
			closeJournal(t, j)
			if diff := cmp.Diff(span(0, 6), store.tags()); diff != "" {
				t.Fatalf("after %d bytes (-want +got):\n%s", part, diff)
			}
		}
	}
}

// TestFullDiskUnderManyReaders has the disk full from time to time: what was
// acknowledged is kept once, what was refused is not.
func TestFullDiskUnderManyReaders(t *testing.T) {
	t.Parallel()
	d, store := &disk{}, &memory{}
	opt := small(20)
	opt.wrap = d.wrap
	j := journal(t, t.TempDir(), opt)
	var mu sync.Mutex
	acked := map[int]bool{}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for n := range 200 {
				if tag := g*1000 + n; j.Append(t.Context(), tagged(tag)) == nil {
					mu.Lock()
					acked[tag] = true
					mu.Unlock()
				}
				if g == 0 {
					d.part.Store(int64(n * 7 % 400))
					d.full.Store(n%3 == 1)
				}
			}
		})
	}
	all.Wait()
	drain(t, j, store)
	if diff := cmp.Diff(acked, store.unique(t)); diff != "" || len(acked) == 1600 {
		t.Errorf("acknowledged %d; (-acknowledged +kept):\n%s", len(acked), diff)
	}
}

// TestFileLimit fills a real file up to a limit of the system, in a child. It is
// not parallel: a child has the locks of other tests until it has started.
func TestFileLimit(t *testing.T) {
	dir := t.TempDir()
	c := start(t, "full", dir)
	var acked []int
	refused := 0
	for range 100 {
		line := c.read(t)
		if strings.HasPrefix(line, "full") {
			if refused++; !strings.Contains(line, storage.ErrFull.Error()) {
				t.Errorf("refused with %q", line)
			}
			continue
		}
		tag, err := strconv.Atoi(line)
		if err != nil {
			t.Fatalf("the child said %q", line)
		}
		acked = append(acked, tag)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if want := append(span(0, 49), span(90, 100)...); !cmp.Equal(want, acked) || refused != 41 {
		t.Errorf("%d refused, acknowledged (-want +got):\n%s", refused, cmp.Diff(want, acked))
	}
	store := &memory{}
	drain(t, journal(t, dir, Options{}), store)
	if diff := cmp.Diff(acked, store.tags()); diff != "" {
		t.Errorf("kept (-acknowledged +got):\n%s", diff)
	}
}

// TestSyncFails proves that the store gets nothing that the disk may not have.
func TestSyncFails(t *testing.T) {
	d, store := &disk{}, &memory{}
	j := journal(t, t.TempDir(), Options{wrap: d.wrap})
	add(t, j, 0, 3)
	d.syncs.Store(1 << 40)
	m := &mover{Journal: j, store: store}
	if err := m.move(t.Context()); !errors.Is(err, syscall.EIO) || len(store.tags()) > 0 {
		t.Errorf("move: %v; the store has %v", err, store.tags())
	}
	d.syncs.Store(0)
	if err := m.move(t.Context()); err != nil || len(store.tags()) != 3 {
		t.Errorf("move: %v; the store has %v", err, store.tags())
	}
}
