package config

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// Outline is one feed of an OPML file (OPML 2.0, opml.org/spec2.opml).
type Outline struct {
	Title   string // title, else text
	XMLURL  string // the feed's address, as it stands
	HTMLURL string // the site's
	// Tags are the titles of the folders around it, the outermost first, and the
	// parts of its category attribute; without repeats.
	Tags []string
	Line int // where it starts, from 1
}

// OPMLError says why a text cannot be read as OPML.
type OPMLError struct {
	Line int // from 1; 0 for the whole
	Msg  string
}

// Error is "line N: message".
func (e *OPMLError) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Msg)
}

// ReadOPML lists the feeds of an OPML file. It forgives what other programs write:
// stray ampersands, names in other letters, wrong charsets, feed: for a scheme.
// What has no root element opml, ends too early, or passes a limit (MaxOPMLBytes,
// MaxOPMLDepth, MaxSources, those of a title, a tag and an address) is an
// *OPMLError; an error of r is returned as it is, wrapped.
func ReadOPML(r io.Reader) ([]Outline, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxOPMLBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read OPML: %w", err)
	}
	if len(body) > MaxOPMLBytes {
		return nil, &OPMLError{0, fmt.Sprintf("OPML is larger than %d MiB", MaxOPMLBytes>>20)}
	}
	text, err := decodeXML(body)
	if err != nil {
		return nil, err
	}
	return (&opmlReader{dec: newDecoder(text)}).read()
}

func newDecoder(text []byte) *xml.Decoder {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	return dec
}

// encodingOf finds the charset that the prolog claims.
var encodingOf = regexp.MustCompile(`^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// decodeXML turns a document into UTF-8 without the characters that XML forbids
// (XML 1.0 section 2.2). A byte order mark wins over the prolog; what is UTF-8
// stays so, whatever the prolog says.
func decodeXML(body []byte) ([]byte, error) {
	head := body[:min(len(body), 1024)]
	enc, name, certain := charset.DetermineEncoding(head, "text/plain")
	marked := certain && (name == "utf-16le" || name == "utf-16be")
	if m := encodingOf.FindSubmatch(head); !marked && m != nil && !utf8.Valid(body) {
		if enc, name = charset.Lookup(string(m[1])); enc == nil {
			return nil, &OPMLError{1, fmt.Sprintf("charset %s is not known", m[1])}
		}
		marked = name != "utf-8"
	}
	if marked {
		var err error
		if body, err = enc.NewDecoder().Bytes(body); err != nil {
			return nil, &OPMLError{0, fmt.Sprintf("not in the charset %s", name)}
		}
	}
	return bytes.Map(xmlRune, bytes.TrimPrefix(body, []byte("\uFEFF"))), nil
}

func xmlRune(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// opmlReader walks the elements of one file.
type opmlReader struct {
	dec      *xml.Decoder
	depth    int      // open elements
	outlines []bool   // of the open outlines, whether they are folders
	folders  []string // titles of the open folders
	found    []Outline
}

func (o *opmlReader) read() ([]Outline, error) {
	for {
		line, _ := o.dec.InputPos()
		token, err := o.dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil, o.fail("this is not OPML, or its end is missing")
		case err != nil:
			return nil, o.syntax(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := o.start(t, line); err != nil {
				return nil, err
			}
		case xml.EndElement:
			if o.end(t); o.depth == 0 {
				return o.found, nil // what follows the root is nobody's business
			}
		}
	}
}

func (o *opmlReader) fail(format string, args ...any) error {
	line, _ := o.dec.InputPos()
	return &OPMLError{line, fmt.Sprintf(format, args...)}
}

func (o *opmlReader) syntax(err error) error {
	var bad *xml.SyntaxError
	if errors.As(err, &bad) {
		return &OPMLError{bad.Line, "not XML: " + bad.Msg}
	}
	return o.fail("not XML: %v", err)
}

// start enters an element.
func (o *opmlReader) start(t xml.StartElement, line int) error {
	o.depth++
	name := strings.ToLower(t.Name.Local)
	if o.depth == 1 && name != "opml" {
		return o.fail("this is not OPML: it starts with <%s>", short(t.Name.Local))
	}
	if name != "outline" {
		if o.depth > MaxOPMLDepth {
			return o.fail("elements are nested more than %d deep", MaxOPMLDepth)
		}
		return nil
	}
	if o.depth > MaxOPMLDepth {
		return o.fail("outlines are nested more than %d deep", MaxOPMLDepth)
	}
	return o.outline(attributes(t), line)
}

func short(s string) string {
	if len(s) > maxShown {
		return strings.ToValidUTF8(s[:maxShown], "") + "…"
	}
	return s
}

// attributes are those of an element by their names in small letters.
func attributes(t xml.StartElement) map[string]string {
	m := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		if key := strings.ToLower(a.Name.Local); m[key] == "" {
			m[key] = a.Value
		}
	}
	return m
}

// outline enters an outline: a feed when it has an address, else a folder.
func (o *opmlReader) outline(attr map[string]string, line int) error {
	title := plainLine(attr["title"])
	if title == "" {
		title = plainLine(attr["text"])
	}
	if len(title) > MaxTextBytes {
		return o.fail("a title has %d bytes, at most %d are allowed", len(title), MaxTextBytes)
	}
	address := strings.TrimSpace(attr["xmlurl"])
	if address == "" {
		o.outlines, o.folders = append(o.outlines, true), append(o.folders, title)
		return nil
	}
	o.outlines = append(o.outlines, false)
	if len(o.found) >= MaxSources {
		return o.fail("there are more than %d feeds", MaxSources)
	}
	tags, err := o.tags(attr["category"])
	if err != nil {
		return err
	}
	o.found = append(o.found, Outline{
		Title: title, XMLURL: feedScheme(address), HTMLURL: strings.TrimSpace(attr["htmlurl"]),
		Tags: tags, Line: line,
	})
	return nil
}

// tags are those of a feed: the folders it is in, and its categories, which are
// separated by commas and may be paths (OPML 2.0, "What is category?").
func (o *opmlReader) tags(category string) ([]string, error) {
	var tags []string
	split := func(r rune) bool { return r == ',' || r == '/' }
	for _, t := range append(append([]string{}, o.folders...), strings.FieldsFunc(category, split)...) {
		if t = cleanTag(plainLine(t)); t == "" {
			continue
		}
		if utf8.RuneCountInString(t) > MaxTagLength {
			return nil, o.fail("a folder or category has more than %d characters: %s", MaxTagLength, quoted(t))
		}
		tags = addTags(tags, t)
	}
	if len(tags) > MaxTags {
		return nil, o.fail("a feed has more than %d folders and categories", MaxTags)
	}
	return tags, nil
}

// end leaves an element.
func (o *opmlReader) end(t xml.EndElement) {
	o.depth--
	if strings.ToLower(t.Name.Local) != "outline" || len(o.outlines) == 0 {
		return
	}
	last := len(o.outlines) - 1
	if o.outlines[last] {
		o.folders = o.folders[:len(o.folders)-1]
	}
	o.outlines = o.outlines[:last]
}

// plainLine is a text without control characters and line breaks.
func plainLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if isControl(r) {
			return ' '
		}
		return r
	}, s))
}

// feedScheme is an address with http for the scheme feed, which some programs
// write: feed://host, feed:https://host.
func feedScheme(s string) string {
	if len(s) < 5 || !strings.EqualFold(s[:5], "feed:") {
		return s
	}
	rest := s[5:]
	if strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}
