package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// goPackage is what the rules read of a package.
type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "freshet/...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	var packages []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// below tells whether a package is root or lies below it.
func below(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}

// TestImportDirection proves the direction of the packages: two rivers on one
// ground, and only cmd knows all.
func TestImportDirection(t *testing.T) {
	for _, rule := range []struct {
		from  string   // packages at or below
		never []string // import nothing at or below these
		but   []string // except these
		why   string
	}{
		{"freshet/storage", []string{"freshet"}, []string{"freshet/storage"}, "the ground knows no river"},
		{"freshet/storage/dedup", []string{"freshet"}, []string{"freshet/storage/dedup"}, "a pure leaf"},
		{"freshet/config", []string{"freshet"}, []string{"freshet/config"}, "a leaf"},
		{"freshet/aggregator", []string{"freshet"}, []string{"freshet/aggregator", "freshet/storage"}, "what flows in stands on storage only"},
		{"freshet/output", []string{"freshet"}, []string{"freshet/output", "freshet/storage"}, "what flows out stands on storage only"},
		{"freshet/aggregator", []string{"freshet/storage/bolt", "freshet/storage/storagetest"}, nil, "no river knows a backend"},
		{"freshet/output", []string{"freshet/storage/bolt", "freshet/storage/storagetest"}, nil, "no river knows a backend"},
	} {
		for _, p := range listPackages(t) {
			if !below(p.ImportPath, rule.from) {
				continue
			}
			for _, imported := range p.Imports {
				banned := slices.ContainsFunc(rule.never, func(root string) bool { return below(imported, root) })
				allowed := slices.ContainsFunc(rule.but, func(root string) bool { return below(imported, root) })
				if banned && !allowed {
					t.Errorf("%s imports %s: %s", p.ImportPath, imported, rule.why)
				}
			}
		}
	}
}

// TestStorageImportsOnlyDedup holds the words of the domain apart from the
// backends.
func TestStorageImportsOnlyDedup(t *testing.T) {
	for _, p := range listPackages(t) {
		if p.ImportPath != "freshet/storage" {
			continue
		}
		for _, imported := range p.Imports {
			if below(imported, "freshet") && imported != "freshet/storage/dedup" {
				t.Errorf("storage imports %s", imported)
			}
		}
	}
}

// TestLibrariesHaveOneRoom proves that each library with a shape of its own is
// imported in one package only.
func TestLibrariesHaveOneRoom(t *testing.T) {
	rooms := map[string]string{
		"github.com/mmcdole/gofeed": "freshet/aggregator/parse",
		"github.com/gorilla/feeds":  "freshet/output/render",
		"go.etcd.io/bbolt":          "freshet/storage/bolt",
		"github.com/expr-lang/expr": "freshet/config",
		"go.yaml.in/yaml/v4":        "freshet/config",
		"code.dny.dev/ssrf":         "freshet/aggregator/fetch",
	}
	found := map[string]bool{}
	for _, p := range listPackages(t) {
		for _, imported := range p.Imports {
			for library, room := range rooms {
				if !below(imported, library) {
					continue
				}
				found[library] = true
				if p.ImportPath != room && !strings.HasSuffix(p.ImportPath, "/bench") {
					t.Errorf("%s imports %s, whose room is %s", p.ImportPath, imported, room)
				}
			}
		}
	}
	for library := range rooms {
		if !found[library] {
			t.Errorf("nobody imports %s: the rule is not checked", library)
		}
	}
}

// TestPurePackages proves that the pure rooms reach neither network nor disk nor
// a command: they cannot even name them.
func TestPurePackages(t *testing.T) {
	pure := []string{
		"freshet/storage", "freshet/storage/dedup", "freshet/aggregator/pace", "freshet/aggregator/parse",
		"freshet/aggregator/clean", "freshet/output/rank", "freshet/output/render", "freshet/output/page",
	}
	impure := []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog", "sync/atomic"}
	packages := listPackages(t)
	for _, name := range pure {
		i := slices.IndexFunc(packages, func(p goPackage) bool { return p.ImportPath == name })
		if i < 0 {
			t.Errorf("no package %s", name)
			continue
		}
		for _, imported := range packages[i].Imports {
			if slices.Contains(impure, imported) {
				t.Errorf("%s imports %s, but is pure", name, imported)
			}
		}
	}
}
