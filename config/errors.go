package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one mistake in a config, or in a file that it names.
type Error struct {
	File         string
	Line, Column int    // from 1, columns in characters; zero when the mistake has no place
	Msg          string // what is wrong, in plain words; never holds a secret
	Hint         string // what to write instead; may be empty
}

// Error is "file:line:column: message (hint)".
func (e Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ":%d", e.Column)
	}
	b.WriteString(": " + e.Msg)
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Errors are all mistakes of a config, those of one file in the order of their
// places.
type Errors []Error

// Error has a line for each mistake.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// place is where something stands.
type place struct {
	file         string
	line, column int
}

// seenFrom tells the place to a reader of a file.
func (p place) seenFrom(file string) string {
	if p.file == file {
		return fmt.Sprintf("line %d, column %d", p.line, p.column)
	}
	return fmt.Sprintf("%s line %d", p.file, p.line)
}

// ordered sorts mistakes by place, the config's own first, drops what an alias
// said twice, and counts those above MaxErrors instead of listing them.
func ordered(main string, errs []Error) Errors {
	slices.SortStableFunc(errs, func(a, b Error) int {
		if (a.File == main) != (b.File == main) {
			if a.File == main {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs = slices.Compact(errs)
	if more := len(errs) - MaxErrors; more > 0 {
		errs = append(errs[:MaxErrors:MaxErrors], Error{
			File: main,
			Msg:  fmt.Sprintf("%d more mistakes", more),
			Hint: fmt.Sprintf("%d are listed at most", MaxErrors),
		})
	}
	return errs
}
