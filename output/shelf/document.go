package shelf

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

const (
	// gzipLevel is where the next step costs more time than it saves bytes.
	gzipLevel = 6
	// minGzip is the size below which compression saves no packet.
	minGzip = 1 << 10
)

// Kind says what a document is and how it may be kept; the zero value of a field
// sends no such header.
type Kind struct {
	Type         string // Content-Type
	CacheControl string
	Security     string // Content-Security-Policy
	Link         string // Link, RFC 8288
	Robots       string // X-Robots-Tag
	Referrer     string // Referrer-Policy
	Permissions  string // Permissions-Policy
	// Open lets scripts of any site read the document (CORS).
	Open bool
}

// Document is one answer in memory, in each coding.
type Document struct {
	modified time.Time
	tag      string // the entity tag without quotes, of the plain bytes
	head     []field
	plain    form
	zipped   *form // nil when it is not smaller
}

// field is a header field that is the same in every answer.
type field struct {
	name  string
	value []string
}

// form is the document in one coding.
type form struct {
	body   []byte
	length []string
	etag   []string
}

// New makes a document of bytes, which must not be changed afterwards. Modified
// is when it last changed, in whole seconds; zero sends no Last-Modified.
func New(body []byte, modified time.Time, kind Kind) *Document {
	sum := sha256.Sum256(body)
	d := &Document{modified: modified.UTC().Truncate(time.Second)}
	d.tag = base64.RawURLEncoding.EncodeToString(sum[:16])
	d.plain = newForm(body, d.tag)
	d.head = kind.head()
	if !modified.IsZero() {
		d.head = append(d.head, field{"Last-Modified", []string{d.modified.Format(http.TimeFormat)}})
	}
	d.head = append(d.head, field{"Content-Type", []string{kind.Type}})
	if zipped := compress(body); zipped != nil {
		f := newForm(zipped, d.tag+gzipSuffix)
		d.zipped = &f
	}
	return d
}

func newForm(body []byte, tag string) form {
	return form{body, []string{strconv.Itoa(len(body))}, []string{`"` + tag + `"`}}
}

// head is the fields that a kind gives; Content-Type is apart, since a 304 has
// no content.
func (k Kind) head() []field {
	fields := []field{
		{"Vary", []string{"Accept-Encoding"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
	}
	add := func(name, value string) {
		if value != "" {
			fields = append(fields, field{name, []string{value}})
		}
	}
	add("Cache-Control", k.CacheControl)
	add("Content-Security-Policy", k.Security)
	add("Link", k.Link)
	add("X-Robots-Tag", k.Robots)
	add("Referrer-Policy", k.Referrer)
	add("Permissions-Policy", k.Permissions)
	if k.Open {
		add("Access-Control-Allow-Origin", "*")
		add("Access-Control-Expose-Headers", "ETag, Last-Modified, Link")
	}
	return fields
}

// Body is the document's plain bytes. They must not be changed.
func (d *Document) Body() []byte { return d.plain.body }

// ETag is the strong entity tag of the plain bytes.
func (d *Document) ETag() string { return d.plain.etag[0] }

// Modified is when the document last changed.
func (d *Document) Modified() time.Time { return d.modified }

// ServeHTTP answers a GET or a HEAD; the caller has seen to the method.
func (d *Document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.ServeStatus(w, r, http.StatusOK)
}

// ServeStatus answers with the document under another status than 200, which is
// never turned into a 304.
func (d *Document) ServeStatus(w http.ResponseWriter, r *http.Request, status int) {
	f, coding := &d.plain, ""
	if d.zipped != nil && AcceptsGzip(r.Header["Accept-Encoding"]) {
		f, coding = d.zipped, "gzip"
	}
	h := w.Header()
	for i := range d.head {
		h[d.head[i].name] = d.head[i].value
	}
	h["Etag"] = f.etag
	if status == http.StatusOK {
		if etag, fresh := d.fresh(r, f.etag); fresh {
			h["Etag"] = etag
			delete(h, "Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if coding != "" {
		h["Content-Encoding"] = gzipValue
	}
	h["Content-Length"] = f.length
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body) // a reader that went away is no error of ours
	}
}

var gzipValue = []string{"gzip"}

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzipLevel)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// compress is the gzipped bytes, or nil when they are no gain.
func compress(body []byte) []byte {
	if len(body) < minGzip {
		return nil
	}
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	out := bytes.NewBuffer(make([]byte, 0, len(body)/3))
	z.Reset(out)
	if _, err := z.Write(body); err != nil {
		return nil
	}
	if err := z.Close(); err != nil || out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}
