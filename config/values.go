package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// fields reads a mapping: each field by its reader, in the order of the file.
// What names the mapping in messages.
func (l *loader) fields(n *yaml.Node, what string, readers map[string]func(*yaml.Node)) bool {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		l.fail(n, `write "field: value" below it, or {field: value}; `+suggest("", keys(readers)),
			"%s wants fields, this is %s", what, kindOf(n))
		return false
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := follow(n.Content[i]), n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			l.fail(key, suggest("", keys(readers)), "the name of a field is a word, this is %s", kindOf(key))
			continue
		}
		if other := seen[key.Value]; other != nil {
			l.fail(key, "the other is at "+l.placeOf(other).seenFrom(l.file), "%s is given twice", quoted(key.Value))
			continue
		}
		seen[key.Value] = key
		read, known := readers[key.Value]
		switch {
		case !known:
			l.fail(key, suggest(key.Value, keys(readers)), "%s has no field %s", what, quoted(key.Value))
		case isNull(value):
			l.fail(key, "give one, or remove the line", "%s has no value", quoted(key.Value))
		default:
			read(value)
		}
	}
	return true
}

// list reads a sequence of at most limit elements.
func (l *loader) list(n *yaml.Node, what string, limit int, read func(*yaml.Node)) {
	n = follow(n)
	if n.Kind != yaml.SequenceNode {
		l.fail(n, "write [a, b], or a line with \"- \" for each", "%s wants a list, this is %s", what, kindOf(n))
		return
	}
	if len(n.Content) > limit {
		l.failLimit(n, limit, "entries", "%s has %d entries", what, len(n.Content))
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// scalar is a single value with its variables expanded. Want says in messages
// what the value should be.
func (l *loader) scalar(n *yaml.Node, what, want string) (string, bool) {
	n = follow(n)
	if n.Kind != yaml.ScalarNode || isNull(n) {
		l.fail(n, "write "+want+" behind the colon", "%s wants %s, this is %s", what, want, kindOf(n))
		return "", false
	}
	return l.expand(n)
}

// text reads a text of at most limit bytes, without control characters.
func (l *loader) text(n *yaml.Node, what string, limit int) (string, bool) {
	n = follow(n)
	switch n.ShortTag() {
	case "!!bool", "!!int", "!!float":
		l.fail(n, "write it in quotes", "%s wants text, this is %s", what, kindOf(n))
		return "", false
	}
	s, ok := l.scalar(n, what, "text")
	if !ok {
		return "", false
	}
	if len(s) > limit {
		l.failLimit(n, limit, "bytes", "%s has %d bytes", what, len(s))
		return "", false
	}
	if strings.ContainsFunc(s, isControl) || !utf8.ValidString(s) {
		l.fail(n, oneLineHint, "%s holds a control character or a line break", what)
		return "", false
	}
	return s, true
}

func isControl(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 }

const oneLineHint = "write it on one line"

// failLimit notes that a limit was passed, and says which.
func (l *loader) failLimit(n *yaml.Node, limit int, unit, format string, args ...any) {
	l.fail(n, fmt.Sprintf("at most %d %s are allowed", limit, unit), format, args...)
}

// boolean reads true or false.
func (l *loader) boolean(n *yaml.Node, what string) (value, ok bool) {
	s, ok := l.scalar(n, what, "true or false")
	if !ok {
		return false, false
	}
	if isQuoted(n) || s != "true" && s != "false" {
		l.fail(n, "write true or false, without quotes", "%s wants true or false, this is %s", what, shown(follow(n)))
		return false, false
	}
	return s == "true", true
}

// number reads a number from low to high.
func (l *loader) number(n *yaml.Node, what string, low, high float64) (float64, bool) {
	s, ok := l.scalar(n, what, "a number")
	if !ok {
		return 0, false
	}
	if isQuoted(n) {
		l.fail(n, "write it without quotes", "%s wants a number, this is text", what)
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		l.fail(n, between(low, high), "%s wants a number, this is %s", what, shown(follow(n)))
		return 0, false
	}
	if v < low || v > high {
		l.fail(n, between(low, high), "%s is out of range: %s", what, shown(follow(n)))
		return 0, false
	}
	return v, true
}

func between(low, high float64) string {
	show := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return "from " + show(low) + " to " + show(high)
}

// integer reads a whole number from low to high.
func (l *loader) integer(n *yaml.Node, what string, low, high int) (int, bool) {
	v, ok := l.number(n, what, float64(low), float64(high))
	if ok && v != math.Trunc(v) {
		l.fail(n, between(float64(low), float64(high)), "%s wants a whole number, this is %s", what, shown(follow(n)))
		return 0, false
	}
	return int(v), ok
}

// choice reads one of at least two words; empty when it is none of them.
func (l *loader) choice(n *yaml.Node, what string, words []string) string {
	s, ok := l.text(n, what, MaxTextBytes)
	if !ok || slices.Contains(words, s) {
		return s
	}
	last := len(words) - 1
	hint := "write " + strings.Join(words[:last], ", ") + " or " + words[last]
	if near := nearest(s, words); near != "" {
		hint = suggest(s, words)
	}
	l.fail(n, hint, "%s is unknown: %s", what, shown(follow(n)))
	return ""
}

const durationHint = "write 30s, 30m, 2h, 1d or 2w"

// duration reads a time span from low to a year.
func (l *loader) duration(n *yaml.Node, what string, low time.Duration) (time.Duration, bool) {
	s, ok := l.scalar(n, what, "a duration")
	if !ok {
		return 0, false
	}
	d, err := parseDuration(s)
	if err != nil {
		l.fail(n, durationHint, "%s is no duration: %s: %v", what, shown(follow(n)), err)
		return 0, false
	}
	if d < low || d > maxDuration {
		l.fail(n, "from "+showDuration(low)+" to "+showDuration(maxDuration), "%s is out of range: %s", what, shown(follow(n)))
		return 0, false
	}
	return d, true
}

// size reads a number of bytes.
func (l *loader) size(n *yaml.Node, what string) (int64, bool) {
	s, ok := l.scalar(n, what, "a size")
	if !ok {
		return 0, false
	}
	v, err := parseSize(s)
	if err != nil {
		l.fail(n, "write 500MB, 20GB or 1GiB", "%s is no size: %s: %v", what, shown(follow(n)), err)
		return 0, false
	}
	return v, true
}

// isQuoted tells whether a value is text for certain: in quotes, and without a
// variable, which can only stand in text.
func isQuoted(n *yaml.Node) bool {
	n = follow(n)
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && !strings.Contains(n.Value, "${")
}

func isNull(n *yaml.Node) bool {
	n = follow(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// kindOf names what a value is, for messages.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a group of fields"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	}
	return "text"
}
