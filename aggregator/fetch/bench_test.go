package fetch

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"freshet/storage"
)

// document is a feed of some 85 KB, as a poll brings on average.
func document() string {
	var b strings.Builder
	for i := 0; b.Len() < 85<<10; i++ {
		fmt.Fprintf(&b, "<item><title>Item %d of %x</title><link>https://a.example/%x</link><description>%s</description></item>\n",
			i, i*7919, i*104729, strings.Repeat(fmt.Sprintf("word %d ", i*31), 30))
	}
	return b.String()
}

// polled serves the document to who asks without validators.
func polled(b *testing.B) string {
	body := packed(b, "gzip", document())
	s := serve(b, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h := w.Header()
		h.Set("Etag", `"a"`)
		h.Set("Content-Type", "application/rss+xml")
		h.Set("Content-Encoding", "gzip")
		io.WriteString(w, body)
	})
	return s.URL + "/feed.xml"
}

// bare is the least that a poll can be: a plain client, a request, no care.
func bare(b *testing.B, url, tag string, read func(io.Reader) error) {
	c := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer c.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		res, err := c.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		if err := read(res.Body); err != nil {
			b.Fatal(err)
		}
		res.Body.Close()
	}
}

func ours(b *testing.B, r Request) {
	c := client(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNotModified(b *testing.B) {
	url := polled(b)
	b.Run("bare", func(b *testing.B) {
		bare(b, url, `"a"`, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
	})
	b.Run("get", func(b *testing.B) {
		ours(b, Request{URL: url, Validators: storage.Validators{URL: url, ETag: `"a"`}})
	})
}

func BenchmarkBody(b *testing.B) {
	url := polled(b)
	b.Run("bare", func(b *testing.B) {
		bare(b, url, "", func(r io.Reader) error {
			z, err := gzip.NewReader(r)
			if err != nil {
				return err
			}
			_, err = io.ReadAll(z)
			return err
		})
	})
	b.Run("get", func(b *testing.B) { ours(b, Request{URL: url}) })
}
