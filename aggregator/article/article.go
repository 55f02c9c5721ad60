// Package article finds the text of an article in the page that shows it. It is
// pure.
package article

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html/charset"
)

// Limits of a page.
const (
	MaxBytes    = 4 << 20 // of the page
	maxElements = 30_000
	minText     = 200 // bytes: less is no article
)

// ErrNone says that a page has no article that can be found.
var ErrNone = errors.New("no article found in the page")

// HTML returns the article of a page as HTML, with absolute addresses but not
// sanitised. It returns ErrNone, or an error that says what the page is instead of
// one.
func HTML(page []byte, contentType, address string) (string, error) {
	if len(page) > MaxBytes {
		return "", fmt.Errorf("article: the page is larger than the limit of %d bytes", MaxBytes)
	}
	if kind, _, err := mime.ParseMediaType(contentType); err == nil && kind != "text/html" && kind != "application/xhtml+xml" {
		return "", fmt.Errorf("article: the page is %s, not HTML", kind)
	}
	if len(bytes.TrimSpace(page)) == 0 {
		return "", ErrNone
	}
	base, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("article: %w", err)
	}
	text, err := charset.NewReader(bytes.NewReader(page), contentType)
	if err != nil {
		return "", fmt.Errorf("article: %w", err)
	}
	found, err := parsed(text, base)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	if found.Node == nil {
		return "", ErrNone
	}
	if err := found.RenderHTML(&out); err != nil {
		return "", fmt.Errorf("article: %w", err)
	}
	if out.Len() < minText {
		return "", ErrNone
	}
	return out.String(), nil
}

// parsed lets the library look. Its panics are its own: a page must not cost more
// than its own text.
func parsed(text io.Reader, base *url.URL) (found readability.Article, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("article: internal error: %v", p)
		}
	}()
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	if found, err = p.Parse(text, base); err != nil {
		return found, fmt.Errorf("article: %w", err)
	}
	return found, nil
}
