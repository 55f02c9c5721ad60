// Package labelled makes and reads items of which it is known who is whose copy:
// what the weights of dedup are trained on and what it is judged by.
//
// Stories come from a grammar and from natural texts. Copies of them are changed
// in the ways of the web: other headlines, advertisements put into them, machine
// spinning, paragraphs moved, inserted and left out, summaries, dates that lie.
// Between them lie families of items that look alike and are not copies: the
// weather of two towns, two releases of one program. All is drawn from a seed, so
// that one seed makes the same items for ever.
package labelled

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Item is one entry of a feed and the truth about it.
type Item struct {
	ID        string    `json:"id"`
	Cluster   string    `json:"cluster"`        // two items are copies when and only when they share it
	Base      string    `json:"base,omitempty"` // the id of the item this one was made from
	Fam       string    `json:"fam,omitempty"`  // groups items that look alike and are not copies
	Tags      []string  `json:"tags"`           // "base", the names of changes, or "neg:" and a family's kind
	Feed      string    `json:"feed"`
	GUID      string    `json:"guid"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	HTML      string    `json:"html"`
	Published time.Time `json:"published"` // what the feed claims
	Arrived   time.Time `json:"arrived"`   // when it came: items are written in this order
	Lang      string    `json:"lang"`
}

// Class names what an item is judged as: "original", the change that made it,
// "combination" of several changes, or "neg:" and a family's kind.
func (i *Item) Class() string {
	switch {
	case len(i.Tags) > 0 && strings.HasPrefix(i.Tags[0], "neg:"):
		return i.Tags[0]
	case i.Base == "":
		return "original"
	case len(i.Tags) == 1:
		return i.Tags[0]
	}
	return "combination"
}

// MaxLine bounds one line that Read takes.
const MaxLine = 16 << 20

// Read reads items, one JSON object a line.
func Read(r io.Reader) ([]Item, error) {
	var items []Item
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), MaxLine)
	for n := 1; lines.Scan(); n++ {
		var item Item
		if err := json.Unmarshal(lines.Bytes(), &item); err != nil {
			return nil, fmt.Errorf("labelled item in line %d: %w", n, err)
		}
		if item.ID == "" || item.Cluster == "" {
			return nil, fmt.Errorf("labelled item in line %d: %w", n, errUnlabelled)
		}
		items = append(items, item)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("labelled items: %w", err)
	}
	return items, nil
}

var errUnlabelled = errors.New("it has no id or no cluster")

// Writer writes items, one JSON object a line.
type Writer struct{ enc *json.Encoder }

// NewWriter makes a Writer on w.
func NewWriter(w io.Writer) *Writer {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &Writer{enc: enc}
}

// Write writes one item.
func (w *Writer) Write(item *Item) error {
	if err := w.enc.Encode(item); err != nil {
		return fmt.Errorf("labelled item %s: %w", item.ID, err)
	}
	return nil
}
