package labelled

import (
	"fmt"
	"html"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Text is an article without its dress.
type Text struct {
	Name       string // of the file it was read from; empty when it was made up
	Lang       string
	Kind       string // news, release, blog and so on; may be empty
	Family     string // texts of one family look alike and are no copies; mostly empty
	Test       bool   // kept for tests: never to be trained on
	Title      string
	Paragraphs []string
	fixed      []string // names that a rewriter leaves alone
}

// Limits of natural texts.
const (
	MaxTexts     = 100000
	MaxTextBytes = 1 << 20
)

// Texts reads the natural texts of a folder: files <lang>_<topic>_<nn>.txt, or
// <lang>_test_<topic>_<nn>.txt for those kept for tests, of an optional line
// "# kind: release", a headline, and paragraphs with blank lines between all of
// them. A topic that begins with "fam-" names a family. The order is that of the
// names.
func Texts(files fs.FS) ([]Text, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("natural texts: %w", err)
	}
	if len(names) > MaxTexts {
		return nil, fmt.Errorf("natural texts: %d files, more than %d", len(names), MaxTexts)
	}
	slices.Sort(names)
	var texts []Text
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("natural texts: %w", err)
		}
		if len(raw) > MaxTextBytes {
			return nil, fmt.Errorf("natural text %s: longer than %d bytes", name, MaxTextBytes)
		}
		if t := parseText(name, string(raw)); len(t.Paragraphs) > 0 {
			texts = append(texts, t)
		}
	}
	return texts, nil
}

func parseText(name, raw string) Text {
	t := Text{Name: name}
	topic := ""
	t.Lang, topic, _ = strings.Cut(strings.TrimSuffix(path.Base(name), ".txt"), "_")
	topic, t.Test = strings.CutPrefix(topic, "test_")
	if strings.HasPrefix(topic, "fam-") {
		t.Family, _, _ = strings.Cut(topic, "_")
	}
	raw = strings.ReplaceAll(strings.ToValidUTF8(raw, "\uFFFD"), "\r\n", "\n")
	if line, rest, _ := strings.Cut(raw, "\n"); strings.HasPrefix(line, "# kind:") {
		t.Kind, raw = strings.TrimSpace(strings.TrimPrefix(line, "# kind:")), rest
	}
	for block := range strings.SplitSeq(raw, "\n\n") {
		switch block = strings.TrimSpace(block); {
		case block == "":
		case t.Title == "":
			t.Title = strings.ReplaceAll(block, "\n", " ")
		default:
			t.Paragraphs = append(t.Paragraphs, block)
		}
	}
	return t
}

// clone is a copy that may be changed.
func (t Text) clone() Text {
	t.Paragraphs = slices.Clone(t.Paragraphs)
	return t
}

// plain is the body as one text.
func (t Text) plain() string { return strings.Join(t.Paragraphs, "\n") }

// html dresses the body.
func (t Text) html() string {
	var b strings.Builder
	for _, p := range t.Paragraphs {
		b.WriteString("<p>")
		b.WriteString(strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n"))
		b.WriteString("</p>\n")
	}
	return b.String()
}
