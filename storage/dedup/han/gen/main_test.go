package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		want       string
	}{
		{"a simplified form", "U+570B\tkSimplifiedVariant\tU+56FD", "國国"},
		{"named from the other side", "U+56FD\tkTraditionalVariant\tU+570B", "國国"},
		{"its own form, and another", "U+4E7E\tkSimplifiedVariant\tU+4E7E U+5E72", "乾干"},
		{"its own form only", "U+4E07\tkSimplifiedVariant\tU+4E07", ""},
		{"a form beyond the basic plane", "U+8CEC\tkSimplifiedVariant\tU+27E54 U+8D26", "賬账"},
		{"a character beyond the basic plane", "U+27E54\tkSimplifiedVariant\tU+8D26", ""},
		{"the first of two", "U+93C7\tkSimplifiedVariant\tU+955F U+65CB", "鏇镟"},
		{"a chain", "U+85B4\tkSimplifiedVariant\tU+82E7\nU+82E7\tkSimplifiedVariant\tU+82CE", "苧苎 薴苎"},
		{"a ring", "U+4E01\tkSimplifiedVariant\tU+4E03\nU+4E03\tkSimplifiedVariant\tU+4E01", "七丁"},
		{"habit before Unihan", "U+8A17\tkSimplifiedVariant\tU+8BAC", "託托"},
		{"other fields, comments", "# U+570B\tkSimplifiedVariant\tU+56FD\n\nU+570B\tkSemanticVariant\tU+5700<kMatthews", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := read(strings.NewReader(c.rows))
			if err != nil {
				t.Fatal(err)
			}
			for from := range usual() {
				if !strings.ContainsRune(c.want, from) {
					delete(table, from)
				}
			}
			var out bytes.Buffer
			if err := write(&out, table); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want+"\n", out.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestBrokenFile(t *testing.T) {
	for _, rows := range []string{"4E7E\tkSimplifiedVariant\tU+5E72", "U+4E7E\tkSimplifiedVariant\tU+XYZ", "U+4E7E\tkSimplifiedVariant\tU+FFFFFFFFF"} {
		if _, err := read(strings.NewReader(rows)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: %v", rows, err)
		}
	}
	if err := run(nil, nil); err == nil {
		t.Error("no file named, no error")
	}
	if err := run([]string{filepath.Join(t.TempDir(), "none")}, nil); err == nil {
		t.Error("no file, no error")
	}
}

func TestRun(t *testing.T) {
	name := filepath.Join(t.TempDir(), "Unihan_Variants.txt")
	if err := os.WriteFile(name, []byte("U+570B\tkSimplifiedVariant\tU+56FD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{name}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "國国") || !strings.Contains(out.String(), "佔占") {
		t.Error(out.String())
	}
}

// Each row of the list of habits is a pair, and none stands twice.
func TestUsage(t *testing.T) {
	seen := map[rune]bool{}
	for _, pair := range strings.Fields(usage) {
		c := []rune(pair)
		if len(c) != 2 || c[0] == c[1] || seen[c[0]] || !inPlane(c[0]) || !inPlane(c[1]) {
			t.Errorf("%q", pair)
		}
		seen[c[0]] = true
	}
}
