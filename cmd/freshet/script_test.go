package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	bolt "go.etcd.io/bbolt"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"freshet": main})
}

// TestScripts runs the scenarios of testdata/script with the real commands.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PORT", takenPort(env))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"lines":      countLines,
			"takedb":     takeDatabase,
			"newerstore": newerStore,
		},
	})
}

// takenPort is the address of a port in use while the script runs.
func takenPort(env *testscript.Env) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		env.T().Fatal(err)
	}
	env.Defer(func() { l.Close() })
	return l.Addr().String()
}

// countLines N WORD: the last standard error has N lines that hold WORD.
func countLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines N WORD")
	}
	n := 0
	for _, line := range strings.Split(ts.ReadFile("stderr"), "\n") {
		if strings.Contains(line, args[1]) {
			n++
		}
	}
	if want := args[0]; want != strconv.Itoa(n) {
		ts.Fatalf("%d lines with %q, want %s", n, args[1], want)
	}
}

// takeDatabase FILE: hold the file's lock until the script ends.
func takeDatabase(ts *testscript.TestScript, neg bool, args []string) {
	db, err := bolt.Open(ts.MkAbs(args[0]), 0o600, nil)
	ts.Check(err)
	ts.Defer(func() { db.Close() })
}

// newerStore FILE: make a store whose schema is of the future.
func newerStore(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	db, err := bolt.Open(path, 0o600, nil)
	ts.Check(err)
	defer db.Close()
	ts.Check(db.Update(func(tx *bolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists([]byte("meta"))
		if err != nil {
			return err
		}
		return meta.Put([]byte("schema"), []byte{0, 0, 0, 0, 0, 0, 0xff, 0xff})
	}))
}
