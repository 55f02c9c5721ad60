package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Environment of a child.
const (
	childPath    = "FRESHET_LOAD_STORE"
	childSources = "FRESHET_LOAD_SOURCES"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		n, err := strconv.Atoi(os.Getenv(childSources))
		if err == nil {
			err = child(path, n)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child polls until the week is over. Each document that it is sent is noted in a
// file before it is: source, newest entry, time.
func child(path string, sources int) error {
	log, err := os.OpenFile(path+".sent", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	at := start
	sent, err := readSent(path)
	if err != nil {
		return err
	}
	for _, s := range sent {
		if s.at.After(at) {
			at = s.at
		}
	}
	r, err := begin(path, sources, at)
	if err != nil {
		return err
	}
	r.web.tell = func(s *source, newest int) { fmt.Fprintf(log, "%d %d %d\n", s.i, newest, r.now().UnixNano()) }
	if err := r.until(context.Background(), start.Add(days*24*time.Hour)); err != nil {
		return err
	}
	return r.store.Close()
}

type sent struct {
	source, newest int
	at             time.Time
}

// readSent reads what was sent so far. The last line may have been cut by a kill.
func readSent(path string) ([]sent, error) {
	f, err := os.Open(path + ".sent")
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []sent
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var s sent
		var at int64
		if n, _ := fmt.Sscanf(lines.Text(), "%d %d %d", &s.source, &s.newest, &at); n == 3 {
			s.at = time.Unix(0, at).UTC()
			out = append(out, s)
		}
	}
	return out, lines.Err()
}

// TestA1_9_KilledAtRandom: a process that is killed again and again loses no entry that
// was sent to it, and makes none twice.
func TestA1_9_KilledAtRandom(t *testing.T) {
	size := sizeOf()
	path := filepath.Join(t.TempDir(), "killed.db")
	lives, err := killAgainAndAgain(t, path, size)
	if err != nil {
		t.Fatal(err)
	}
	r, err := begin(path, size.sources, start.Add(days*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	defer r.store.Close()
	all, err := readSent(path)
	if err != nil {
		t.Fatal(err)
	}
	bySource := map[int]*source{}
	for _, s := range r.web.places {
		bySource[s.i] = s
	}
	want := map[string]bool{}
	for _, s := range all {
		for n := max(s.newest-window+1, 1); n <= s.newest; n++ {
			want[bySource[s.source].title(n)] = true
		}
	}
	t.Logf("killed %d times, %d documents sent", lives-1, len(all))
	r.compare(t, want)
}

// killAgainAndAgain starts the process and kills it after a random while, so many
// times, and lets the last one live.
func killAgainAndAgain(t *testing.T, path string, size size) (lives int, err error) {
	random := rand.New(rand.NewPCG(seed, uint64(size.kills)))
	for lives = 1; ; lives++ {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childPath+"="+path, fmt.Sprintf("%s=%d", childSources, size.sources))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			return lives, err
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		var kill <-chan time.Time
		if lives <= size.kills {
			kill = time.After(time.Duration(40+random.IntN(260)) * time.Millisecond)
		}
		select {
		case err := <-done:
			return lives, err
		case <-kill:
			_ = cmd.Process.Kill()
			<-done
		}
	}
}
