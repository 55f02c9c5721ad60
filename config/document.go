package config

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// document reads the YAML of the file; nil when it cannot be read.
func (l *loader) document() *yaml.Node {
	if len(l.data) > MaxConfigBytes {
		l.failAt(place{file: l.file}, "put sources into OPML files", "the config is larger than %d MiB", MaxConfigBytes>>20)
		return nil
	}
	if !l.checkCharacters() {
		return nil
	}
	y, err := yaml.NewLoader(bytes.NewReader(l.data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxNesting))))
	if err != nil {
		l.failSyntax(err)
		return nil
	}
	var doc, next yaml.Node
	switch err := y.Load(&doc); {
	case errors.Is(err, io.EOF):
		l.failAt(place{l.file, 1, 1}, sourcesHint, "the config is empty")
		return nil
	case err != nil:
		l.failSyntax(err)
		return nil
	}
	if err := y.Load(&next); err == nil {
		l.fail(&next, "remove what follows \"---\"", "a second YAML document: a config is one")
	} else if !errors.Is(err, io.EOF) {
		l.failSyntax(err)
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		return doc.Content[0]
	}
	return &doc
}

// checkCharacters looks for what may not stand in a YAML file (YAML 1.2 section
// 5.1), since the library does not say where it is.
func (l *loader) checkCharacters() bool {
	line, column := 1, 1
	for i := 0; i < len(l.data); {
		r, size := rune(l.data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(l.data[i:])
		}
		switch {
		case r == utf8.RuneError && size == 1:
			l.failAt(place{l.file, line, column}, "save the file as UTF-8", "this is not UTF-8 text")
			return false
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7F,
			r >= 0x80 && r < 0xA0 && r != 0x85, r == 0xFFFE, r == 0xFFFF:
			l.failAt(place{l.file, line, column}, `in double quotes it is written "\u`+hex4(r)+`"`, "control character U+%s", hex4(r))
			return false
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return true
}

func hex4(r rune) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}

// failSyntax notes why the file is no YAML.
func (l *loader) failSyntax(err error) {
	var bad *yaml.LoadError
	if !errors.As(err, &bad) {
		l.failAt(place{l.file, 1, 1}, "", "not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return
	}
	at := place{l.file, max(bad.Mark.Line, 1), max(bad.Mark.Column, 1)}
	msg := bad.Message
	if strings.HasPrefix(msg, "unknown anchor") {
		msg = "unknown anchor" // without its name: it may be a secret that lacks quotes
	}
	if bad.ContextMsg != "" {
		msg += " " + bad.ContextMsg
		if bad.ContextMark.Line > 0 && bad.ContextMark != bad.Mark {
			msg += " that starts at " + place{l.file, bad.ContextMark.Line, bad.ContextMark.Column}.seenFrom(l.file)
		}
	}
	hint := syntaxHint(bad.Message)
	if l.runeAt(at) == '\t' {
		hint = tabHint
	}
	l.failAt(at, hint, "not YAML: %s", msg)
}

const tabHint = "indent with spaces, not with tabs"

// syntaxHint says what most often is behind a message of the YAML library.
func syntaxHint(msg string) string {
	for _, h := range []struct{ part, hint string }{
		{"tab character", tabHint},
		{"mapping values are not allowed", `a text that holds ": " needs quotes`},
		{"cannot start any token", "a text that starts with this character needs quotes"},
		{"did not find expected ',' or", "a bracket is not closed, or a comma is missing"},
		{"unexpected end of stream", "a quote is not closed"},
		{"unknown anchor", `a text that starts with "*" needs quotes`},
		{"did not find expected key", "is the line indented like those above it?"},
		{"did not find expected '-'", "is the line indented like those above it?"},
		{"could not find expected ':'", `a field is "name: value"`},
		{"max depth", "the config has no use for so many brackets"},
	} {
		if strings.Contains(msg, h.part) {
			return h.hint
		}
	}
	return ""
}
