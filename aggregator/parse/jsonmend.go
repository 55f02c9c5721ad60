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
	m := mender{out: make([]byte, 0, len(text)+64)}
	if err := m.run(text); err != nil {
		return "", false, err
	}
	cut = m.close()
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(m.out, &doc); err != nil {
		return "", false, fmt.Errorf("%w: it is broken JSON: %v", ErrNotFeed, err)
	}
	out, err := json.Marshal(fitFeed(doc))
	if err != nil {
		return "", false, fmt.Errorf("mend JSON: %w", err)
	}
	return string(out), cut, nil
}

// mender copies JSON and mends its syntax: raw line ends in strings, escapes
// that are none, commas before an end, an end that is missing.
type mender struct {
	out   []byte
	stack []byte // open brackets
	// whole is the length of out, and how many brackets were open, after the last
	// item or member that was whole.
	whole, open int
}

func (m *mender) run(s string) error {
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case '"':
			i = m.str(s, i)
			continue
		case '{', '[':
			if len(m.stack) >= tidy.MaxDepth {
				return &LimitError{Limit: "depth", Max: tidy.MaxDepth}
			}
			m.stack = append(m.stack, c)
			m.out = append(m.out, c)
		case '}', ']':
			if len(m.stack) == 0 || m.stack[len(m.stack)-1] != c-2 {
				return nil // unbalanced: what came before is all there is
			}
			m.dropComma()
			m.stack = m.stack[:len(m.stack)-1]
			m.out = append(m.out, c)
			if len(m.stack) == 0 {
				return nil // what follows the document is not of it
			}
			m.mark(c)
		case ',':
			if len(m.stack) == 1 {
				m.whole, m.open = len(m.out), 1
			}
			m.out = append(m.out, c)
		default:
			m.out = append(m.out, c)
		}
		i++
	}
	return nil
}

// mark remembers the end of an item: an object in an array in the document.
func (m *mender) mark(c byte) {
	if c == '}' && len(m.stack) == 2 {
		m.whole, m.open = len(m.out), 2
	}
}

// dropComma takes back a comma that nothing follows.
func (m *mender) dropComma() {
	t := strings.TrimRight(string(m.out[max(len(m.out)-64, 0):]), " \t\n")
	if strings.HasSuffix(t, ",") {
		m.out = m.out[:max(len(m.out)-64, 0)+len(t)-1]
	}
}

// str copies a string and returns the place behind it.
func (m *mender) str(s string, i int) int {
	m.out = append(m.out, '"')
	for i++; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			m.out = append(m.out, '"')
			return i + 1
		case c == '\n':
			m.out = append(m.out, `\n`...)
		case c == '\t':
			m.out = append(m.out, `\t`...)
		case c == '\\' && i+1 < len(s):
			i++
			if strings.IndexByte(`"\/bfnrtu`, s[i]) < 0 {
				m.out = append(m.out, '\\')
			}
			m.out = append(m.out, '\\', s[i])
		default:
			m.out = append(m.out, c)
		}
	}
	return i
}

// close ends a document that was cut after its last whole item.
func (m *mender) close() bool {
	if len(m.stack) == 0 {
		return false
	}
	m.out = m.out[:m.whole]
	if m.open == 0 {
		m.out = append(m.out[:0], '{')
		m.open = 1
	}
	for i := m.open - 1; i >= 0; i-- {
		m.out = append(m.out, m.stackAt(i)+2)
	}
	return true
}

// stackAt is the bracket that was open at a depth: an object, and in it an array.
func (m *mender) stackAt(i int) byte {
	if i == 0 {
		return '{'
	}
	return '['
}
