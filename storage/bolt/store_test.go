package bolt_test

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/storagetest"
)

func TestMain(m *testing.M) {
	if child() {
		return
	}
	// The model test is long; -rapid.checks or FRESHET_SOAK make it longer.
	if err := flag.Set("rapid.checks", strconv.Itoa(soak(20))); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// file is the store's file in a directory.
func file(dir string) string { return filepath.Join(dir, "freshet.db") }

func open(t *testing.T, dir string) storage.Store {
	t.Helper()
	return openWith(t, dir, bolt.Options{})
}

func openSmall(t *testing.T, dir string) storage.Store {
	t.Helper()
	return openWith(t, dir, bolt.SmallTail(bolt.Options{}))
}

func openWith(t *testing.T, dir string, opt bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(file(dir), opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// crash goes on with the file as it is now, without the last write of Close.
func crash(t *testing.T, s storage.Store, dir string) {
	t.Helper()
	now := filepath.Join(dir, "now.db")
	f, err := os.Create(now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.(io.WriterTo).WriteTo(f)
	for _, err := range []error{err, f.Close(), s.Close(), os.Rename(now, file(dir))} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestStore(t *testing.T) { storagetest.Run(t, open) }

func TestModel(t *testing.T) { storagetest.Model(t, openSmall, crash) }
