package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
)

// The writer of the crash test polls some sources as fast as it can. Poll n of a
// source brings an item of its own, and a copy of a story that all sources tell;
// what poll n-1 brought is still in the document, the own item of poll n-2 is taken
// back. Beside that items are pushed, see crash_push_test.go.
const crashSources = 4

// crashFeed is what poll n of a source finds.
func crashFeed(source string, n int) []storage.Item {
	var items []storage.Item
	for i := max(n-1, 1); i <= n; i++ {
		own := news(source, fmt.Sprint("own", i), "")
		shared := news("shared", fmt.Sprint("told", i), "")
		shared.GUID = source + "/" + fmt.Sprint("told", i)
		items = append(items, own, shared)
	}
	return items
}

// crashDeleted is what poll n of a source takes back.
func crashDeleted(source string, n int) []storage.Deletion {
	return []storage.Deletion{{GUID: fmt.Sprint(source, "/own", n-2)}}
}

// crashAt is when poll n ends.
func crashAt(n int) time.Time { return t0.Add(time.Duration(n) * time.Minute) }

// crashWriter says on standard output what it begins (small letters) and what was
// acknowledged (large ones).
type crashWriter struct {
	s    *bolt.Store
	mu   sync.Mutex
	next map[string]int
	seq  uint64
}

// childWrite writes until it is killed. Its arguments are the first click, the
// first push and the first poll of each source.
func childWrite(dir string, args []string) error {
	opt := bolt.Options{}
	if args[0] == "small" {
		opt = bolt.SmallTail(opt)
	}
	s, err := bolt.Open(file(dir), opt)
	if err != nil {
		return err
	}
	w := &crashWriter{s: s, next: map[string]int{}}
	if w.seq, err = strconv.ParseUint(args[1], 10, 64); err != nil {
		return err
	}
	firstPush, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	var specs []storage.SourceSpec
	for i, from := range args[3:] {
		sp := spec(fmt.Sprint("s", i))
		specs = append(specs, sp)
		if w.next[sp.Name], err = strconv.Atoi(from); err != nil {
			return err
		}
	}
	ctx := context.Background()
	if _, err := s.Sync(ctx, t0, specs); err != nil {
		return err
	}
	errs := make(chan error)
	for range crashSources {
		go func() { errs <- w.polls(ctx) }()
	}
	go func() { errs <- w.clicks(ctx) }()
	go func() { errs <- w.pushes(ctx, firstPush) }()
	return <-errs
}

func (w *crashWriter) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Printf(format+"\n", args...)
}

func (w *crashWriter) polls(ctx context.Context) error {
	for {
		claims, err := claimAll(ctx, w.s, 1)
		if err != nil {
			return err
		}
		for _, c := range claims {
			if err := w.poll(ctx, c); err != nil {
				return err
			}
		}
	}
}

func (w *crashWriter) poll(ctx context.Context, c storage.Claim) error {
	name := c.Source.Name
	w.mu.Lock()
	n := w.next[name]
	w.next[name]++
	w.mu.Unlock()
	w.say("f %s %d", name, n)
	c.State.Validators.ETag = fmt.Sprint(n)
	out := storage.Outcome{At: crashAt(n), State: c.State, Next: crashAt(n), Items: crashFeed(name, n), Deleted: crashDeleted(name, n)}
	out.Present = []string{}
	for _, it := range out.Items {
		out.Present = append(out.Present, it.GUID)
	}
	if _, err := w.s.Finish(ctx, c, out); err != nil {
		return err
	}
	r, err := w.s.Revision(ctx)
	w.say("F %s %d", name, n)
	w.say("R revision %d", r)
	return err
}

// clicks adds some clicks and again some of those before.
func (w *crashWriter) clicks(ctx context.Context) error {
	for seq := w.seq; ; seq += 5 {
		stories, err := w.s.Newest(ctx, storage.Query{Limit: 20})
		if err != nil {
			return err
		}
		// Of others a click might come after their end, and would be no click.
		stories = slices.DeleteFunc(stories, func(st storage.Story) bool { return !strings.Contains(st.Lead.GUID, "/told") })
		if len(stories) == 0 {
			seq -= 5
			continue
		}
		var clicks []storage.Click
		for i := seq - min(seq-1, 3); i < seq+5; i++ {
			clicks = append(clicks, storage.Click{Seq: i, At: t0, Story: stories[i%uint64(len(stories))].ID, Weight: 1})
		}
		w.say("c clicks %d", seq+4)
		last, err := w.s.AddClicks(ctx, "j", clicks)
		if err != nil {
			return err
		}
		w.say("C clicks %d", last)
	}
}

// witness is what the parent knows of the writer: what it began and what was
// acknowledged, and what it saw in the store itself.
type witness struct {
	t            *testing.T
	dir          string
	began, acked map[string]int
	ids          map[string]storage.StoryID // by guid
	gone         map[string]bool            // guids that were pruned
}

// TestCrash kills a writer at random moments. Nothing that was acknowledged is
// lost, nothing is there twice, and no id changes.
func TestCrash(t *testing.T) {
	t.Parallel()
	w := &witness{
		t: t, dir: t.TempDir(), began: map[string]int{}, acked: map[string]int{},
		ids: map[string]storage.StoryID{}, gone: map[string]bool{},
	}
	for round := range soak(30) {
		w.round(round)
		w.verify(round)
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
	}
	t.Logf("acknowledged before kills: %v", w.acked)
}

// round starts a writer and kills it after it has said a number of lines.
func (w *witness) round(round int) {
	args := []string{[]string{"", "small"}[round%2], fmt.Sprint(w.acked["clicks"] + 1), fmt.Sprint(w.acked["pushes"] + 1)}
	for i := range crashSources {
		args = append(args, fmt.Sprint(w.acked[fmt.Sprint("s", i)]+1))
	}
	for name, n := range w.acked {
		if name != "pushes" { // one may have landed before its subscription could tell
			w.began[name] = n
		}
	}
	cmd := command(w.t, "write", w.dir, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	kill := 1 + rand.IntN(100)
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		w.note(strings.Fields(lines.Text()))
		if n == kill {
			_ = cmd.Process.Kill()
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		w.t.Fatalf("the writer was to be killed: %v", err)
	}
}

func (w *witness) note(fields []string) {
	n, err := strconv.Atoi(fields[2])
	if err != nil {
		w.t.Fatal(err)
	}
	said := w.acked
	if fields[0] == strings.ToLower(fields[0]) {
		said = w.began
	}
	said[fields[1]] = max(said[fields[1]], n)
}

// verify opens the store and compares; now and then it removes what is old.
func (w *witness) verify(round int) {
	s := openWith(w.t, w.dir, bolt.Options{})
	ctx := w.t.Context()
	if err := s.Check(ctx); err != nil {
		w.t.Errorf("Check: %v", err)
	}
	if r, err := s.Revision(ctx); err != nil || int(r) < w.acked["revision"] {
		w.t.Errorf("revision %d, was %d, %v", r, w.acked["revision"], err)
	}
	found := w.stories(s)
	w.polls(s, found)
	w.clicks(s)
	w.pushes(s, found)
	if round%5 == 4 {
		w.prune(s)
	}
	if err := s.Close(); err != nil {
		w.t.Errorf("Close: %v", err)
	}
}

// stories reads all stories: each guid once, under the id that it always had.
func (w *witness) stories(s *bolt.Store) map[string]storage.StoryID {
	found := map[string]storage.StoryID{}
	for st, err := range s.All(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		for _, sight := range st.Sightings {
			if other, ok := found[sight.GUID]; ok {
				w.t.Errorf("%s is in %s and in %s", sight.GUID, other, st.ID)
			}
			found[sight.GUID] = st.ID
			if was, ok := w.ids[sight.GUID]; ok && was != st.ID {
				w.t.Errorf("%s was story %s, is %s", sight.GUID, was, st.ID)
			}
			if w.gone[sight.GUID] {
				w.t.Errorf("%s came back", sight.GUID)
			}
		}
	}
	maps.Copy(w.ids, found)
	return found
}

// polls compares what each source brought: all of what was acknowledged, and of
// the poll that was under way all or nothing, its validator included.
func (w *witness) polls(s *bolt.Store, found map[string]storage.StoryID) {
	sources, err := s.Sources(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	told := map[string]map[storage.StoryID]bool{}
	for _, src := range sources {
		name, last := src.Source.Name, 0
		for n := 1; n <= w.began[name]+1; n++ {
			id, b := found[fmt.Sprint(name, "/told", n)]
			switch {
			case b:
				last = n
			case n <= w.acked[name] && !w.gone[fmt.Sprint(name, "/told", n)]:
				w.t.Errorf("%s: poll %d of %d acknowledged is lost", name, n, w.acked[name])
			}
			if key := fmt.Sprint("told", n); b {
				if told[key] == nil {
					told[key] = map[storage.StoryID]bool{}
				}
				told[key][id] = true
			}
		}
		w.own(name, last, found)
		if last > w.began[name] {
			w.t.Errorf("%s: poll %d, of which none was begun after %d", name, last, w.began[name])
		}
		if etag := fmt.Sprint(last); last > 0 && src.State.Validators.ETag != etag {
			w.t.Errorf("%s: validator %q, items up to %s", name, src.State.Validators.ETag, etag)
		}
		w.acked[name] = max(w.acked[name], last)
	}
	for key, ids := range told {
		if len(ids) != 1 {
			w.t.Errorf("%s is %d stories", key, len(ids))
		}
	}
}

// clicks compares the log of clicks: each number once, none missing.
func (w *witness) clicks(s *bolt.Store) {
	ctx := w.t.Context()
	last, err := s.Applied(ctx, "j")
	if err != nil {
		w.t.Fatal(err)
	}
	if n := int(last); n < w.acked["clicks"] || n > w.began["clicks"] {
		w.t.Errorf("clicks up to %d, acknowledged %d, begun %d", n, w.acked["clicks"], w.began["clicks"])
	}
	w.acked["clicks"] = int(last)
	var seqs, want []uint64
	sums := map[storage.StoryID]uint64{}
	for c, err := range s.ClickLog(ctx, time.Time{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		seqs = append(seqs, c.Seq)
		sums[c.Story]++
	}
	for i := range last {
		want = append(want, i+1)
	}
	if !slices.Equal(seqs, want) {
		w.t.Errorf("the log has %v, want 1 to %d", seqs, last)
	}
	counts, err := s.Counts(ctx, slices.Collect(maps.Keys(sums)))
	if err != nil {
		w.t.Fatal(err)
	}
	for id, c := range counts {
		if c.Raw != sums[id] {
			w.t.Errorf("story %s counts %d clicks, the log has %d", id, c.Raw, sums[id])
		}
	}
}

// prune removes the older half of what is there.
func (w *witness) prune(s *bolt.Store) {
	n := 0
	for i := range crashSources {
		n = max(n, w.acked[fmt.Sprint("s", i)])
	}
	if _, err := s.Prune(w.t.Context(), crashAt(n), storage.Keep{For: crashAt(n).Sub(crashAt(n / 2))}); err != nil {
		w.t.Fatal(err)
	}
	left := map[string]bool{}
	for st, err := range s.All(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		for _, sight := range st.Sightings {
			left[sight.GUID] = true
		}
	}
	for guid := range w.ids {
		if !left[guid] {
			w.gone[guid] = true
		}
	}
}
