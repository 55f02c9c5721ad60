package memtable

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestAgainstMap puts and deletes keys in several epochs and compares every version
// with a map of the same contents.
func TestAgainstMap(t *testing.T) {
	key := rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		var now Table
		model := map[string]string{}
		var versions []Table
		var models []map[string]string
		for range rapid.IntRange(1, 5).Draw(t, "epochs") {
			e := new(Epoch)
			for k, v := range rapid.MapOfN(key, rapid.String(), 0, 20).Draw(t, "puts") {
				now = now.Put(e, k, v)
				model[k] = v
			}
			for _, k := range rapid.SliceOfN(key, 0, 10).Draw(t, "deletes") {
				now = now.Delete(e, k)
				delete(model, k)
			}
			versions = append(versions, now)
			models = append(models, maps.Clone(model))
		}
		start := rapid.OneOf(rapid.Just(""), key).Draw(t, "start")
		for i, v := range versions {
			compare(t, v, models[i], start)
		}
	})
}

func compare(t *rapid.T, v Table, model map[string]string, start string) {
	if v.Len() != len(model) {
		t.Fatalf("Len = %d, want %d", v.Len(), len(model))
	}
	keys := slices.Sorted(maps.Keys(model))
	for _, k := range keys {
		if got, ok := v.Get(k); !ok || got != model[k] {
			t.Fatalf("Get(%q) = %q, %v", k, got, ok)
		}
	}
	at, found := slices.BinarySearch(keys, start)
	if _, ok := v.Get(start); ok != found {
		t.Fatalf("Get(%q) found = %v, want %v", start, ok, found)
	}
	var up, down []string
	for k := range v.From(start) {
		up = append(up, k)
	}
	for k := range v.Before(start) {
		down = append(down, k)
	}
	below := keys[:at]
	if start == "" {
		below = keys
	}
	below = slices.Clone(below)
	slices.Reverse(below)
	if d := cmp.Diff(keys[at:], up, equateEmpty); d != "" {
		t.Fatal("From: " + d)
	}
	if d := cmp.Diff(below, down, equateEmpty); d != "" {
		t.Fatal("Before: " + d)
	}
}

var equateEmpty = cmpopts.EquateEmpty()

// TestStop leaves both walks early.
func TestStop(t *testing.T) {
	var v Table
	e := new(Epoch)
	for _, k := range []string{"b", "a", "c"} {
		v = v.Put(e, k, k)
	}
	for k := range v.From("") {
		if k != "a" {
			t.Fatalf("first ascending = %q", k)
		}
		break
	}
	for k := range v.Before("") {
		if k != "c" {
			t.Fatalf("first descending = %q", k)
		}
		break
	}
}
