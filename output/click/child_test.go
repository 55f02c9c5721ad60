package click

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"freshet/storage"
	"freshet/storage/bolt"
)

// childRole is the environment variable that makes the test binary a child: what
// it shall do with the journal in childDir.
const (
	childRole = "FRESHET_CLICK_CHILD"
	childDir  = "FRESHET_CLICK_DIR"
)

func TestMain(m *testing.M) {
	role := os.Getenv(childRole)
	if role == "" {
		goleak.VerifyTestMain(m)
		return
	}
	do := map[string]func(dir string) error{"hold": holdJournal, "click": clickForEver, "full": fillDisk}[role]
	if err := do(os.Getenv(childDir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child is a process of this test binary that a test started.
type child struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// start runs a child.
func start(t *testing.T, role, dir string) *child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return &child{cmd, bufio.NewScanner(out)}
}

// read is the child's next line.
func (c *child) read(t *testing.T) string {
	t.Helper()
	if !c.lines.Scan() {
		t.Fatalf("the child said nothing: %v, %v", c.lines.Err(), c.cmd.Wait())
	}
	return c.lines.Text()
}

// kill ends the child at once, as kill -9 does, and returns what it had still
// said.
func (c *child) kill(t *testing.T) (rest []string) {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for c.lines.Scan() {
		rest = append(rest, c.lines.Text())
	}
	_ = c.cmd.Wait() // it was killed
	return rest
}

// holdJournal has the journal until it is killed.
func holdJournal(dir string) error {
	if _, err := OpenJournal(dir, Options{}); err != nil {
		return err
	}
	fmt.Println("open")
	select {}
}

// clickForEver takes clicks from several readers and moves them to a store,
// until it is killed. It says the tag of each click that it has acknowledged.
func clickForEver(dir string) error {
	store, err := bolt.Open(dir+"/freshet.db", bolt.Options{})
	if err != nil {
		return err
	}
	opt := small(200)
	opt.MoveEvery = time.Millisecond
	j, err := OpenJournal(dir+"/clicks", opt)
	if err != nil {
		return err
	}
	failed := make(chan error)
	go func() { failed <- j.Run(context.Background(), store) }()
	story, err := storage.ParseStoryID(os.Getenv(childStory))
	if err != nil {
		return err
	}
	tag, err := strconv.Atoi(os.Getenv(childTag))
	if err != nil {
		return err
	}
	var next atomic.Uint32
	next.Store(uint32(tag))
	for range 4 {
		go func() {
			for {
				c := tagged(int(next.Add(1)))
				c.Story, c.At = story, time.Now()
				if err := j.Append(context.Background(), c); err != nil {
					failed <- err
				}
				fmt.Println(c.Feed)
			}
		}()
	}
	return <-failed
}

// fillDisk goes on clicking after files may not grow any more, and then again
// when they may. It says what was acknowledged, and "full" when nothing is.
func fillDisk(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	j, err := OpenJournal(dir, Options{})
	if err != nil {
		return err
	}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		return err
	}
	limit := was
	limit.Cur = 50*recordBytes + recordBytes/2
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for tag := range 100 {
		if tag == 90 {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
				return err
			}
		}
		if err := j.Append(context.Background(), tagged(tag)); err != nil {
			fmt.Println("full", err)
		} else {
			fmt.Println(tag)
		}
	}
	return j.Close()
}
