package bolt_test

import (
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/storagetest"
)

func TestMain(m *testing.M) {
	if child(m) {
		return
	}
	goleak.VerifyTestMain(m)
}

func open(t *testing.T, dir string) storage.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(dir, "freshet.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) { storagetest.Run(t, open) }

func TestModel(t *testing.T) { storagetest.Model(t, open) }
