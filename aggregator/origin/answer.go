package origin

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Script answers the n-th request to its place, n from 1. It may be called by
// several goroutines at a time.
type Script func(n int, r *Request) Answer

// Answer is what is done on the connection, step by step. Behind the last step
// the connection waits for its next request, unless a step has ended it.
type Answer []Step

// Step is a part of an answer. Its error ends the connection.
type Step func(c *Conn) error

func (a Answer) run(c *Conn) error {
	for _, step := range a {
		if err := step(c); err != nil {
			return err
		}
	}
	return nil
}

// Always is a script with one answer to all.
func Always(a Answer) Script { return func(int, *Request) Answer { return a } }

// Reply is a whole answer. The header is names and values in turn. Date and
// Content-Length are added where it does not have them; an empty value leaves
// the line out.
func Reply(status int, body string, header ...string) Answer {
	return Answer{func(c *Conn) error {
		var b strings.Builder
		fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
		if !named(header, "Date") {
			fmt.Fprintf(&b, "Date: %s\r\n", Date(time.Now()))
		}
		if !named(header, "Content-Length") && status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified {
			fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
		}
		for i := 0; i+1 < len(header); i += 2 {
			if header[i+1] != "" {
				fmt.Fprintf(&b, "%s: %s\r\n", header[i], header[i+1])
			}
		}
		b.WriteString("\r\n" + body)
		_, err := io.WriteString(c, b.String())
		return err
	}}
}

func named(header []string, name string) bool {
	for i := 0; i+1 < len(header); i += 2 {
		if strings.EqualFold(header[i], name) {
			return true
		}
	}
	return false
}

// Date writes a time as HTTP does (RFC 9110 section 5.6.7).
func Date(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// Raw writes bytes as they are.
func Raw(text string) Step {
	return func(c *Conn) error {
		_, err := io.WriteString(c, text)
		return err
	}
}

// Pause waits.
func Pause(d time.Duration) Step { return func(c *Conn) error { return c.Pause(d) } }

// Drip writes a piece n times, each behind a pause. An n of 0 is without end.
func Drip(piece string, n int, pause time.Duration) Step {
	return func(c *Conn) error {
		for i := 0; n == 0 || i < n; i++ {
			if err := c.Pause(pause); err != nil {
				return err
			}
			if _, err := io.WriteString(c, piece); err != nil {
				return err
			}
		}
		return nil
	}
}

// Endless writes a piece again and again until the client leaves.
func Endless(piece string) Step {
	return func(c *Conn) error {
		for {
			if _, err := io.WriteString(c, piece); err != nil {
				return err
			}
		}
	}
}

// Stall says nothing more until the client leaves.
func Stall() Step {
	return func(c *Conn) error {
		if _, err := io.Copy(io.Discard, c); err != nil {
			return err
		}
		return io.EOF
	}
}

// errHungUp ends a connection at the script's wish.
var errHungUp = errors.New("origin: hung up")

// Hangup closes the connection.
func Hangup() Step { return func(*Conn) error { return errHungUp } }

// Reset breaks the connection off, so that the client's system tells of it. A
// pipe is just closed.
func Reset() Step {
	return func(c *Conn) error {
		if tcp, ok := c.Conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		return errHungUp
	}
}

// Document is what an honest origin has.
type Document struct {
	Body         string
	ETag         string   // empty for none
	LastModified string   // empty for none
	Header       []string // names and values in turn
}

// Honest is a script that serves a document, which may be another one for each
// request, and answers 304 to whom has it already (RFC 9110 section 13.2.2).
func Honest(document func(n int) Document) Script {
	return func(n int, r *Request) Answer {
		d := document(n)
		header := append([]string{"Etag", d.ETag, "Last-Modified", d.LastModified}, d.Header...)
		if d.has(r.Header) {
			return Reply(http.StatusNotModified, "", header...)
		}
		return Reply(http.StatusOK, d.Body, header...)
	}
}

// has tells whether validators are those of the document. Dates are compared as
// texts: so do most origins, and a client echoes them.
func (d Document) has(h http.Header) bool {
	if tag, ok := h["If-None-Match"]; ok {
		return d.ETag != "" && tag[0] == d.ETag
	}
	since := h.Get("If-Modified-Since")
	return since != "" && since == d.LastModified
}
