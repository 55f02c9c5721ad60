package parse

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/tidy"
)

// Items reads a feed. It returns an error that wraps ErrNotFeed when the document
// is none, and a *LimitError when it is too big in some way; a document that is a
// feed in any way gives what can be read of it.
func Items(in Input) (*Feed, error) {
	if len(in.Body) > tidy.MaxBytes {
		return nil, fmt.Errorf("parse: %w", &LimitError{Limit: "bytes", Max: tidy.MaxBytes})
	}
	text := charsets.Decode(in.Body, in.ContentType)
	feed, err := read(text.S, in.URL)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	feed.Charset = text.Charset
	if !text.Labelled {
		feed.repaired("its charset is " + text.Charset + ", not what its label says")
	}
	if text.Dropped {
		feed.repaired("characters that XML forbids were dropped")
	}
	finish(feed)
	return feed, nil
}

func (f *Feed) repaired(what string) { f.Repairs = append(f.Repairs, what) }

// read reads a text as what its first character says it is.
func read(text, address string) (*Feed, error) {
	if start := strings.TrimLeft(text, " \t\n"); start != "" && (start[0] == '{' || start[0] == '[') {
		return readJSON(start)
	}
	doc, err := tidy.XML(text, address)
	var no *tidy.NotFeed
	if errors.As(err, &no) {
		return nil, fmt.Errorf("%w: %s", ErrNotFeed, no.What)
	}
	if err != nil {
		return nil, err
	}
	if doc.Format == tidy.Atom {
		return readAtom(doc)
	}
	return readRSS(doc)
}

// The parsers hold no state: one of each serves all.
var (
	rssParser  rss.Parser
	atomParser atom.Parser
)

// parsed lets a parser of gofeed read the whole tidy document, and when it
// refuses that, each item alone: what one item does cannot cost the others.
func parsed[F, I any](doc *tidy.Document, parse func([]byte) (F, []I, error)) (feed F, items []I, marks []tidy.Marks, err error) {
	feed, items, err = parse(doc.XML())
	marks = make([]tidy.Marks, 0, len(doc.Items))
	if err == nil && len(items) == len(doc.Items) {
		for i := range doc.Items {
			marks = append(marks, doc.Items[i].Marks)
		}
		return feed, items, marks, nil
	}
	items = nil
	for i := range doc.Items {
		f, one, e := parse(doc.ItemXML(i))
		if e != nil || len(one) != 1 {
			continue
		}
		if len(items) == 0 {
			feed = f
		}
		items = append(items, one[0])
		marks = append(marks, doc.Items[i].Marks)
	}
	if len(items) == 0 && err != nil {
		return feed, nil, nil, fmt.Errorf("gofeed refuses the tidied document: %w", err)
	}
	return feed, items, marks, nil
}

func parseRSS(doc []byte) (*rss.Feed, []*rss.Item, error) {
	f, err := rssParser.Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, nil, err
	}
	return f, f.Items, nil
}

func parseAtom(doc []byte) (*atom.Feed, []*atom.Entry, error) {
	f, err := atomParser.Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, nil, err
	}
	return f, f.Entries, nil
}

// notes tells what tidying had to mend.
func (f *Feed) notes(doc *tidy.Document) {
	f.Cut, f.Base = doc.Cut, doc.Head.Base
	if doc.Cut {
		f.repaired("the document is cut short")
	}
	if doc.BadDates > 0 {
		f.repaired(fmt.Sprintf("%d dates could not be read", doc.BadDates))
	}
}
