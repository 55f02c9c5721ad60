package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a server on loopback.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// client makes a client that may ask loopback origins.
func client(t testing.TB, change ...func(*Options)) *Client {
	o := Options{PrivateNetworks: true}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(c.CloseIdle)
	return c
}

// answer makes a handler that gives one answer.
func answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

// raw starts a server that does what it likes with each connection; the request
// has been read up to the end of its head.
func raw(t testing.TB, handle func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			readHead(conn)
			handle(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String() + "/feed"
}

func readHead(conn net.Conn) {
	var head []byte
	for b := make([]byte, 1); ; {
		if _, err := conn.Read(b); err != nil {
			return
		}
		if head = append(head, b[0]); len(head) >= 4 && string(head[len(head)-4:]) == "\r\n\r\n" {
			return
		}
	}
}

// get asks and fails the test on an error.
func get(t testing.TB, c *Client, r Request) *Response {
	t.Helper()
	res, err := c.Get(context.Background(), r)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	return res
}

// refuses asks and fails the test unless the error has the class.
func refuses(t testing.TB, c *Client, r Request, class string) *Error {
	t.Helper()
	res, err := c.Get(context.Background(), r)
	if err == nil {
		t.Fatalf("no error but status %d with %d bytes", res.Status, len(res.Body))
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error of type %T: %v", err, err)
	}
	if e.Class != class {
		t.Fatalf("class %q, want %q: %v", e.Class, class, err)
	}
	if e.Sentence == "" || e.URL == "" {
		t.Errorf("error without a sentence or an address: %+v", e)
	}
	return e
}
