package parse

import (
	"encoding/json"
	"fmt"
	"strings"

	"freshet/aggregator/parse/internal/tidy"
)

// mendJSON makes a document fit for gofeed: first its syntax, then the types of
// its members. It reports whether the document was cut.
func mendJSON(text string) (mended string, cut bool, err error) {
	m := mender{src: text, out: make([]byte, 0, len(text)+64)}
	whole := m.value(false)
	if m.err != nil {
		return "", false, m.err
	}
	var doc object
	if err := json.Unmarshal(m.out, &doc); err != nil {
		return "", false, fmt.Errorf("%w: it is broken JSON: %v", ErrNotFeed, err)
	}
	out, err := json.Marshal(fitFeed(doc))
	if err != nil {
		return "", false, fmt.Errorf("mend JSON: %w", err)
	}
	return string(out), !whole, nil
}

// mender writes broken JSON anew: what it writes is valid, whatever it reads. It
// goes by what a sign can mean where it stands, so that a lost or stray one spoils
// a member or an item but not the rest.
type mender struct {
	src   string
	pos   int
	out   []byte
	depth int
	err   error // a limit was passed
}

// value writes one value. It reports false when the text ended in it: then what
// was written of it is valid, but not all.
func (m *mender) value(inObject bool) bool {
	switch m.peek() {
	case 0:
		m.out = append(m.out, "null"...)
		return false
	case '{':
		return m.nested(m.object)
	case '[':
		return m.nested(m.array)
	case '"':
		return m.str(inObject)
	}
	return m.literal(inObject)
}

func (m *mender) nested(read func() bool) bool {
	if m.depth++; m.depth > tidy.MaxDepth {
		m.err = &LimitError{Limit: "depth", Max: tidy.MaxDepth}
		m.pos = len(m.src)
	}
	whole := read()
	m.depth--
	return whole
}

// peek passes over blanks and looks at the next sign; 0 at the end.
func (m *mender) peek() byte {
	m.pos = blanksEnd(m.src, m.pos)
	if m.pos == len(m.src) {
		return 0
	}
	return m.src[m.pos]
}

func blanksEnd(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t') {
		i++
	}
	return i
}

// follows reports whether the signs of a pattern come next from a place on, with
// blanks between them.
func (m *mender) follows(at int, pattern string) bool {
	for _, c := range []byte(pattern) {
		at = blanksEnd(m.src, at)
		if at == len(m.src) || m.src[at] != c {
			return false
		}
		at++
	}
	return true
}

func (m *mender) object() bool {
	m.pos++
	m.out = append(m.out, '{')
	from := len(m.out)
	for {
		mark := len(m.out)
		switch c := m.peek(); {
		case c == 0:
			m.out = append(m.out, '}')
			return false
		case c == '}':
			m.pos++
			m.out = append(m.out, '}')
			return true
		case c == '{' && m.depth > 1, c == ']' && !m.follows(m.pos, `],"`):
			m.out = append(m.out, '}') // its own end is missing
			return true
		case c == '{' || c == '[': // a value without a name
			m.value(true)
			m.out = m.out[:mark]
			continue
		case c == ',' || c == ':' || c == ']':
			m.pos++
			continue
		}
		if mark > from {
			m.out = append(m.out, ',')
		}
		if !m.member() {
			m.out = m.out[:mark]
		}
	}
}

// member writes a name and its value; false when the text ends in them. Of the
// document's own members, a list that is cut is still a list.
func (m *mender) member() bool {
	if m.src[m.pos] == '"' {
		m.str(true)
	} else {
		m.word(m.until(`":,}]`))
	}
	m.out = append(m.out, ':')
	if m.peek() != ':' {
		m.out = append(m.out, "null"...)
		return m.pos < len(m.src)
	}
	m.pos++
	list := m.peek() == '['
	return m.value(true) || list && m.depth == 1
}

func (m *mender) array() bool {
	m.pos++
	m.out = append(m.out, '[')
	from := len(m.out)
	for {
		mark := len(m.out)
		switch c := m.peek(); {
		case c == 0:
			m.out = append(m.out, ']')
			return false
		case c == ']':
			m.pos++
			m.out = append(m.out, ']')
			return true
		case c == '}' && !m.follows(m.pos, "},{") && !m.follows(m.pos, "}]"):
			m.out = append(m.out, ']') // its own end is missing
			return true
		case c == ',' || c == ':' || c == '}':
			m.pos++
			continue
		}
		if mark > from {
			m.out = append(m.out, ',')
		}
		if !m.value(false) {
			m.out = m.out[:mark]
		}
	}
}

// until is the text up to one of the signs, which is passed over.
func (m *mender) until(signs string) string {
	from := m.pos
	for m.pos < len(m.src) && strings.IndexByte(signs, m.src[m.pos]) < 0 {
		m.pos++
	}
	return strings.TrimSpace(m.src[from:m.pos])
}

// literal writes a number or a name; what is none is a string without quotes, or
// stray signs before a value.
func (m *mender) literal(inObject bool) bool {
	word := m.until("\"\n,}]")
	quote := m.pos < len(m.src) && m.src[m.pos] == '"'
	switch {
	case json.Valid([]byte(word)):
		m.out = append(m.out, word...)
		return m.pos < len(m.src)
	case quote && !m.ends(m.pos, true):
		return m.str(inObject)
	case quote:
		m.pos++
	}
	m.word(word)
	return m.pos < len(m.src)
}

func (m *mender) word(s string) {
	b, _ := json.Marshal(s) // a string always can be
	m.out = append(m.out, b...)
}

// str writes a string. A quote that nothing of JSON follows is a sign of the text;
// one that makes a name of what stands before it shows that the string was never
// closed.
func (m *mender) str(inObject bool) bool {
	from, quote := m.pos+1, -1
	for i := from; i < len(m.src); i++ {
		switch m.src[i] {
		case '\\':
			i++
		case '"':
			if m.follows(i+1, ":") && quote >= 0 {
				if end := m.unclosed(from, quote); end < quote {
					m.text(m.src[from:end])
					m.pos = end
					return true
				}
			}
			if m.ends(i, inObject) {
				m.text(m.src[from:i])
				m.pos = i + 1
				return true
			}
			quote = i
		}
	}
	m.text(m.src[from:])
	m.pos = len(m.src)
	return false
}

// ends reports whether the quote at a place can end a string.
func (m *mender) ends(i int, inObject bool) bool {
	next := blanksEnd(m.src, i+1)
	if next == len(m.src) {
		return true
	}
	switch m.src[next] {
	case ':', '}', ']':
		return true
	case ',':
		return !inObject || m.follows(next+1, `"`) || m.follows(next+1, "}") || m.follows(next+1, `{"`)
	}
	return false
}

// unclosed finds where a string ended that swallowed the quote of the next name:
// before the signs in front of it. Without any, the quote itself.
func (m *mender) unclosed(from, quote int) int {
	end := quote
	for end > from && strings.IndexByte(" \n\t,{}[]", m.src[end-1]) >= 0 {
		end--
	}
	if strings.TrimSpace(m.src[end:quote]) == "" {
		return quote
	}
	return end
}

// text writes what stands between two quotes: line ends and quotes in it are
// escaped, and escapes that are none are text.
func (m *mender) text(s string) {
	m.out = append(m.out, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			m.out = append(m.out, `\"`...)
		case c == '\n':
			m.out = append(m.out, `\n`...)
		case c == '\t':
			m.out = append(m.out, `\t`...)
		case c != '\\':
			m.out = append(m.out, c)
		case i+1 < len(s) && strings.IndexByte(`"\/bfnrt`, s[i+1]) >= 0:
			m.out = append(m.out, c, s[i+1])
			i++
		case i+5 < len(s) && s[i+1] == 'u' && isHex(s[i+2:i+6]):
			m.out = append(m.out, s[i:i+6]...)
			i += 5
		default:
			m.out = append(m.out, `\\`...)
		}
	}
	m.out = append(m.out, '"')
}

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
