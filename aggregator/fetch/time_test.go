package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble runs one Get inside a bubble of fake time, against an origin that
// does what it likes with the connection, and returns how long it took.
func inBubble(t *testing.T, o Options, handle func(net.Conn), check func(*testing.T, *Response, error, time.Duration)) {
	synctest.Test(t, func(t *testing.T) {
		o.PrivateNetworks = true
		var running sync.WaitGroup
		o.Dial = func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			running.Go(func() { readHead(far); handle(far); far.Close() })
			return near, nil
		}
		c := New(o)
		start := time.Now()
		res, err := c.Get(t.Context(), Request{URL: "http://127.0.0.1/"})
		check(t, res, err, time.Since(start))
		c.CloseIdle()
		running.Wait()
	})
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"

// drip writes n bytes with a pause before each.
func drip(conn net.Conn, n int, pause time.Duration, piece string) {
	for range n {
		<-time.After(pause)
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
	}
}

func TestA7_6_TimeLimits(t *testing.T) {
	tests := []struct {
		name   string
		handle func(net.Conn)
		after  time.Duration
	}{
		{"never answers", func(conn net.Conn) { io.Copy(io.Discard, conn) }, HeaderTimeout},
		{"drips its head", func(conn net.Conn) { drip(conn, 1000, time.Second, "H") }, HeaderTimeout},
		{"stalls in its body", func(conn net.Conn) { io.WriteString(conn, head+feed); io.Copy(io.Discard, conn) }, rateWindow},
		{"a byte in ten seconds", func(conn net.Conn) { io.WriteString(conn, head); drip(conn, 1000, 10*time.Second, "x") }, rateWindow},
		{"slows down", func(conn net.Conn) {
			io.WriteString(conn, head)
			drip(conn, 15, time.Second, string(make([]byte, 1000)))
			drip(conn, 1000, time.Second, "x")
		}, 3 * rateWindow},
		{"never ends", func(conn net.Conn) {
			io.WriteString(conn, head)
			drip(conn, 1000, time.Second, string(make([]byte, 1000)))
		}, TotalTimeout},
		{"redirects slowly", func(conn net.Conn) {
			<-time.After(19 * time.Second)
			io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: "+"/"+time.Now().Format("150405")+"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		}, TotalTimeout},
		{"drips the body of a redirect", func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: /to\r\n\r\n")
			drip(conn, 1000, time.Second, "x")
		}, TotalTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{}, tt.handle, func(t *testing.T, _ *Response, err error, took time.Duration) {
				var e *Error
				if !errors.As(err, &e) || e.Class != ClassTimeout {
					t.Fatalf("error %v", err)
				}
				if took != tt.after {
					t.Errorf("took %v, want %v: %v", took, tt.after, err)
				}
			})
		})
	}
}

// A slow origin that keeps the least rate is read.
func TestA7_6_SlowIsGoodEnough(t *testing.T) {
	inBubble(t, Options{}, func(conn net.Conn) {
		io.WriteString(conn, head)
		drip(conn, 50, time.Second, string(make([]byte, 300)))
	}, func(t *testing.T, res *Response, err error, took time.Duration) {
		if err != nil || len(res.Body) != 15_000 || took != 50*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestCallerCallsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := New(Options{Transport: tripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		time.AfterFunc(time.Second, cancel)
		_, err := c.Get(ctx, Request{URL: "http://a.example/"})
		var e *Error
		if !errors.As(err, &e) || e.Class != ClassCanceled || !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestA6_10_NameServers(t *testing.T) {
	tests := map[string]struct {
		resolve func(context.Context, string) ([]netip.Addr, error)
		class   string
	}{
		"name servers do not answer": {func(ctx context.Context, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, ClassDNSTimeout},
		"no such name": {func(_ context.Context, host string) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}, ClassDNSNone},
		"name servers fail": {func(_ context.Context, host string) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
		}, ClassDNS},
		"no address": {func(context.Context, string) ([]netip.Addr, error) { return nil, nil }, ClassDNSNone},
	}
	sentences := map[string]bool{}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := client(t, func(o *Options) { o.Resolve, o.Connect = tt.resolve, 50*time.Millisecond })
			e := refuses(t, c, Request{URL: "http://a.example/"}, tt.class)
			if sentences[e.Sentence] {
				t.Errorf("sentence says nothing new: %q", e.Sentence)
			}
			sentences[e.Sentence] = true
		})
	}
}

// The dialer gives up in time on an address that never answers.
func TestA7_6_DialLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDialer(newGuard(true, nil), New(Options{}).o)
		start := time.Now()
		d.resolve = func(ctx context.Context, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		conn, err := d.dial(t.Context(), "tcp", "a.example:80")
		if err == nil || time.Since(start) != ConnectTimeout {
			t.Errorf("connection %v, %v after %v", conn, err, time.Since(start))
		}
	})
}
