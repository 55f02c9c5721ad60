package bench

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"freshet/cmd/freshet/world"
)

const (
	shown    = 30 // items of a document
	versions = 60 // documents of a moving source after the first
)

// moving serves the sources of a bulk world as windows of their items. Who asks
// without a tag gets the oldest window, who asks with the tag of one the next.
type moving struct {
	bulk    *world.BulkWorld
	sources []func() cut
}

// cut is a document in pieces.
type cut struct {
	head, tail []byte
	items      [][]byte // newest first
}

func newMoving(b *world.BulkWorld) *moving {
	m := &moving{bulk: b, sources: make([]func() cut, b.Len())}
	for i := range m.sources {
		m.sources[i] = sync.OnceValue(func() cut { return cutDocument(b, i) })
	}
	return m
}

func cutDocument(b *world.BulkWorld, i int) cut {
	rec := httptest.NewRecorder()
	b.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, b.Path(i), nil))
	parts := bytes.Split(rec.Body.Bytes(), []byte("<item>"))
	last := parts[len(parts)-1]
	end := bytes.LastIndex(last, []byte("</channel>"))
	c := cut{head: parts[0], tail: last[end:]}
	parts[len(parts)-1] = last[:end]
	for _, p := range parts[1:] {
		c.items = append(c.items, append([]byte("<item>"), p...))
	}
	return c
}

func (m *moving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/s/"), ".xml"))
	if err != nil || i < 0 || i >= len(m.sources) {
		http.NotFound(w, r)
		return
	}
	version := 0
	if tag := strings.Trim(r.Header.Get("If-None-Match"), `"`); tag != "" {
		if version, err = strconv.Atoi(tag); err != nil || version >= versions {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		version++
	}
	c := m.sources[i]()
	first := len(c.items) - shown - version
	var body bytes.Buffer
	z, err := gzip.NewWriterLevel(&body, 1)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, part := range append(append([][]byte{c.head}, c.items[first:first+shown]...), c.tail) {
		_, _ = z.Write(part) // into memory
	}
	_ = z.Close()
	h := w.Header()
	h.Set("ETag", `"`+strconv.Itoa(version)+`"`)
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Type", "application/rss+xml; charset=utf-8")
	_, _ = w.Write(body.Bytes())
}
