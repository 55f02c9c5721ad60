package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"freshet/aggregator/clean"
	"freshet/aggregator/fetch"
	"freshet/aggregator/parse"
	"freshet/storage"
)

// parseCommand shows what would be read from one feed.
type parseCommand struct {
	From            string `arg:"" name:"file|url" help:"A file, an address, or - for standard input."`
	ContentType     string `help:"The Content-Type that the origin would send with a file."`
	URL             string `help:"The address a file is said to come from; relative links are read against it."`
	JSON            bool   `help:"JSON lines: the feed first, then a line for each item."`
	Why             bool   `help:"Tell what was repaired."`
	PrivateNetworks bool   `help:"Allow an address on loopback or in a private network."`
}

func (p parseCommand) Run(c *console) error {
	in, err := p.read(c.ctx, c.in)
	if err != nil {
		return err
	}
	feed, err := parse.Items(in)
	if err != nil {
		return fmt.Errorf("%s: %s", p.From, strings.TrimPrefix(err.Error(), "parse: "))
	}
	items := make([]storage.Item, len(feed.Items))
	for i := range feed.Items {
		items[i] = clean.Item(feed, &feed.Items[i], in.URL)
	}
	language := feed.Language // shown as it was published
	feed.Document = clean.Document(feed, in.URL)
	feed.Language = clean.Title(language, parse.TypeHTML)
	feed.Generator = clean.Title(feed.Generator, parse.TypeHTML)
	for i, c := range feed.Categories {
		feed.Categories[i] = clean.Title(c, parse.TypeHTML)
	}
	if p.Why && p.JSON { // the table has it anyway
		for _, r := range feed.Repairs {
			fmt.Fprintln(c.err, r)
		}
	}
	if p.JSON {
		return writeParsedJSON(c.out, feed, items)
	}
	return writeParsed(c.out, feed, items)
}

// read gets the document from where the command says.
func (p parseCommand) read(ctx context.Context, stdin io.Reader) (parse.Input, error) {
	if strings.HasPrefix(p.From, "http://") || strings.HasPrefix(p.From, "https://") {
		client := fetch.New(fetch.Options{
			UserAgent:       func() string { return "freshet/" + version },
			PrivateNetworks: p.PrivateNetworks,
		})
		resp, err := client.Get(ctx, fetch.Request{URL: p.From})
		if err != nil {
			return parse.Input{}, err
		}
		in := parse.Input{Body: resp.Body, ContentType: resp.ContentType, URL: resp.URL}
		p.override(&in)
		return in, nil
	}
	r := stdin
	if p.From != "-" {
		f, err := os.Open(p.From)
		if err != nil {
			return parse.Input{}, err
		}
		defer f.Close()
		r = f
	}
	body, err := readAll(r)
	if err != nil {
		return parse.Input{}, fmt.Errorf("%s: %w", p.From, err)
	}
	in := parse.Input{Body: body}
	p.override(&in)
	return in, nil
}

// readAll reads a document, also one that was saved as it came, in gzip.
func readAll(r io.Reader) ([]byte, error) {
	in := bufio.NewReader(r)
	r = in
	if start, _ := in.Peek(2); string(start) == "\x1f\x8b" {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		r = z
	}
	body, err := io.ReadAll(io.LimitReader(r, fetch.MaxBytes+1))
	if errors.Is(err, io.ErrUnexpectedEOF) && len(body) > 0 {
		err = nil // a document that is cut is read as far as it goes
	}
	if err == nil && len(body) > fetch.MaxBytes {
		err = fmt.Errorf("larger than the limit of %d bytes", fetch.MaxBytes)
	}
	return body, err
}

// override puts in what the command line says in place of what the origin said.
func (p parseCommand) override(in *parse.Input) {
	if p.ContentType != "" {
		in.ContentType = p.ContentType
	}
	if p.URL != "" {
		in.URL = p.URL
	}
}

// parsedFeed is the first line of parse --json.
type parsedFeed struct {
	Title       string           `json:"title"`
	Link        string           `json:"link"`
	Description string           `json:"description"`
	ID          string           `json:"id"`
	Language    string           `json:"language"`
	Rights      string           `json:"rights"`
	Generator   string           `json:"generator"`
	Image       string           `json:"image"`
	Version     string           `json:"version"`
	Published   *time.Time       `json:"published"`
	Updated     *time.Time       `json:"updated"`
	Authors     []storage.Person `json:"authors"`
	Categories  []string         `json:"categories"`
}

// parsedItem is a later line of parse --json.
type parsedItem struct {
	ID         string              `json:"id"`
	URL        string              `json:"url"`
	Title      string              `json:"title"`
	Summary    string              `json:"summary"`
	Content    string              `json:"content"`
	Published  *time.Time          `json:"published"`
	Updated    *time.Time          `json:"updated"`
	Authors    []storage.Person    `json:"authors"`
	Categories []string            `json:"categories"`
	Enclosures []storage.Enclosure `json:"enclosures"`
	Image      string              `json:"image"`
}

func writeParsedJSON(w io.Writer, feed *parse.Feed, items []storage.Item) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err := enc.Encode(parsedFeed{
		Title: feed.Title, Link: feed.Link, Description: feed.Description, ID: feed.ID,
		Language: feed.Language, Rights: feed.Rights, Generator: feed.Generator, Image: feed.Image,
		Version: feed.Format, Published: known(feed.Published), Updated: known(feed.Updated),
		Authors: some(feed.Authors), Categories: some(feed.Categories),
	})
	for i := range items {
		it := &items[i]
		if err != nil {
			return err
		}
		err = enc.Encode(parsedItem{
			ID: it.GUID, URL: it.URL, Title: it.Title, Summary: it.Summary, Content: it.Content,
			Published: known(it.Published), Updated: known(it.Updated),
			Authors: some(it.Authors), Categories: some(it.Categories), Enclosures: some(it.Enclosures),
			Image: it.Image,
		})
	}
	return err
}

// known is nil for a time that the document did not give.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// some is never nil, so that a list is a list in JSON.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func writeParsed(w io.Writer, feed *parse.Feed, items []storage.Item) error {
	t := newTable(w)
	t.row("format", feed.Format)
	t.row("title", feed.Title)
	t.row("link", feed.Link)
	t.row("charset", feed.Charset)
	t.row("items", fmt.Sprint(len(items)))
	for _, r := range feed.Repairs {
		t.row("repaired", r)
	}
	t.row("")
	t.row("PUBLISHED", "TITLE", "LINK")
	for i := range items {
		t.row(shortDate(items[i].Published), cut(items[i].Title, 60), items[i].URL)
	}
	return t.flush()
}
