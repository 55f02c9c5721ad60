package origin

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Limits of a request.
const (
	maxHead = 1 << 20
	maxBody = 16 << 20
)

// Request is what a client sent.
type Request struct {
	N    int       // among all requests to the origin, from 1
	Nth  int       // among those that the same script answered, from 1
	Conn int       // the connection that it came on, from 1
	At   time.Time // when its head had come
	Done time.Time // when its answer had ended; zero until then

	// Head is the head byte for byte: the request line, the lines of the header, and
	// the empty line.
	Head []byte
	Body []byte

	Method string
	Target string // of the request line, as it was sent
	Path   string // of the target, without its query
	Host   string // of the target when that names one, else of the header
	Header http.Header
}

// errHead is a head that is too long, or that does not end.
var errHead = errors.New("origin: the head of the request is too long")

// readRequest reads one request. A head that is no HTTP comes with an error.
func readRequest(in *bufio.Reader) (*Request, error) {
	r := &Request{}
	for !bytes.HasSuffix(r.Head, []byte("\r\n\r\n")) {
		line, err := in.ReadSlice('\n')
		if r.Head = append(r.Head, line...); len(r.Head) > maxHead {
			return r, errHead
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return r, err
		}
	}
	r.At = time.Now()
	return r, r.parse(in)
}

// parse reads the head, and the body that it announces.
func (r *Request) parse(in *bufio.Reader) error {
	parsed, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(r.Head)))
	if err != nil {
		return fmt.Errorf("origin: %w", err)
	}
	r.Method, r.Target, r.Header = parsed.Method, parsed.RequestURI, parsed.Header
	r.Path, r.Host = parsed.URL.Path, parsed.Host
	length := parsed.Header.Get("Content-Length")
	if length == "" {
		return nil
	}
	n, err := strconv.ParseUint(length, 10, 32)
	if err != nil || n > maxBody {
		return fmt.Errorf("origin: a body of %.20q bytes", length)
	}
	r.Body = make([]byte, n)
	_, err = io.ReadFull(in, r.Body)
	return err
}

// note puts a request into the log.
func (o *Origin) note(r *Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count++
	o.now++
	o.most = max(o.most, o.now)
	r.N = o.count
	if len(o.log) >= maxLog {
		o.log = append(o.log[:0], o.log[len(o.log)-maxLog/2:]...)
	}
	o.log = append(o.log, r)
	close(o.changed)
	o.changed = make(chan struct{})
}

// answered notes that a request has had its answer.
func (o *Origin) answered(r *Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now--
	r.Done = time.Now()
}

// Requests are those so far, in the order in which their heads came.
func (o *Origin) Requests() []Request {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make([]Request, len(o.log))
	for i, r := range o.log {
		out[i] = *r
	}
	return out
}

// Count is how many requests have come.
func (o *Origin) Count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.count
}

// Most is the most requests that were answered at the same time.
func (o *Origin) Most() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.most
}

// Forget empties the log and starts counting anew.
func (o *Origin) Forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.log, o.count, o.most = nil, 0, o.now
}

// Wait returns when n requests have come, or with the context's error.
func (o *Origin) Wait(ctx context.Context, n int) error {
	for {
		o.mu.Lock()
		enough, changed := o.count >= n, o.changed
		o.mu.Unlock()
		if enough {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
