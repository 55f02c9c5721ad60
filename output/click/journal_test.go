package click

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// tagged is a click that can be told from others by its Feed.
func tagged(tag int) storage.Click {
	return storage.Click{
		At: noon.Add(time.Duration(tag) * time.Second), Story: storage.StoryID{1}, Feed: uint32(tag),
		Channel: storage.ChannelFeed, Rank: 7, Weight: 1, Verdict: storage.VerdictCounted,
	}
}

// journal opens the journal in dir; it is closed with the test if not before.
func journal(t testing.TB, dir string, opt Options) *Journal {
	t.Helper()
	j, err := OpenJournal(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeJournal(t, j) })
	return j
}

func closeJournal(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// add appends clicks with tags from one to another, without it.
func add(t testing.TB, j *Journal, from, to int) {
	t.Helper()
	for tag := from; tag < to; tag++ {
		if err := j.Append(t.Context(), tagged(tag)); err != nil {
			t.Fatalf("click %d: %v", tag, err)
		}
	}
}

// drain moves what a journal holds to a store.
func drain(t testing.TB, j *Journal, store storage.Clicks) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := j.Run(ctx, store); err != nil {
		t.Fatal(err)
	}
}

// small makes segments of so many clicks.
func small(clicks int) Options { return Options{segmentBytes: int64(clicks+1) * recordBytes} }

// files are the bytes of a directory's files by name.
func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, e := range entries {
		if out[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// restore makes a directory's files what they were.
func restore(t testing.TB, dir string, want map[string][]byte) {
	t.Helper()
	for name := range files(t, dir) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range want {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func span(from, to int) (tags []int) {
	for i := from; i < to; i++ {
		tags = append(tags, i)
	}
	return tags
}

func TestAppendAndReplay(t *testing.T) {
	dir, store := t.TempDir(), &memory{}
	for round := range 4 {
		j := journal(t, dir, small(3))
		add(t, j, round*5, round*5+5)
		if got := j.written.Load(); got != uint64(round*5+5) {
			t.Errorf("round %d: %d clicks are written", round, got)
		}
		closeJournal(t, j)
		if err := j.Append(t.Context(), tagged(0)); !errors.Is(err, ErrClosed) {
			t.Errorf("append after Close: %v", err)
		}
	}
	if n := len(files(t, dir)); n != 7 {
		t.Errorf("%d segments hold 20 clicks, 3 each", n)
	}
	j := journal(t, dir, small(3))
	drain(t, j, store)
	if diff := cmp.Diff(span(0, 20), store.tags()); diff != "" {
		t.Errorf("clicks (-want +got):\n%s", diff)
	}
	for i, c := range store.clicks {
		want := tagged(i)
		want.Seq = uint64(i + 1)
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("click %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestAppendFromManyGoroutines(t *testing.T) {
	j, store := journal(t, t.TempDir(), small(50)), &memory{}
	var all sync.WaitGroup
	for g := range 20 {
		all.Go(func() {
			for n := range 50 {
				if err := j.Append(t.Context(), tagged(g*50+n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	drain(t, j, store)
	if n := len(store.unique(t)); n != 1000 {
		t.Errorf("%d clicks of 1000", n)
	}
}

// TestTornTail cuts the last segment at every byte, as a crash may: whole records
// before the cut stay, a new click follows them, and nothing comes twice.
func TestTornTail(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := journal(t, dir, small(4))
	add(t, j, 0, 10)
	closeJournal(t, j)
	whole := files(t, dir)
	last := filepath.Base(segmentPath(dir, 9))
	for cut := range len(whole[last]) + 1 {
		restore(t, dir, whole)
		if err := os.Truncate(filepath.Join(dir, last), int64(cut)); err != nil {
			t.Fatal(err)
		}
		if cut < recordBytes {
			refused(t, dir, last, 0)
			continue
		}
		store := &memory{}
		j := journal(t, dir, small(4))
		add(t, j, 100, 101)
		closeJournal(t, j)
		j = journal(t, dir, small(4))
		drain(t, j, store)
		closeJournal(t, j)
		want := append(span(0, 8+(cut-recordBytes)/recordBytes), 100)
		if diff := cmp.Diff(want, store.tags()); diff != "" {
			t.Fatalf("cut at %d (-want +got):\n%s", cut, diff)
		}
	}
}

// refused proves that a journal is not opened, with an error that tells where,
// and that nothing in it changes.
func refused(t *testing.T, dir, file string, offset int64) {
	t.Helper()
	before := files(t, dir)
	_, err := OpenJournal(dir, Options{})
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) || filepath.Base(corrupt.File) != file || corrupt.Offset != offset {
		t.Fatalf("error %v, want damage of %s at %d", err, file, offset)
	}
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Fatalf("the journal was changed:\n%s", diff)
	}
}

// TestDamagedMiddle breaks each record but the last: that is told, and Salvage
// keeps all others and a copy of the file.
func TestDamagedMiddle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := journal(t, dir, small(4))
	add(t, j, 0, 10)
	closeJournal(t, j)
	whole := files(t, dir)
	for tag := range 9 {
		restore(t, dir, whole)
		name := filepath.Base(segmentPath(dir, uint64(tag/4*4+1)))
		data := bytes.Clone(whole[name])
		offset := recordBytes * (tag%4 + 1)
		data[offset+tag*5] ^= 0x10
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, name, int64(offset))

		store, opt := &memory{}, small(4)
		opt.Salvage = true
		j := journal(t, dir, opt)
		add(t, j, 10, 12)
		drain(t, j, store)
		closeJournal(t, j)
		want := append(span(0, tag), span(tag+1, 12)...)
		if diff := cmp.Diff(want, store.tags()); diff != "" {
			t.Errorf("record %d is damaged (-want +got):\n%s", tag, diff)
		}
		if !bytes.Equal(files(t, dir)[name+damagedSuffix], data) {
			t.Errorf("record %d is damaged: no copy is kept", tag)
		}
	}
}

// TestForeignFiles has files in the directory that are none of the journal's, and
// segments of another journal.
func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	j := journal(t, dir, small(2))
	add(t, j, 0, 2)
	closeJournal(t, j)
	for _, name := range []string{"README", "x.clicks", fmt.Sprintf("%020d.clicks.new", 3)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	j, store := journal(t, dir, small(2)), &memory{}
	add(t, j, 2, 3)
	drain(t, j, store)
	closeJournal(t, j)
	if diff := cmp.Diff(span(0, 3), store.tags()); diff != "" {
		t.Errorf("clicks (-want +got):\n%s", diff)
	}
	other := header{[16]byte{1}, 4}.encode()
	if err := os.WriteFile(segmentPath(dir, 4), other, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(dir, Options{Salvage: true}); !errors.As(err, new(*CorruptError)) {
		t.Errorf("a segment of another journal: %v", err)
	}
}

func TestOneProcessAtATime(t *testing.T) {
	dir := t.TempDir()
	j := journal(t, dir, Options{})
	if _, err := OpenJournal(dir, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("while it is open here: %v", err)
	}
	closeJournal(t, j)

	child := start(t, "hold", dir)
	child.read(t) // it has the journal
	_, err := OpenJournal(dir, Options{})
	if !errors.Is(err, ErrLocked) || !bytes.Contains([]byte(err.Error()), []byte(dir)) {
		t.Errorf("while another process has it: %v", err)
	}
	child.kill(t)
	journal(t, dir, Options{})
}

func TestAppendAfterTheEnd(t *testing.T) {
	j := journal(t, t.TempDir(), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := j.Append(ctx, tagged(1)); !errors.Is(err, context.Canceled) || j.Backlog() != 0 {
		t.Errorf("append under a context that has ended: %v", err)
	}
}

func TestBacklogIsBounded(t *testing.T) {
	j, store := journal(t, t.TempDir(), Options{maxBacklog: 3}), &memory{}
	add(t, j, 0, 3)
	if err := j.Append(t.Context(), tagged(3)); !errors.Is(err, ErrBacklog) {
		t.Errorf("the fourth of three: %v", err)
	}
	drain(t, j, store)
	add(t, j, 3, 4)
}
