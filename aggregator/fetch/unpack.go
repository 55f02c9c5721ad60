package fetch

import (
	"bufio"
	"errors"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the most that a zstd body may ask us to remember (RFC 9659).
// Brotli's largest window, 16 MB, is part of its format; the larger ones of its
// extension are refused by its reader.
const maxWindow = 8 << 20

// maxTrailer is how much may follow a packed body that has ended.
const maxTrailer = 64 << 10

func (c *Client) unpack(coding string, r *bufio.Reader) (io.Reader, func(), error) {
	switch coding {
	case "gzip":
		return c.gzip(r)
	case "br":
		return c.brotli(r)
	}
	return c.zstd(r)
}

func (c *Client) gzip(r *bufio.Reader) (io.Reader, func(), error) {
	z, ok := c.pool.gunzips.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(r); err != nil {
		return nil, nil, early(err)
	}
	z.Multistream(false)
	return &gunzip{z: z, r: r}, func() { c.pool.gunzips.Put(z) }, nil
}

// gunzip reads members one after the other (RFC 1952 section 2.2) and passes
// over what follows the last one.
type gunzip struct {
	z *gzip.Reader
	r *bufio.Reader
}

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != io.EOF {
		return n, err
	}
	if n > 0 {
		return n, nil
	}
	next, err := g.r.Peek(2)
	if string(next) != string(gzipMagic) {
		return 0, trailer(g.r, err)
	}
	if err := g.z.Reset(g.r); err != nil {
		return 0, early(err)
	}
	g.z.Multistream(false)
	return 0, nil
}

func (c *Client) brotli(r *bufio.Reader) (io.Reader, func(), error) {
	b, ok := c.pool.brotlis.Get().(*brotli.Reader)
	if !ok {
		b = new(brotli.Reader)
	}
	if err := b.Reset(r); err != nil {
		return nil, nil, err
	}
	return &toEnd{b, r}, func() { c.pool.brotlis.Put(b) }, nil
}

// toEnd reads on to the end of the answer when what is packed in it has ended.
type toEnd struct {
	unpacked io.Reader
	r        *bufio.Reader
}

func (t *toEnd) Read(p []byte) (int, error) {
	n, err := t.unpacked.Read(p)
	if err == io.EOF {
		err = trailer(t.r, nil)
	}
	return n, err
}

func (c *Client) zstd(r *bufio.Reader) (io.Reader, func(), error) {
	z, ok := c.pool.zstds.Get().(*zstd.Decoder)
	if !ok {
		var err error
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxWindow))
		if err != nil {
			return nil, nil, err
		}
	}
	if err := z.Reset(r); err != nil {
		return nil, nil, err
	}
	return z, func() { z.Reset(nil); c.pool.zstds.Put(z) }, nil
}

// tooMuch tells errors of decoders that stand for a limit.
func tooMuch(err error) bool {
	return errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
}

// trailer reads what follows a packed body to the end of the answer, so that
// its connection can be used again, and returns io.EOF when that end is good.
func trailer(r *bufio.Reader, err error) error {
	if err == nil {
		_, err = io.CopyN(io.Discard, r, maxTrailer)
	}
	if err == nil {
		return io.EOF // too much to read on; the connection is lost
	}
	return err
}

// early is an error at the head of a packed body: an end there is too early.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
