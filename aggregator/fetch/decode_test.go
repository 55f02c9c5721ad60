package fetch

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const feed = "<rss version=\"2.0\"><channel><title>Names of rivers</title></channel></rss>\n"

func packed(t testing.TB, coding, body string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestA7_3_Decode(t *testing.T) {
	gz, br, zs := packed(t, "gzip", feed), packed(t, "br", feed), packed(t, "zstd", feed)
	tests := []struct {
		name    string
		codings []string
		body    string
		want    string
	}{
		{"none", nil, feed, feed},
		{"empty label", []string{""}, feed, feed},
		{"identity", []string{"identity"}, feed, feed},
		{"gzip", []string{"gzip"}, gz, feed},
		{"x-gzip", []string{"x-gzip"}, gz, feed},
		{"upper case", []string{"GZip"}, gz, feed},
		{"with identity", []string{"identity, gzip"}, gz, feed},
		{"with empty lines", []string{"", " gzip ,"}, gz, feed},
		{"gzip label, plain body", []string{"gzip"}, feed, feed},
		{"gzip label, empty body", []string{"gzip"}, "", ""},
		{"gzip label, one byte", []string{"gzip"}, "x", ""},
		{"gzip of nothing", []string{"gzip"}, packed(t, "gzip", ""), ""},
		{"gzip of two members", []string{"gzip"}, gz + packed(t, "gzip", "more"), feed + "more"},
		{"gzip with garbage behind", []string{"gzip"}, gz + "\x00\x00 more", feed},
		{"gzip with one byte behind", []string{"gzip"}, gz + "\x1f", feed},
		{"br", []string{"br"}, br, feed},
		{"br of nothing", []string{"br"}, packed(t, "br", ""), ""},
		{"br label, plain body", []string{"br"}, feed, feed},
		{"br label, plain body with a mark", []string{"br"}, "\ufeff" + feed, "\ufeff" + feed},
		{"zstd", []string{"zstd"}, zs, feed},
		{"zstd of two frames", []string{"zstd"}, zs + packed(t, "zstd", "more"), feed + "more"},
		{"zstd behind a skippable frame", []string{"zstd"}, "\x50\x2a\x4d\x18\x01\x00\x00\x00x" + zs, feed},
		{"zstd label, plain body", []string{"zstd"}, feed, feed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, chunked := range []bool{false, true} {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header()["Content-Encoding"] = tt.codings
					if chunked {
						w.(http.Flusher).Flush()
					}
					io.WriteString(w, tt.body)
				})
				if tt.name == "gzip label, one byte" {
					refuses(t, client(t), Request{URL: s.URL}, ClassProtocol)
					continue
				}
				res := get(t, client(t), Request{URL: s.URL})
				if string(res.Body) != tt.want {
					t.Errorf("chunked %v: body %q, want %q", chunked, res.Body, tt.want)
				}
				if res.Wire != int64(len(tt.body)) {
					t.Errorf("chunked %v: %d bytes came, want %d", chunked, res.Wire, len(tt.body))
				}
			}
		})
	}
}

func TestA7_4_DamagedBodies(t *testing.T) {
	long := strings.Repeat(feed, 50)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		whole := packed(t, coding, long)
		for _, n := range []int{1, 4, len(whole) / 2, len(whole) - 1} {
			s := serve(t, answer(200, whole[:n], "Content-Encoding", coding))
			refuses(t, client(t), Request{URL: s.URL}, ClassProtocol)
		}
		broken := []byte(whole)
		broken[len(broken)/2] ^= 0xff
		if coding != "br" { // which has no checksum
			s := serve(t, answer(200, string(broken), "Content-Encoding", coding))
			refuses(t, client(t), Request{URL: s.URL}, ClassProtocol)
		}
	}
}

func TestA7_3_CodingsThatAreRefused(t *testing.T) {
	twice := packed(t, "gzip", packed(t, "gzip", feed))
	for _, codings := range []string{"gzip, gzip", "gzip, br", "deflate", "compress", "aes128gcm", "gzip;q=1"} {
		s := serve(t, answer(200, twice, "Content-Encoding", codings))
		refuses(t, client(t), Request{URL: s.URL}, ClassProtocol)
	}
}

// One layer is taken off, not what looks like another inside.
func TestA7_3_OneLayer(t *testing.T) {
	inner := packed(t, "gzip", feed)
	s := serve(t, answer(200, packed(t, "gzip", inner), "Content-Encoding", "gzip"))
	if res := get(t, client(t), Request{URL: s.URL}); string(res.Body) != inner {
		t.Errorf("body %q", res.Body)
	}
}

// Pooled decoders carry nothing from a bad body into the next one.
func TestDecodersAreReused(t *testing.T) {
	bodies := map[string]string{}
	for _, coding := range []string{"gzip", "br", "zstd"} {
		bodies["/good/"+coding] = packed(t, coding, feed)
		bodies["/bad/"+coding] = packed(t, coding, feed)[:20]
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		io.WriteString(w, bodies[r.URL.Path])
	})
	c := client(t)
	for range 5 {
		for path := range bodies {
			if strings.HasPrefix(path, "/bad") {
				refuses(t, c, Request{URL: s.URL + path}, ClassProtocol)
			} else if res := get(t, c, Request{URL: s.URL + path}); string(res.Body) != feed {
				t.Fatalf("%s: body %q", path, res.Body)
			}
		}
	}
}

func TestBodyIsTheCallers(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path) })
	c := client(t)
	one := get(t, c, Request{URL: s.URL + "/one"})
	get(t, c, Request{URL: s.URL + "/two"})
	if string(one.Body) != "/one" {
		t.Errorf("body became %q", one.Body)
	}
}

func TestA7_4_TruncatedBodies(t *testing.T) {
	tests := map[string]string{
		"short of its length": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>",
		"cut in a chunk":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n<rss>",
		"without last chunk":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
		"whole gzip, cut":     "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n" + packed(t, "gzip", feed),
		"whole br, cut":       "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9999\r\n\r\n" + packed(t, "br", feed),
		"bad chunk":           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n",
		"no HTTP":             "+OK ready\r\n",
		"bad header":          "HTTP/1.1 200 OK\r\n<rss>\r\n\r\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			url := raw(t, func(conn net.Conn) { io.WriteString(conn, text) })
			refuses(t, client(t), Request{URL: url}, ClassProtocol)
		})
	}
}

func FuzzDecode(f *testing.F) {
	for i, coding := range []string{"gzip", "br", "zstd"} {
		f.Add(i, []byte(packed(f, coding, feed)))
		f.Add(i, []byte(packed(f, coding, strings.Repeat(feed, 999)))[:40])
	}
	f.Fuzz(func(t *testing.T, which int, body []byte) {
		const limit = 1 << 20
		coding := []string{"gzip", "br", "zstd", "identity"}[uint(which)%4]
		c := New(Options{MaxBytes: limit, Transport: tripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: 200, ContentLength: int64(len(body)),
				Header: http.Header{"Content-Encoding": {coding}, "Content-Length": {strconv.Itoa(len(body))}},
				Body:   io.NopCloser(bytes.NewReader(body)), Request: r,
			}, nil
		})})
		res, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
		if err == nil && len(res.Body) > limit {
			t.Errorf("body of %d bytes", len(res.Body))
		}
		if err == nil && coding == "identity" && !bytes.Equal(res.Body, body) {
			t.Errorf("body changed")
		}
	})
}

// Whatever Content-Encoding says, there is one coding that we named, none, or an
// error.
func FuzzCodings(f *testing.F) {
	for _, header := range []string{"gzip", "identity, X-GZIP ,", "gzip, br", "", "deflate;q=1", "\x00,\xff"} {
		f.Add(header, "br")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		coding, err := codingOf([]string{one, two})
		if known := coding == "" || strings.Contains(acceptEncoding[0], coding); !known || err != nil && coding != "" {
			t.Errorf("%q, %q: %q, %v", one, two, coding, err)
		}
	})
}
