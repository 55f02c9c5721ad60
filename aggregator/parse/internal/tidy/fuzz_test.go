package tidy

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"freshet/aggregator/parse/internal/charsets"
)

// wellFormed reads a document as strictly as encoding/xml can.
func wellFormed(doc []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(doc)))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// holds what is promised of the document that a text gives.
func holds(t *testing.T, text string) {
	t.Helper()
	const address = "https://t.example/dir/feed"
	d, err := XML(text, address)
	var no *NotFeed
	var limit *LimitError
	if errors.As(err, &no) || errors.As(err, &limit) {
		return
	}
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	out := d.XML()
	if !utf8.Valid(out) || charsets.Clean(string(out)) != string(out) {
		t.Fatalf("%q gives %q, which is no clean text", text, out)
	}
	if err := wellFormed(out); err != nil {
		t.Fatalf("%q gives %q: %v", text, out, err)
	}
	for i := range d.Items {
		if err := wellFormed(d.ItemXML(i)); err != nil {
			t.Fatalf("%q gives the item %q: %v", text, d.ItemXML(i), err)
		}
	}
	if !strings.Contains(text, "base") && !strings.Contains(text, "<!ENTITY") && len(out) > 20*len(text)+200 {
		t.Fatalf("%d bytes of %d: %q", len(out), len(text), text)
	}
	again, err := XML(string(out), address)
	if err != nil {
		if len(d.Items) > 0 {
			t.Fatalf("%q gives %q, which is read as no feed: %v", text, out, err)
		}
		return
	}
	if len(again.Items) != len(d.Items) || again.Format != d.Format || again.Cut {
		t.Fatalf("%q gives %q, which is read as %d items, not %d", text, out, len(again.Items), len(d.Items))
	}
	third, err := XML(string(again.XML()), address)
	if err != nil || string(third.XML()) != string(again.XML()) {
		t.Fatalf("%q: twice is not as once more:\n%s\n%s", text, again.XML(), third.XML())
	}
}

func FuzzTidy(f *testing.F) {
	for _, c := range inRSS {
		f.Add(`<rss version="2.0"><channel><item>` + c.in + `</item></channel></rss>`)
	}
	for _, c := range inAtom {
		f.Add(`<feed xmlns="http://www.w3.org/2005/Atom"><entry>` + c.in + `</entry></feed>`)
	}
	for _, c := range roots {
		f.Add(c.in)
	}
	paths, err := filepath.Glob("../../testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<20 {
			return
		}
		holds(t, charsets.Clean(text))
	})
}
