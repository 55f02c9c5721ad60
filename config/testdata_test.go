package config

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expected texts again; read the diff")

// testEnv are the variables of the files in testdata.
var testEnv = map[string]string{
	"SET": "set", "EMPTY": "", "KEY": "hunter2", "PRICE": "${KEY}", "LIMIT": "50",
	"DATABASE_URL": "postgres://freshet:hunter2@db.example/freshet",
}

func getenv(name string) (string, bool) {
	v, ok := testEnv[name]
	return v, ok
}

// parseFile parses a file of testdata as if the test ran in its folder.
func parseFile(t *testing.T, path string) (*Config, error) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(filepath.Base(path), data, filepath.Dir(path), getenv)
}

func files(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return paths
}

// golden compares a text with the one kept beside a file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestBadFiles(t *testing.T) {
	for _, path := range files(t, "testdata/bad/*.yml") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yml"), func(t *testing.T) {
			cfg, err := parseFile(t, path)
			if err == nil || cfg != nil {
				t.Fatalf("got a config and error %v", err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret is shown: %v", err)
			}
			golden(t, strings.TrimSuffix(path, ".yml")+".want", err.Error()+"\n")
		})
	}
}

// TestTenMistakes: all mistakes are told at once, each with its own place.
func TestTenMistakes(t *testing.T) {
	_, err := parseFile(t, "testdata/bad/ten.yml")
	places := map[[2]int]bool{}
	for _, e := range err.(Errors) {
		places[[2]int{e.Line, e.Column}] = true
		if e.Line == 0 || e.Column == 0 || e.Hint == "" {
			t.Errorf("without a place or a hint: %v", e)
		}
	}
	if len(places) < 10 {
		t.Errorf("%d places", len(places))
	}
}

func TestGoodFiles(t *testing.T) {
	for _, path := range files(t, "testdata/good/*.yml") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yml"), func(t *testing.T) {
			cfg, err := parseFile(t, path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(cfg, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(path, ".yml")+".json", string(got)+"\n")
		})
	}
}
