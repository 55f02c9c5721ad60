package aggregator_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
)

// TestMain stores a long item before anything else: what the store compresses with
// is made once in a process, and must not belong to the bubble of one test.
func TestMain(m *testing.M) {
	if err := storeOne(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func storeOne() error {
	dir, err := os.MkdirTemp("", "freshet-aggregator-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := bolt.Open(filepath.Join(dir, "one.db"), bolt.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	ctx, now := context.Background(), time.Now()
	if _, err := store.Sync(ctx, now.Add(-time.Hour), []storage.SourceSpec{{Name: "one", URL: "https://one.example/"}}); err != nil {
		return err
	}
	claims, err := store.Claim(ctx, storage.ClaimRequest{Now: now, Limit: 1, Lease: time.Minute})
	if err != nil || len(claims) == 0 {
		return fmt.Errorf("%d claims, %w", len(claims), err)
	}
	item := storage.Item{GUID: "1", Title: "one", Content: strings.Repeat("<p>A long text.</p>", 200)}
	_, err = store.Finish(ctx, claims[0], storage.Outcome{At: now, Next: now.Add(time.Hour), Items: []storage.Item{item}, Present: []string{"1"}})
	return err
}
