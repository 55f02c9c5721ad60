package origin

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// speak sends a text on a new connection and returns all that comes back until
// the origin closes or the client's patience ends.
func speak(t *testing.T, o *Origin, text string, patience time.Duration) string {
	t.Helper()
	conn, err := o.Dial(t.Context(), "tcp", "a.example:80")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if patience > 0 {
		conn.SetReadDeadline(time.Now().Add(patience))
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	all, _ := io.ReadAll(conn)
	return string(all)
}

const ask = "GET /feed?a=%7e HTTP/1.1\r\nhost: A.example\r\nx-odd:  two  spaces \r\n\r\n"

func TestRequestIsKeptByteForByte(t *testing.T) {
	for name, make := range map[string]func() *Origin{
		"pipes": func() *Origin { return Pipes(nil) },
		"loopback": func() *Origin {
			o, err := Listen(nil)
			if err != nil {
				t.Fatal(err)
			}
			return o
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := make()
			defer o.Close()
			o.Handle("/feed", Always(append(Reply(200, "ok", "Date", ""), Hangup())))
			got := speak(t, o, ask, 0)
			if got != "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" {
				t.Errorf("answer %q", got)
			}
			all := o.Requests()
			if len(all) != 1 || string(all[0].Head) != ask {
				t.Fatalf("log %+v", all)
			}
			r := all[0]
			if r.Target != "/feed?a=%7e" || r.Path != "/feed" || r.Host != "A.example" || r.N != 1 || r.Nth != 1 || r.Conn != 1 ||
				r.Header.Get("X-Odd") != "two  spaces" || r.Done.Before(r.At) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	o := Pipes(nil)
	defer o.Close()
	o.Handle("a.example/x", Always(Reply(200, "host")))
	o.Handle("/x", Always(Reply(200, "path")))
	for host, want := range map[string]string{"a.example": "host", "A.Example:81": "host", "b.example": "path"} {
		conn, err := o.Dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{"/x": want, "/y": ""} {
			io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\n\r\n")
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			if string(body) != want || (want == "") != (res.StatusCode == 404) {
				t.Errorf("%s%s: %d %q, want %q", host, path, res.StatusCode, body, want)
			}
		}
		conn.Close()
	}
	o.Handle("", Always(append(Reply(200, "any"), Hangup())))
	if got := speak(t, o, "POST /y HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody", 0); !strings.HasSuffix(got, "any") {
		t.Errorf("answer %q", got)
	}
	if all := o.Requests(); string(all[len(all)-1].Body) != "body" {
		t.Errorf("body %q", all[len(all)-1].Body)
	}
}

func TestWhatIsNoHTTP(t *testing.T) {
	o := Pipes(nil)
	defer o.Close()
	if got := speak(t, o, "HELO\r\n\r\n", 0); !strings.HasPrefix(got, "HTTP/1.1 400 ") {
		t.Errorf("answer %q", got)
	}
	if all := o.Requests(); len(all) != 1 || string(all[0].Head) != "HELO\r\n\r\n" {
		t.Errorf("log %+v", all)
	}
}

func TestSlowAnswers(t *testing.T) {
	tests := []struct {
		name   string
		answer Answer
		want   string // of what came in 25 s
		count  int
		took   time.Duration
	}{
		{"drips", Answer{Drip("ab", 3, 2*time.Second), Hangup()}, "ababab", 6, 6 * time.Second},
		{"drips without end", Answer{Drip("ab", 0, 10*time.Second)}, "abab", 4, 25 * time.Second},
		{"stalls", Answer{Raw("a"), Stall()}, "a", 1, 25 * time.Second},
		{"pauses", Answer{Pause(time.Second), Raw("a"), Hangup()}, "a", 1, time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := Pipes(nil)
				defer o.Close()
				o.Handle("", Always(tt.answer))
				start := time.Now()
				got := speak(t, o, ask, 25*time.Second)
				if got != tt.want || time.Since(start) != tt.took {
					t.Errorf("%q after %v, want %q after %v", got, time.Since(start), tt.want, tt.took)
				}
				synctest.Wait()
				if r := o.Requests()[0]; r.Done.IsZero() && tt.name != "drips without end" {
					t.Errorf("answer has no end: %+v", r)
				}
			})
		})
	}
}

func TestEndless(t *testing.T) {
	o := Pipes(nil)
	defer o.Close()
	o.Handle("", Always(Answer{Endless("abc")}))
	conn, err := o.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, ask)
	if n, err := io.CopyN(io.Discard, conn, 1<<20); err != nil {
		t.Errorf("%d bytes: %v", n, err)
	}
}

func TestReset(t *testing.T) {
	o, err := Listen(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	o.Handle("", Always(Answer{Raw("a"), Reset()}))
	conn, err := net.Dial("tcp", o.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, ask)
	if _, err := io.ReadAll(conn); err == nil {
		t.Error("the connection ended well")
	}
}

// Close ends answers that would go on, and what is dialled after it fails.
func TestClose(t *testing.T) {
	o := Pipes(nil)
	o.Handle("", Always(Answer{Pause(time.Hour)}))
	conn, err := o.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, ask)
	if err := o.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	o.Close()
	if _, err := o.Dial(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
		t.Errorf("dial: %v", err)
	}
	o.Close()
}

func TestCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := Pipes(nil)
		defer o.Close()
		o.Handle("", Always(Answer{Pause(time.Second), Hangup()}))
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { speak(t, o, ask, 0) })
		}
		all.Wait()
		speak(t, o, ask, 0)
		if o.Count() != 4 || o.Most() != 3 {
			t.Errorf("%d requests, %d at a time", o.Count(), o.Most())
		}
		o.Forget()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := o.Wait(ctx, 1); !errors.Is(err, context.DeadlineExceeded) || o.Count() != 0 || len(o.Requests()) != 0 {
			t.Errorf("%d requests after Forget: %v", o.Count(), err)
		}
	})
}

func TestHonest(t *testing.T) {
	o := Pipes(nil)
	defer o.Close()
	o.Handle("", func(n int, r *Request) Answer {
		d := Document{Body: "x", ETag: `"a"`, LastModified: "Mon", Header: []string{"Vary", "Accept"}}
		return append(Honest(func(int) Document { return d })(n, r), Hangup())
	})
	for header, status := range map[string]string{
		"": "200", "If-None-Match: \"a\"\r\n": "304", "If-None-Match: \"b\"\r\nIf-Modified-Since: Mon\r\n": "200",
		"If-Modified-Since: Mon\r\n": "304", "If-Modified-Since: Tue\r\n": "200",
	} {
		got := speak(t, o, "GET / HTTP/1.1\r\nHost: a\r\n"+header+"\r\n", 0)
		if !strings.HasPrefix(got, "HTTP/1.1 "+status) || !strings.Contains(got, "Etag: \"a\"\r\n") || !strings.Contains(got, "Vary: Accept\r\n") {
			t.Errorf("%q: %q", header, got)
		}
	}
}

func TestResolve(t *testing.T) {
	a, _ := Resolve(t.Context(), "a.example")
	same, _ := Resolve(t.Context(), "A.Example.")
	b, _ := Resolve(t.Context(), "b.example")
	if a[0] != same[0] || a[0] == b[0] || !a[0].IsGlobalUnicast() {
		t.Errorf("%v, %v, %v", a, same, b)
	}
}
