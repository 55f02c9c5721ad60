package origin

import (
	"bufio"
	"errors"
	"io"
	"net"
	"time"
)

// Conn is a connection while an answer is given on it.
type Conn struct {
	net.Conn
	origin *Origin
	number int
	in     *bufio.Reader
}

func newConn(o *Origin, conn net.Conn, number int) *Conn {
	return &Conn{Conn: conn, origin: o, number: number, in: bufio.NewReader(conn)}
}

// serve answers requests until the client leaves, a script ends the connection,
// or the Origin is closed.
func (c *Conn) serve() {
	for {
		r, err := readRequest(c.in)
		if len(r.Head) == 0 {
			return
		}
		r.Conn = c.number
		c.origin.note(r)
		if err == nil {
			err = c.answer(r)
		} else if r.Method == "" {
			io.WriteString(c, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
		}
		c.origin.answered(r)
		if err != nil {
			return
		}
	}
}

func (c *Conn) answer(r *Request) error {
	script, n := c.origin.scriptOf(r)
	if script == nil {
		return Reply(404, "").run(c)
	}
	c.origin.mu.Lock()
	r.Nth = n
	seen := *r
	c.origin.mu.Unlock()
	return script(n, &seen).run(c)
}

// Read reads what the client sends behind its request.
func (c *Conn) Read(p []byte) (int, error) { return c.in.Read(p) }

// errClosed ends an answer when the Origin is closed.
var errClosed = errors.New("origin: closed")

// Pause waits; it returns an error when the Origin is closed meanwhile.
func (c *Conn) Pause(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.origin.done:
		return errClosed
	}
}
