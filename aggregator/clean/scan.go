package clean

import "strings"

// token is a kind of what markup is made of.
type token int

const (
	tokenDone  token = iota
	tokenText        // scanner.text
	tokenStart       // scanner.element, attrs, closed
	tokenEnd         // scanner.element
	tokenOther       // a comment, a doctype, a processing instruction
)

// scanner reads the tokens of markup as browsers do (HTML section 13.2.5), without
// copying any of it. A tag that is not closed at the end of the markup is nothing.
type scanner struct {
	s   string
	pos int // behind the present token

	text    string   // of a text, as it is written
	element *element // of a tag; nil for one that is not known
	attrs   []attribute
	closed  bool // the start tag ends in />

	rewinds int
	ends    map[*element]int // where the next end tag of an element is; -1 for nowhere
}

// attribute is one of a start tag, as it is written.
type attribute struct{ name, value string }

// maxAttributes bounds those of one element that are looked at.
const maxAttributes = 32

// next reads one token.
func (z *scanner) next() token {
	from := z.pos
	for i := from; ; i++ {
		n := strings.IndexByte(z.s[i:], '<')
		if n < 0 {
			z.text, z.pos = z.s[from:], len(z.s)
			if z.text == "" {
				return tokenDone
			}
			return tokenText
		}
		i += n
		if !opens(z.s[i:]) {
			continue
		}
		if i > from {
			z.text, z.pos = z.s[from:i], i
			return tokenText
		}
		return z.markup()
	}
}

// opens reports whether a < begins markup.
func opens(s string) bool {
	if len(s) < 2 {
		return false
	}
	return letter(s[1]) || s[1] == '!' || s[1] == '?' || s[1] == '/' && len(s) > 2
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// markup reads what a < begins.
func (z *scanner) markup() token {
	switch rest := z.s[z.pos:]; {
	case letter(rest[1]):
		z.pos++
		return z.tag(tokenStart)
	case rest[1] == '/' && letter(rest[2]):
		z.pos += 2
		return z.tag(tokenEnd)
	case strings.HasPrefix(rest, "<!--"):
		z.pos += comment(rest)
	default:
		z.behind('>')
	}
	return tokenOther
}

// comment is the length of the comment that s begins with.
func comment(s string) int {
	if strings.HasPrefix(s, "<!-->") {
		return len("<!-->")
	}
	if strings.HasPrefix(s, "<!--->") {
		return len("<!--->")
	}
	for i := len("<!--"); ; {
		n := strings.Index(s[i:], "--")
		if n < 0 {
			return len(s)
		}
		i += n
		if rest := s[i+2:]; strings.HasPrefix(rest, ">") {
			return i + len("-->")
		} else if strings.HasPrefix(rest, "!>") {
			return i + len("--!>")
		}
		i++
	}
}

// behind goes behind the next c, or to the end.
func (z *scanner) behind(c byte) {
	if n := strings.IndexByte(z.s[z.pos:], c); n >= 0 {
		z.pos += n + 1
	} else {
		z.pos = len(z.s)
	}
}

// tag reads a tag from its name on.
func (z *scanner) tag(kind token) token {
	start := z.pos
	for z.pos < len(z.s) && !blank(z.s[z.pos]) && z.s[z.pos] != '/' && z.s[z.pos] != '>' {
		z.pos++
	}
	z.element = lookup(z.s[start:z.pos])
	z.attrs, z.closed = z.attrs[:0], false
	for {
		slash := false // a / that belongs to a value closes nothing
		for z.pos < len(z.s) && (blank(z.s[z.pos]) || z.s[z.pos] == '/') {
			slash = z.s[z.pos] == '/'
			z.pos++
		}
		if z.pos == len(z.s) {
			return tokenDone
		}
		if z.s[z.pos] == '>' {
			z.closed = slash
			z.pos++
			return kind
		}
		if !z.attribute() {
			z.pos = len(z.s)
			return tokenDone
		}
	}
}

// attribute reads one attribute. It reports whether the markup goes on behind it.
func (z *scanner) attribute() bool {
	start := z.pos
	for z.pos++; z.pos < len(z.s); z.pos++ { // the first may be anything, even a =
		if c := z.s[z.pos]; blank(c) || c == '/' || c == '>' || c == '=' {
			break
		}
	}
	a := attribute{name: z.s[start:z.pos]}
	i := z.pos
	for i < len(z.s) && blank(z.s[i]) {
		i++
	}
	if i < len(z.s) && z.s[i] == '=' {
		for i++; i < len(z.s) && blank(z.s[i]); i++ {
		}
		n, quoted := value(z.s[i:])
		if n < 0 {
			return false
		}
		a.value = z.s[i : i+n]
		if quoted {
			a.value = a.value[1 : n-1]
		}
		z.pos = i + n
	}
	z.add(a)
	return z.pos < len(z.s)
}

func (z *scanner) add(a attribute) {
	if len(z.attrs) < maxAttributes {
		z.attrs = append(z.attrs, a)
	}
}

// value is the length of the value that s begins with, quotes included; -1 when
// its quote is not closed.
func value(s string) (n int, quoted bool) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		n := strings.IndexByte(s[1:], s[0])
		if n < 0 {
			return -1, true
		}
		return n + 2, true
	}
	for n < len(s) && !blank(s[n]) && s[n] != '>' {
		n++
	}
	return n, false
}
