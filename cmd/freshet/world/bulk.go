package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// BulkOptions make a BulkWorld. The zero value of each field has a meaning.
type BulkOptions struct {
	Seed    uint64
	Sources int // 0: 1000
	Items   int // of each source; 0: 30
	// CopyShare is the share of items that are exact copies of an item of another
	// source; 0 to MaxCopyShare.
	CopyShare float64
	Bytes     int       // of an item's text, about; 0: 2048
	Newest    time.Time // date of the newest item; zero: 1 May 2024
}

// Limits of BulkOptions.
const (
	MaxBulkItems = 10_000_000 // sources times items
	MaxCopyShare = 0.5
)

// BulkWorld is a large static origin with known truth. Every source is one RSS
// 2.0 document at /s/{number}.xml. It is an http.Handler for any number of
// requests at once; documents are written when first asked for and kept.
type BulkWorld struct {
	o         BulkOptions
	documents []func() bulkDocument
}

// bulkDocument is a source's document in both codings.
type bulkDocument struct {
	plain, zipped []byte
	tag           string
}

// Bulk makes a bulk world. Options out of range are an error.
func Bulk(o BulkOptions) (*BulkWorld, error) {
	if o.Sources == 0 {
		o.Sources = 1000
	}
	if o.Items == 0 {
		o.Items = 30
	}
	if o.Bytes == 0 {
		o.Bytes = 2048
	}
	if o.Newest.IsZero() {
		o.Newest = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	b := &BulkWorld{o: o, documents: make([]func() bulkDocument, o.Sources)}
	for i := range b.documents {
		b.documents[i] = sync.OnceValue(func() bulkDocument { return b.document(i) })
	}
	return b, nil
}

func (o BulkOptions) check() error {
	switch {
	case o.Sources < 0 || o.Items < 0 || o.Bytes < 0 || o.Sources > MaxBulkItems/o.Items:
		return fmt.Errorf("bulk: %d sources of %d items of %d bytes are not between 1 and %d items",
			o.Sources, o.Items, o.Bytes, MaxBulkItems)
	case !(o.CopyShare >= 0 && o.CopyShare <= MaxCopyShare): // not a number is neither
		return fmt.Errorf("bulk: share of copies %v is not between 0 and %v", o.CopyShare, MaxCopyShare)
	case o.CopyShare > 0 && o.Sources < 2:
		return fmt.Errorf("bulk: copies need two sources, not %d", o.Sources)
	}
	return nil
}

// Len is the number of sources.
func (b *BulkWorld) Len() int { return b.o.Sources }

// Name is the i-th source's name, from 0.
func (b *BulkWorld) Name(i int) string { return fmt.Sprintf("s%05d", i) }

// Path is where the i-th source is on every host that serves the world.
func (b *BulkWorld) Path(i int) string { return "/s/" + strconv.Itoa(i) + ".xml" }

// ServeHTTP answers with a source's document, from memory.
func (b *BulkWorld) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	number, ok := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, ".xml"), "/s/")
	i, err := strconv.Atoi(number)
	if !ok || err != nil || i < 0 || i >= len(b.documents) || r.URL.Path != b.Path(i) {
		http.NotFound(rw, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(rw, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	d, zip, h := b.documents[i](), acceptsGzip(r), rw.Header()
	body, tag := d.plain, `"`+d.tag+`"`
	if zip {
		body, tag = d.zipped, `"`+d.tag+`-gz"`
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	if zip {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", "application/rss+xml; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = rw.Write(body) // the client may have gone
	}
}

// document writes a source.
func (b *BulkWorld) document(i int) bulkDocument {
	var m markup
	m.declare("utf-8")
	m.open("rss", "version", "2.0")
	m.open("channel")
	m.text("title", "Bulk source "+b.Name(i))
	m.text("link", "https://"+b.Name(i)+".example/")
	m.text("description", "One of many")
	for j := range b.o.Items {
		it := b.item(i, j)
		m.open("item")
		m.text("title", it.title)
		m.text("link", it.Link)
		m.text("guid", it.GUID, "isPermaLink", "false")
		m.text("pubDate", it.Published.Format(time.RFC1123Z))
		m.text("description", b.html(&it))
		m.close("item")
	}
	m.close("channel")
	m.close("rss")
	plain := []byte(m.String())
	sum := sha256.Sum256(plain)
	return bulkDocument{plain: plain, zipped: compress(plain), tag: hex.EncodeToString(sum[:12])}
}

// ConfigYAML is a config of freshet for this world, served at origins such as
// http://127.0.0.1:8080: the sources are dealt out to them in turn, so that as
// many can be polled at once.
func (b *BulkWorld) ConfigYAML(origins []string, baseURL, listen, storePath string) []byte {
	var out bytes.Buffer
	head(&out, baseURL, listen, storePath)
	out.WriteString("poll: {every: 2s, min: 1s, max: 5s, spacing: 0, private_networks: true}\nkeep: {days: 0}\n\nsources:\n")
	for i := range b.o.Sources {
		fmt.Fprintf(&out, "  - {name: %s, url: %s, tags: [bulk]}\n", b.Name(i), quote(origins[i%len(origins)]+b.Path(i)))
	}
	out.WriteString("\nfeeds:\n  - {name: all, title: Everything, limit: 500}\n")
	return out.Bytes()
}
