package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func small(o *Options) { o.MaxBytes = 1000 }

func TestA7_1_BodyLimit(t *testing.T) {
	fits, over := strings.Repeat("a", 1000), strings.Repeat("a", 1001)
	send := func(body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			if r.URL.Path == "/chunked" {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, body)
		}
	}
	for _, path := range []string{"/length", "/chunked"} {
		s := serve(t, send(fits))
		if res := get(t, client(t, small), Request{URL: s.URL + path}); len(res.Body) != 1000 {
			t.Errorf("%s: %d bytes", path, len(res.Body))
		}
		s = serve(t, send(over))
		e := refuses(t, client(t, small), Request{URL: s.URL + path}, ClassLimit)
		if e.Sentence != "the body is longer than 1000 bytes" {
			t.Errorf("%s: %q", path, e.Sentence)
		}
		for _, coding := range []string{"gzip", "br", "zstd"} {
			s := serve(t, send(packed(t, coding, fits), "Content-Encoding", coding))
			get(t, client(t, small), Request{URL: s.URL + path})
			s = serve(t, send(packed(t, coding, over), "Content-Encoding", coding))
			refuses(t, client(t, small), Request{URL: s.URL + path}, ClassLimit)
		}
	}
}

// A body whose length is announced to be too much is not read at all.
func TestA7_1_AnnouncedLengthIsNotRead(t *testing.T) {
	sent := make(chan int64, 1)
	url := raw(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
		n, _ := io.Copy(conn, endless{})
		sent <- n
	})
	refuses(t, client(t), Request{URL: url}, ClassLimit)
	// What the kernel buffers on both sides is sent; the limit of 15 MB is not.
	if n := <-sent; n > 12<<20 {
		t.Errorf("%d bytes were sent", n)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestA7_1_EndlessBodies(t *testing.T) {
	url := raw(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		io.Copy(conn, endless{})
	})
	refuses(t, client(t), Request{URL: url}, ClassLimit)

	// Garbage behind a packed body ends too.
	url = raw(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+packed(t, "gzip", feed))
		io.Copy(conn, endless{})
	})
	if res := get(t, client(t), Request{URL: url}); string(res.Body) != feed {
		t.Errorf("body %q", res.Body)
	}
}

func TestA7_2_Bombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 20<<20)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		s := serve(t, answer(200, packed(t, coding, zeros), "Content-Encoding", coding))
		refuses(t, client(t), Request{URL: s.URL}, ClassLimit)
		// The ratio stops what the limit would let pass.
		e := refuses(t, client(t, func(o *Options) { o.MaxBytes = 1 << 30 }), Request{URL: s.URL}, ClassLimit)
		if !strings.Contains(e.Sentence, "packed") {
			t.Errorf("%s: %q", coding, e.Sentence)
		}
	}
}

// A feed that repeats itself is no bomb.
func TestA7_2_RepetitiveFeedIsRead(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "<item><title>The %dth item of a long list</title><link>https://a.example/posts/%d</link></item>\n", i, i)
	}
	for _, coding := range []string{"gzip", "br", "zstd"} {
		s := serve(t, answer(200, packed(t, coding, b.String()), "Content-Encoding", coding))
		if res := get(t, client(t), Request{URL: s.URL}); len(res.Body) != b.Len() {
			t.Errorf("%s: %d bytes, want %d", coding, len(res.Body), b.Len())
		}
	}
}

func TestA7_5_ZstdWindow(t *testing.T) {
	for window, class := range map[int]string{8 << 20: "", 16 << 20: ClassLimit} {
		var b bytes.Buffer
		z, err := zstd.NewWriter(&b, zstd.WithWindowSize(window), zstd.WithSingleSegment(false))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(z, feed)
		z.Flush()
		io.WriteString(z, feed)
		z.Close()
		s := serve(t, answer(200, b.String(), "Content-Encoding", "zstd"))
		if class == "" {
			get(t, client(t), Request{URL: s.URL})
		} else {
			refuses(t, client(t), Request{URL: s.URL}, class)
		}
	}
}

func TestA3_12_A7_8_HeadLimit(t *testing.T) {
	long := serve(t, answer(200, "", "X-Long", strings.Repeat("a", 1<<20)))
	refuses(t, client(t), Request{URL: long.URL}, ClassLimit)
	many := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 10_000 {
			w.Header().Set(fmt.Sprintf("X-%d", i), "a")
		}
	})
	refuses(t, client(t), Request{URL: many.URL}, ClassLimit)

	informational := raw(t, func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, "HTTP/1.1 103 Early Hints\r\n\r\n"); err != nil {
				return
			}
		}
	})
	refuses(t, client(t), Request{URL: informational}, ClassLimit)
}
