package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// A body may be so many times as long as what came over the wire, once it is
// longer than ratioFree. Feeds that repeat themselves reach some fifty.
const (
	maxRatio  = 250
	ratioFree = 1 << 20
)

const (
	firstBuffer = 32 << 10
	keptBuffer  = 1 << 20 // larger ones are not pooled
)

// body reads and decodes the body of a good answer. It returns the bytes that
// came over the wire too.
func (c *Client) body(cancel context.CancelCauseFunc, answer *http.Response, limit int64) ([]byte, int64, error) {
	if answer.ContentLength > limit {
		return nil, 0, tooLong(limit, nil)
	}
	in := &wire{from: answer.Body, limit: limit}
	stop := c.watch(in, cancel)
	defer stop()
	out, done, err := c.decoder(answer.Header["Content-Encoding"], in)
	if err != nil {
		return nil, in.count.Load(), damaged(in, err)
	}
	defer done()
	data, err := c.readAll(out, in)
	return data, in.count.Load(), err
}

// readAll reads a decoded body within the limits.
func (c *Client) readAll(out io.Reader, in *wire) ([]byte, error) {
	kept := c.pool.buffer()
	buf := (*kept)[:0]
	defer func() {
		if cap(buf) <= keptBuffer {
			*kept = buf
		}
		c.pool.buffers.Put(kept)
	}()
	for {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, 1)
		}
		n, err := out.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		size := int64(len(buf))
		if size > in.limit {
			return nil, tooLong(in.limit, nil)
		}
		if size > ratioFree && size/maxRatio > in.count.Load() {
			return nil, fail(ClassLimit, fmt.Sprintf("the body is packed to less than one part in %d", maxRatio), nil)
		}
		if err == io.EOF {
			if cap(buf) > keptBuffer {
				return slices.Clip(buf), nil
			}
			return bytes.Clone(buf), nil
		}
		if err != nil {
			return nil, damaged(in, err)
		}
	}
}

// damaged tells an error of the connection from one of what it brought.
func damaged(in *wire, err error) error {
	var own *failure
	switch {
	case in.err != nil:
		return in.err
	case errors.As(err, &own):
		return err
	case tooMuch(err):
		return tooLong(in.limit, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fail(ClassProtocol, "the packed body ended too early", err)
	}
	return fail(ClassProtocol, "the packed body is damaged", err)
}

func tooLong(limit int64, cause error) error {
	return fail(ClassLimit, "the body is longer than "+size(limit), cause)
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.3g MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", n)
}

// wire counts and bounds the bytes of a body as they come, and remembers how
// the connection ended.
type wire struct {
	from  io.Reader
	limit int64 // bytes that may come
	count atomic.Int64
	err   error // what reading failed with; nil while it is good or at its end
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if w.count.Add(int64(n)) > w.limit {
		n, err = 0, tooLong(w.limit, nil)
	}
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// watch calls a Get off when its body comes too slowly. The function it returns
// ends the watch.
func (c *Client) watch(in *wire, cancel context.CancelCauseFunc) (stop func() bool) {
	var timer atomic.Pointer[time.Timer]
	var before int64
	least := c.o.MinRate * int64(rateWindow/time.Second)
	timer.Store(time.AfterFunc(rateWindow, func() {
		now := in.count.Load()
		if now-before < least {
			cancel(fail(ClassTimeout, fmt.Sprintf("the body comes at less than %d bytes a second", c.o.MinRate), nil))
			return
		}
		before = now
		timer.Load().Reset(rateWindow)
	}))
	return func() bool { return timer.Load().Stop() }
}
