package bolt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt"
)

// edit changes a store's file by hand.
func edit(t *testing.T, path string, f func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestLocked opens a file that is open.
func TestA2_21_OneProcessAStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openWith(t, dir, bolt.Options{})
	opt := bolt.Options{Timeout: 20 * time.Millisecond}
	if _, err := bolt.Open(file(dir), opt); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("second Open: %v, want ErrLocked", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openWith(t, dir, opt).Close(); err != nil {
		t.Error(err)
	}
}

// TestNewerSchema opens a file of a later version, which must stay as it is.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := openWith(t, dir, bolt.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file(dir), func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), binary.BigEndian.AppendUint64(nil, 99))
	})
	before, err := os.ReadFile(file(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(file(dir), bolt.Options{}); !errors.Is(err, storage.ErrNewerSchema) {
		t.Errorf("Open: %v, want ErrNewerSchema", err)
	}
	if after, err := os.ReadFile(file(dir)); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed, %v", err)
	}
}

// TestNoStore opens what is no store of freshet.
func TestNoStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other, text := filepath.Join(dir, "other"), filepath.Join(dir, "text")
	edit(t, other, func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("accounts"))
		return err
	})
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{other, text, dir, filepath.Join(dir, "missing", "x")} {
		if s, err := bolt.Open(path, bolt.Options{}); err == nil {
			t.Errorf("Open(%s) succeeded", path)
			_ = s.Close()
		}
	}
	edit(t, other, func(tx *bbolt.Tx) error {
		if tx.Bucket([]byte("meta")) != nil || tx.Bucket([]byte("accounts")) == nil {
			t.Error("another program's file has changed")
		}
		return nil
	})
}

// TestTruncated opens a file whose end is missing, as a copy that broke off: an
// error, not a fault of the machine.
func TestTruncated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openWith(t, dir, bolt.Options{})
	if _, err := s.Sync(t.Context(), t0, []storage.SourceSpec{spec("a")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file(dir))
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	edit(t, file(dir), func(tx *bbolt.Tx) error {
		used = int(tx.Size())
		return nil
	})
	for _, n := range []int{1, 4096, 2 * 4096, 3 * 4096, used - 1} {
		path := filepath.Join(dir, "short.db")
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := bolt.Open(path, bolt.Options{}); err == nil {
			t.Errorf("Open of %d bytes succeeded", n)
			_ = s.Close()
		}
	}
}

// TestBackup copies a store while it is written; the copy is a store.
func TestBackup(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	s := openWith(t, dir, bolt.SmallTail(bolt.Options{}))
	defer s.Close()
	if _, err := s.Sync(t.Context(), t0, []storage.SourceSpec{spec("a")}); err != nil {
		t.Fatal(err)
	}
	polls := func(n int) {
		for i := range n {
			claims, err := claimAll(t.Context(), s, 1)
			if err != nil {
				t.Fatal(err)
			}
			if err := finish(t.Context(), s, claims[0], crashAt(i), news("a", noise(claims[0].Source.Name, 8), noise("x", 9000))); err != nil {
				t.Fatal(err)
			}
		}
	}
	polls(3)
	f, err := os.Create(file(other))
	if err != nil {
		t.Fatal(err)
	}
	// A reader that is slow: the store is written meanwhile.
	w := &slowWriter{f: f, between: func() { polls(2) }}
	if _, err := s.WriteTo(w); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	c := openWith(t, other, bolt.Options{})
	if err := errors.Join(c.Check(t.Context()), s.Check(t.Context()), c.Close()); err != nil {
		t.Error(err)
	}
}

// slowWriter does something between two writes.
type slowWriter struct {
	f       *os.File
	between func()
}

func (w *slowWriter) Write(p []byte) (int, error) {
	w.between()
	return w.f.Write(p)
}
