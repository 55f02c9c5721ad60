package bolt_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/dedup"
)

// childVar names the part that this process plays as a child of a test.
const childVar = "FRESHET_TEST_CHILD"

// children are the parts: each works on the store in a directory.
var children = map[string]func(dir string, args []string) error{
	"write": childWrite,
	"limit": childLimit,
	"tmpfs": childTmpfs,
}

// child plays a part and reports whether there was one. It ends with the parent.
func child() bool {
	play := children[os.Getenv(childVar)]
	if play == nil {
		return false
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	if err := play(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// command is a child that is ready to start. Its standard input stays open until
// the test ends.
func command(t *testing.T, part, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{dir}, args...)...)
	cmd.Env = append(os.Environ(), childVar+"="+part)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	return cmd
}

// soak multiplies the rounds of long tests.
func soak(rounds int) int {
	if n, err := strconv.Atoi(os.Getenv("FRESHET_SOAK")); err == nil && n > 0 {
		return rounds * n
	}
	return rounds
}

// t0 is when everything begins.
var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func spec(name string) storage.SourceSpec {
	return storage.SourceSpec{Name: name, URL: "https://" + name + ".example/feed", Host: name + ".example"}
}

// news is an item with a text of its own.
func news(source, name, content string) storage.Item {
	link := "https://" + source + ".example/" + name
	it := storage.Item{
		GUID: source + "/" + name, URL: link, Canonical: link, Title: "About " + name,
		Summary: "<p>What is told of " + name + " by " + source + ".</p>", Content: content, Published: t0,
	}
	it.Signature = dedup.Sign(it.Title, it.Summary+content)
	return it
}

// noise is n bytes that do not compress.
func noise(seed string, n int) string {
	state := uint64(14695981039346656037)
	for _, c := range seed {
		state = (state ^ uint64(c)) * 1099511628211
	}
	b := make([]byte, n)
	for i := range b {
		state = state*6364136223846793005 + 1442695040888963407
		b[i] = byte('!' + state>>33%90)
	}
	return string(b)
}

// claimAll claims whatever is there, due or not.
func claimAll(ctx context.Context, s storage.Store, limit int) ([]storage.Claim, error) {
	return s.Claim(ctx, storage.ClaimRequest{Now: t0.Add(1000 * time.Hour), Limit: limit, Lease: time.Hour})
}

// finish ends a claim with items, at a time that makes it due again.
func finish(ctx context.Context, s storage.Store, c storage.Claim, at time.Time, items ...storage.Item) error {
	out := storage.Outcome{At: at, State: c.State, Next: at, Items: items, Present: []string{}}
	for _, it := range items {
		out.Present = append(out.Present, it.GUID)
	}
	_, err := s.Finish(ctx, c, out)
	return err
}
