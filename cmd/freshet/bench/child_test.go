package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"freshet/cmd/freshet/world"
)

// childEnv tells this program that it is the other end of the network.
const childEnv = "FRESHET_BENCH_CHILD"

// hosts is how many addresses the origins have: as many polls run at once.
const hosts = 16

// The worlds that the child serves, each below a path of its own.
var worlds = map[string]world.BulkOptions{
	"quiet": {Seed: 1, Sources: 1000, Items: 30, Bytes: 100},
	"stale": {Seed: 2, Sources: 200, Items: 30}, // answers 200 whatever is asked
	"cold":  {Seed: 3, Sources: 100, Items: 30, CopyShare: .1},
	"truth": {Seed: 4, Sources: 20, Items: 10, CopyShare: .2},
	// Each source's items come one by one: a request with the tag of one document
	// is answered with the next.
	"moving": {Seed: 5, Sources: 100, Items: shown + versions},
}

// bulk is a world as the child has it.
func bulk(name string) *world.BulkWorld {
	w, err := world.Bulk(worlds[name])
	if err != nil {
		panic(err) // the options are constants
	}
	return w
}

// beChild serves the worlds and fires loads until its standard input ends.
func beChild() error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listeners, err := world.Loopback(hosts)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	for name := range worlds {
		var h http.Handler = bulk(name)
		switch name {
		case "stale":
			h = unconditional(h)
		case "moving":
			h = newMoving(bulk(name))
		}
		mux.Handle("/"+name+"/", http.StripPrefix("/"+name, h))
	}
	mux.HandleFunc("/load", serveLoad)
	var bases []string
	for _, l := range listeners {
		bases = append(bases, "http://"+l.Addr().String())
	}
	if err := json.NewEncoder(os.Stdout).Encode(bases); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent is gone
		stop()
	}()
	return world.Serve(ctx, mux, listeners)
}

// unconditional serves every request as if it had no validators.
func unconditional(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("If-None-Match")
		h.ServeHTTP(w, r)
	})
}

// other is the child as the parent has it. It is started when first asked.
type other struct {
	once  sync.Once
	err   error
	cmd   *exec.Cmd
	stdin io.Closer
	bases []string
}

var child other

func (o *other) start() error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	o.cmd = exec.Command(exe)
	o.cmd.Env = append(os.Environ(), childEnv+"=1")
	o.cmd.Stderr = os.Stderr
	if o.stdin, err = o.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := o.cmd.Start(); err != nil {
		return err
	}
	return json.NewDecoder(out).Decode(&o.bases)
}

// urls are the addresses of a world's first n sources, dealt out to all hosts.
func (o *other) urls(t testing.TB, name string, n int) []string {
	t.Helper()
	if o.once.Do(func() { o.err = o.start() }); o.err != nil {
		t.Fatal("start the origins:", o.err)
	}
	urls := make([]string, n)
	for i := range urls {
		urls[i] = fmt.Sprintf("%s/%s/s/%d.xml", o.bases[i%len(o.bases)], name, i)
	}
	return urls
}

// fire makes the child send a load, and fails when not all answers were of one
// status.
func (o *other) fire(t testing.TB, l load, status int) {
	t.Helper()
	o.urls(t, "quiet", 0)
	body, err := json.Marshal(l)
	check(t, err)
	resp, err := http.Post(o.bases[0]+"/load", "application/json", bytes.NewReader(body))
	check(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	check(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("load: %s", answer)
	}
	var got map[int]int
	check(t, json.Unmarshal(answer, &got))
	if got[status] != l.N {
		t.Fatalf("load of %s: answers by status %v, want %d of %d", strings.Join(l.Paths[:1], ""), got, l.N, status)
	}
}

func (o *other) stop() {
	if o.cmd == nil || o.cmd.Process == nil {
		return
	}
	_ = o.stdin.Close()
	_ = o.cmd.Wait()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
