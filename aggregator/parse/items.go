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
	feed, err := read(text.S, in.URL, in.Seen)
	if clashes := feed.clashes(); err == nil && len(clashes) > 0 {
		feed, err = read(text.S, in.URL, without(in.Seen, clashes))
	}
	if errors.Is(err, ErrNotFeed) {
		if no := notText(in.Body, text); no != nil {
			err = no
		}
	}
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	feed.Charset = text.Charset
	feed.tellApart()
	feed.Repairs = append(textRepairs(text), feed.Repairs...)
	if feed.Cut {
		feed.repaired("%s kept before the cut at byte %d", count(len(feed.Entries), "item"), len(in.Body))
	}
	return feed, nil
}

// read reads a text as what its first character says it is.
func read(text, address string, seen Seen) (*Feed, error) {
	if start := strings.TrimLeft(text, " \t\n"); start != "" && (start[0] == '{' || start[0] == '[') {
		f, err := readJSON(start)
		if err == nil {
			f.listAll()
			finish(f)
		}
		return f, err
	}
	doc, err := tidy.Unseen(text, address, seen.passed())
	if err != nil {
		return nil, notFeed(err)
	}
	f, err := readDocument(doc)
	if err == nil {
		f.know(seen)
		finish(f)
	}
	return f, err
}

// notFeed makes what tidy says of a document that is none our own error.
func notFeed(err error) error {
	var no *tidy.NotFeed
	if errors.As(err, &no) {
		return fmt.Errorf("%w: %s", ErrNotFeed, no.What)
	}
	return err
}

func readDocument(doc *tidy.Document) (*Feed, error) {
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

// parsed lets a parser of gofeed read the whole tidy document but its long texts,
// which put then sets; and when it refuses that, each item alone: what one item does
// cannot cost the others. It also returns which items of the document those are.
func parsed[F, I any](
	doc *tidy.Document, parse func([]byte) (F, []I, error), put func(I, tidy.Slot, string),
) (feed F, items []I, of []int, err error) {
	for i := range doc.Items {
		if !doc.Items[i].Seen {
			of = append(of, i)
		}
	}
	feed, items, err = parse(doc.Brief())
	if err == nil && len(items) == len(of) {
		k := 0
		doc.Long(func(item int, slot tidy.Slot, text string) {
			for of[k] != item {
				k++
			}
			put(items[k], slot, text)
		})
		return feed, items, of, nil
	}
	all := of
	items, of = nil, nil
	for _, i := range all {
		f, one, e := parse(doc.ItemXML(i))
		if e != nil || len(one) != 1 {
			continue
		}
		if len(items) == 0 {
			feed = f
		}
		items = append(items, one[0])
		of = append(of, i)
	}
	if len(items) == 0 && err != nil {
		return feed, nil, nil, fmt.Errorf("gofeed refuses the tidied document: %w", err)
	}
	return feed, items, of, nil
}

func parseRSS(doc []byte) (*rss.Feed, []*rss.Item, error) {
	f, err := rssParser.Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, nil, err
	}
	return f, f.Items, nil
}

// putRSS sets a text of an item as the parser would.
func putRSS(it *rss.Item, slot tidy.Slot, text string) {
	if slot == tidy.Summary {
		it.Description = text
	} else {
		it.Content = text
	}
}

func parseAtom(doc []byte) (*atom.Feed, []*atom.Entry, error) {
	f, err := atomParser.Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, nil, err
	}
	return f, f.Entries, nil
}

// putAtom sets a text of an entry as the parser would.
func putAtom(e *atom.Entry, slot tidy.Slot, text string) {
	if slot == tidy.Summary {
		e.Summary = text
	} else if e.Content != nil {
		e.Content.Value = text
	}
}
