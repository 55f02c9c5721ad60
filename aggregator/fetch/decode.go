package fetch

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
)

// First bytes of the packed forms (RFC 1952 section 2.3.1, RFC 8878 section
// 3.1.1). Brotli has none.
var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// pools keep what is costly to make.
type pools struct {
	buffers, readers, gunzips, brotlis, zstds sync.Pool
}

func (p *pools) buffer() *[]byte {
	if b, ok := p.buffers.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, firstBuffer)
	return &b
}

func (p *pools) reader(r io.Reader) *bufio.Reader {
	if b, ok := p.readers.Get().(*bufio.Reader); ok {
		b.Reset(r)
		return b
	}
	return bufio.NewReaderSize(r, 16<<10)
}

// decoder returns a reader of the decoded body, and what to call when it has
// been read. One layer is taken off and no more.
func (c *Client) decoder(header []string, in io.Reader) (io.Reader, func(), error) {
	coding, err := codingOf(header)
	if err != nil {
		return nil, nil, err
	}
	if coding == "" {
		return in, func() {}, nil
	}
	r := c.pool.reader(in)
	free := func() { r.Reset(nil); c.pool.readers.Put(r) }
	if plain(r, coding) {
		return r, free, nil
	}
	out, done, err := c.unpack(coding, r)
	if err != nil {
		free()
		return nil, nil, err
	}
	return out, func() { done(); free() }, nil
}

// codingOf reads Content-Encoding: gzip, br, zstd, or nothing for identity.
func codingOf(header []string) (string, error) {
	found := ""
	for name := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case name == "" || name == "identity":
			continue
		case found != "":
			return "", fail(ClassProtocol, "the body is packed more than once", nil)
		case name == "x-gzip":
			name = "gzip"
		case name != "gzip" && name != "br" && name != "zstd":
			return "", fail(ClassProtocol, fmt.Sprintf("the body is packed as %.20q, which we did not ask for", name), nil)
		}
		found = name
	}
	return found, nil
}

// plain tells a body that is not packed although its head says so; an empty one
// is too. No brotli stream starts with "<" or a byte order mark: behind their bits
// for the window (RFC 7932 section 9.1) they claim a block of metadata with the
// reserved bit set (section 9.2).
func plain(r *bufio.Reader, coding string) bool {
	start, err := r.Peek(4)
	switch {
	case len(start) == 0 && err == io.EOF:
		return true
	case coding == "br":
		return len(start) > 0 && (start[0] == '<' || start[0] == 0xef)
	case len(start) < 2:
		return false
	case coding == "gzip":
		return start[0] != gzipMagic[0] || start[1] != gzipMagic[1]
	case len(start) < 4:
		return false
	}
	skippable := start[0]&0xf0 == 0x50 && start[1] == 0x2a && start[2] == 0x4d && start[3] == 0x18
	return string(start) != string(zstdMagic) && !skippable
}
