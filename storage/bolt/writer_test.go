package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"freshet/storage"
)

func testStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "freshet.db"), Options{})
	must(t, err)
	t.Cleanup(func() {
		if err := errors.Join(s.Check(context.Background()), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// busy keeps the writer busy until the returned function is called.
func busy(t *testing.T, s *Store) (release func()) {
	t.Helper()
	began, end, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.submit(context.Background(), "wait", &fact{alone: true, do: func(*batch) error {
			close(began)
			<-end
			return nil
		}})
	}()
	<-began
	return func() {
		t.Helper()
		close(end)
		must(t, <-done)
	}
}

// waiting returns when so many facts wait for the writer.
func waiting(s *Store, n int) {
	for len(s.facts) < n {
		runtime.Gosched()
	}
}

// keep is a fact that writes a name.
func keep(name string) *fact {
	return &fact{do: func(b *batch) error { return b.put(bucketMinted, []byte(name), []byte{1}) }}
}

func kept(t *testing.T, s *Store, name string) bool {
	t.Helper()
	v, err := s.Mint(t.Context(), name, []byte{2})
	must(t, err)
	return v[0] == 1
}

var errBad = errors.New("bad fact")

// TestGroup hands in many facts while the writer is busy, so that they share a
// transaction. Some fail or panic; the others are done, and each once.
func TestGroup(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	const n = 60
	release := busy(t, s)
	errs, done := make([]error, n), make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		f := keep(fmt.Sprint("fact ", i))
		switch i % 10 {
		case 3:
			f.do = func(b *batch) error {
				return errors.Join(b.put(bucketMinted, fmt.Append(nil, "fact ", i), []byte{1}), errBad)
			}
		case 7:
			f.do = func(*batch) error { panic("a hostile item") }
		case 9:
			f.alone = true
		}
		f.done = func() { done[i]++ }
		wg.Go(func() { errs[i] = s.submit(context.Background(), "keep", f) })
	}
	release()
	wg.Wait()
	for i, err := range errs {
		bad := i%10 == 3 || i%10 == 7
		if (err != nil) != bad || i%10 == 3 && !errors.Is(err, errBad) {
			t.Errorf("fact %d: %v", i, err)
		}
		if got := kept(t, s, fmt.Sprint("fact ", i)); got == bad || (done[i] == 1) == bad || done[i] > 1 {
			t.Errorf("fact %d: kept %v, done %d times", i, got, done[i])
		}
	}
}

// TestLeaving gives up before the writer has begun: nothing is done.
func TestLeaving(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	release := busy(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- s.submit(ctx, "keep", keep("left")) }()
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("submit: %v", err)
	}
	release()
	if kept(t, s, "left") {
		t.Error("what was given up is done")
	}
}

// TestClosing closes while facts wait: each is done, or the store is closed.
func TestClosing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "freshet.db")
	s, err := Open(path, Options{})
	must(t, err)
	release := busy(t, s)
	const n = 300 // more than fit between callers and writer
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = s.submit(context.Background(), "keep", keep(fmt.Sprint("fact ", i))) })
	}
	wg.Go(func() { must(t, s.Close()) })
	release()
	wg.Wait()
	s, err = Open(path, Options{})
	must(t, err)
	defer s.Close()
	for i, err := range errs {
		if got := kept(t, s, fmt.Sprint("fact ", i)); got != (err == nil) || err != nil && !errors.Is(err, storage.ErrClosed) {
			t.Errorf("fact %d: %v, kept %v", i, err, got)
		}
	}
}

// TestLanded lets a commit fail after its transaction was written. The caller
// hears of the failure, and memory follows the file.
func TestLanded(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	before, err := s.Revision(t.Context())
	must(t, err)
	done := false
	f := keep("landed")
	put := f.do
	f.do = func(b *batch) error {
		b.visible = true
		return errors.Join(put(b), putUint(b.bucket(bucketMeta), metaRevision, uint64(b.revision())), b.tx.Commit())
	}
	f.done = func() { done = true }
	if err := s.submit(t.Context(), "keep", f); err == nil {
		t.Error("the failure is not told")
	}
	after, err := s.Revision(t.Context())
	if err != nil || after != before+1 || !done || !kept(t, s, "landed") {
		t.Errorf("revision %d after %d, %v, done %v", after, before, err, done)
	}
}

// TestLostLease ends a claim whose source moves while its Finish waits.
func TestLostLease(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	ctx := t.Context()
	at := testItem().Published
	sp := storage.SourceSpec{Name: "a", URL: "https://a.example/feed", Host: "a.example"}
	_, err := s.Sync(ctx, at, []storage.SourceSpec{sp})
	must(t, err)
	claims, err := s.Claim(ctx, storage.ClaimRequest{Now: at.AddDate(1, 0, 0), Limit: 1, Lease: 1})
	must(t, err)
	release := busy(t, s)
	moved, finished := make(chan error), make(chan error)
	f := &fact{alone: true, do: func(*batch) error { return nil }}
	f.done = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		to := sp
		to.URL += "/moved"
		steps, err := s.table.Plan([]storage.SourceSpec{to})
		if err != nil {
			t.Error(err)
		}
		s.table.Apply(at, steps)
	}
	go func() { moved <- s.submit(ctx, "move", f) }()
	waiting(s, 1)
	go func() {
		_, err := s.Finish(ctx, claims[0], storage.Outcome{At: at, Items: []storage.Item{testItem()}})
		finished <- err
	}()
	waiting(s, 2)
	release()
	must(t, <-moved)
	if err := <-finished; !errors.Is(err, storage.ErrLeaseLost) {
		t.Errorf("Finish: %v, want ErrLeaseLost", err)
	}
	if st, err := s.Newest(ctx, storage.Query{Limit: 1}); err != nil || len(st) != 0 {
		t.Errorf("%d stories, %v", len(st), err)
	}
}
