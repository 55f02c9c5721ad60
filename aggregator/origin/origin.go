package origin

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
)

// maxLog bounds the requests that an Origin keeps; of more the oldest are
// forgotten.
const maxLog = 100_000

// Origin is a server that answers by scripts. All its methods may be called by
// several goroutines.
type Origin struct {
	listener net.Listener
	pipes    *pipes // nil on loopback
	scheme   string
	done     chan struct{} // closed by Close
	running  sync.WaitGroup

	mu      sync.Mutex
	scripts map[string]*scripted
	log     []*Request
	count   int           // of all requests so far
	changed chan struct{} // closed and replaced when count grows
	now     int           // requests that are being answered
	most    int           // the most of them at a time
	conns   map[net.Conn]bool
	dialled int // connections so far
}

// scripted is a script with what it has answered so far.
type scripted struct {
	script Script
	asked  int
}

// Listen starts an Origin on a free port of loopback; over TLS when it is given a
// config for that.
func Listen(secure *tls.Config) (*Origin, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("origin: %w", err)
	}
	return start(l, nil, secure), nil
}

// Pipes starts an Origin that is reached by its Dial only, in memory. It is all
// hosts at once: whatever address is dialled, its scripts answer.
func Pipes(secure *tls.Config) *Origin {
	p := newPipes()
	return start(p, p, secure)
}

func start(l net.Listener, p *pipes, secure *tls.Config) *Origin {
	o := &Origin{
		listener: l, pipes: p, scheme: "http", done: make(chan struct{}), changed: make(chan struct{}),
		scripts: map[string]*scripted{}, conns: map[net.Conn]bool{},
	}
	if secure != nil {
		o.listener, o.scheme = tls.NewListener(l, secure), "https"
	}
	o.running.Go(o.accept)
	return o
}

// URL is the address of a path of an Origin on loopback.
func (o *Origin) URL(path string) string { return o.scheme + "://" + o.Address() + path }

// Address is the host and port that an Origin listens on; of one on pipes it is
// any.
func (o *Origin) Address() string { return o.listener.Addr().String() }

// Dial connects to the Origin, whatever the address.
func (o *Origin) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if o.pipes != nil {
		return o.pipes.dial(ctx)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", o.Address())
}

// Close ends all answers and connections, and waits for them.
func (o *Origin) Close() {
	o.mu.Lock()
	select {
	case <-o.done:
	default:
		close(o.done)
	}
	for conn := range o.conns {
		drop(conn)
	}
	o.mu.Unlock()
	o.listener.Close()
	o.running.Wait()
}

// Handle sets the script of a place, in the stead of an earlier one: "host/path"
// with a host in small letters and without its port, "/path" at any host, or ""
// for all that has no other. What has none is answered 404.
func (o *Origin) Handle(place string, s Script) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.scripts[place] = &scripted{script: s}
}

// scriptOf finds the script of a request and counts it; nil when it has none.
func (o *Origin) scriptOf(r *Request) (Script, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	for _, place := range []string{strings.ToLower(host) + r.Path, r.Path, ""} {
		if s := o.scripts[place]; s != nil {
			s.asked++
			return s.script, s.asked
		}
	}
	return nil, 0
}

func (o *Origin) accept() {
	for {
		conn, err := o.listener.Accept()
		if err != nil {
			return
		}
		number, ok := o.admit(conn)
		if !ok {
			drop(conn)
			return
		}
		o.running.Go(func() {
			newConn(o, conn, number).serve()
			o.mu.Lock()
			delete(o.conns, conn)
			o.mu.Unlock()
			drop(conn)
		})
	}
}

// admit takes a connection in, unless the Origin is closed.
func (o *Origin) admit(conn net.Conn) (number int, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case <-o.done:
		return 0, false
	default:
	}
	o.conns[conn] = true
	o.dialled++
	return o.dialled, true
}

// drop closes a connection without a farewell: that of TLS would wait for a
// client that does not read.
func drop(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	conn.Close()
}
