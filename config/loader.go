package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// loader reads one config. It collects the mistakes instead of stopping at the
// first: what it cannot read stays as it was, and the reading goes on.
type loader struct {
	file   string // as it is named in messages
	dir    string // what the paths of secrets and OPML files are relative to
	data   []byte
	lines  []string // of data, split when first needed
	getenv func(string) (string, bool)
	rules  map[string]*Rule // compiled ones by their text: many sources share one
	errs   []Error
}

// fail notes a mistake at the start of a value.
func (l *loader) fail(n *yaml.Node, hint, format string, args ...any) {
	l.failAt(l.placeOf(n), hint, format, args...)
}

// failInside notes a mistake at a character inside a text, counted in the text
// as it is written.
func (l *loader) failInside(n *yaml.Node, offset int, hint, format string, args ...any) {
	at := l.placeOf(n)
	at.line, at.column = l.inside(n, offset)
	l.failAt(at, hint, format, args...)
}

func (l *loader) failAt(at place, hint, format string, args ...any) {
	l.errs = append(l.errs, Error{
		File: at.file, Line: at.line, Column: at.column,
		Msg: fmt.Sprintf(format, args...), Hint: hint,
	})
}

func (l *loader) placeOf(n *yaml.Node) place {
	return place{l.file, max(n.Line, 1), max(n.Column, 1)}
}

// shown quotes a value as it is written, so that no variable's value gets into a
// message.
func shown(n *yaml.Node) string { return quoted(n.Value) }

// maxShown is how much of a value a message repeats, in characters.
const maxShown = 60

func quoted(s string) string {
	if r := []rune(s); len(r) > maxShown {
		s = string(r[:maxShown]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// line is a line of the file, from 1, without its end; empty when there is none.
func (l *loader) line(n int) string {
	if l.lines == nil {
		l.lines = strings.Split(string(l.data), "\n")
	}
	if n < 1 || n > len(l.lines) {
		return ""
	}
	return strings.TrimSuffix(l.lines[n-1], "\r")
}

// runeAt is the character at a place; 0 when there is none.
func (l *loader) runeAt(at place) rune {
	if line := []rune(l.line(at.line)); at.column >= 1 && at.column <= len(line) {
		return line[at.column-1]
	}
	return 0
}

// inside is the place of a character of a text. When the way the text is written
// is too intricate to follow, it is the place where the text starts.
func (l *loader) inside(n *yaml.Node, offset int) (line, column int) {
	n = follow(n)
	if n.Style&yaml.LiteralStyle != 0 {
		if line, column, ok := l.insideLiteral(n, offset); ok {
			return line, column
		}
	} else if column, ok := insideLine([]rune(l.line(n.Line)), n, offset); ok {
		return n.Line, column
	}
	return n.Line, max(n.Column, 1)
}

// insideLine follows a text written on one line, over the escapes of its quotes.
func insideLine(line []rune, n *yaml.Node, offset int) (column int, ok bool) {
	at, text := max(n.Column-1, 0), []rune(n.Value)
	quote := rune(0)
	switch {
	case n.Style&yaml.SingleQuotedStyle != 0:
		quote = '\''
	case n.Style&yaml.DoubleQuotedStyle != 0:
		quote = '"'
	}
	if quote != 0 {
		at++
	}
	for i := 0; i < offset; i++ {
		if i >= len(text) || at >= len(line) {
			return 0, false
		}
		if escapes(quote, line[at]) {
			at++
		}
		if at >= len(line) || line[at] != text[i] {
			return 0, false
		}
		at++
	}
	return at + 1, true
}

// escapes tells whether a character stands before the one it means.
func escapes(quote, r rune) bool {
	return quote == '\'' && r == '\'' || quote == '"' && r == '\\'
}

// insideLiteral follows a text in the literal style (|), whose lines stand below
// the one with the sign and are indented alike.
func (l *loader) insideLiteral(n *yaml.Node, offset int) (line, column int, ok bool) {
	runes := []rune(n.Value)
	before := string(runes[:min(offset, len(runes))])
	row := strings.Count(before, "\n")
	line = n.Line + 1 + row
	indent, ok := strings.CutSuffix(l.line(line), strings.Split(n.Value, "\n")[row])
	column = utf8.RuneCountInString(indent) + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return line, column, ok
}

// follow is the value that an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}
