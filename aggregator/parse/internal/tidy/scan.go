package tidy

import "strings"

// token is what the scanner has found.
type token uint8

const (
	tokEOF token = iota
	tokText
	tokCDATA
	tokStart
	tokEnd
)

// scanner cuts text into tokens. It never fails: what is no markup is text.
// Comments, processing instructions and declarations are passed over.
type scanner struct {
	src string
	pos int // behind the token
	at  int // start of the token

	name  string // of a start or end tag, as written
	attrs []attr // of a start tag; valid until the next one
	empty bool   // <a/>
	text  string // of text and CDATA, raw
	cut   bool   // the text ends inside a tag or a CDATA section
	// endless are the marks that do not come up any more: looking for one again
	// and again would make a scan quadratic.
	endless map[string]bool
	err     error // the text is too large
	// over counts what was left out because it passes a limit.
	over Over
	// sectionEnd is where the CDATA section ends that was read last, if it has its
	// end.
	sectionEnd int
	around     string // the element whose text is read, as written; empty for none
	subset     string // of the first document type that has one
	// reach is how far into the text anything was looked for; past its end when
	// something was not found.
	reach int
}

// unread makes the next token the same again.
func (s *scanner) unread() { s.pos = s.at }

// next finds the next token.
func (s *scanner) next() token {
	for s.err == nil && s.pos < len(s.src) {
		s.at = s.pos
		i := s.markup(s.pos)
		if i > s.pos {
			s.text, s.pos = s.src[s.pos:i], i
			return tokText
		}
		rest := s.src[i:]
		switch {
		case len(rest) >= len(openCDATA) && strings.EqualFold(rest[:len(openCDATA)], openCDATA):
			s.section()
			return tokCDATA
		case strings.HasPrefix(rest, "<!--"):
			s.pos = s.after(i+4, "-->")
		case rest[1] == '!':
			s.declaration()
		case rest[1] == '?':
			s.instruction()
		case rest[1] == '/':
			if s.endTag() {
				return tokEnd
			}
		default:
			if s.startTag() {
				return tokStart
			}
		}
	}
	s.at = s.pos
	return tokEOF
}

// markup finds the next place from which markup begins; the end of the text when
// there is none.
func (s *scanner) markup(from int) int {
	for from < len(s.src) {
		i := strings.IndexByte(s.src[from:], '<')
		if i < 0 {
			break
		}
		from += i
		if from+1 >= len(s.src) {
			s.cut = true
			break
		}
		c := s.src[from+1]
		if c == '!' || c == '?' || nameStart(c) || c == '/' && from+2 < len(s.src) && nameStart(s.src[from+2]) {
			return from
		}
		from++
	}
	return len(s.src)
}

// after is the place behind the next occurrence of mark; without one, behind the
// next >, so that a comment that never ends does not swallow the document.
func (s *scanner) after(from int, mark string) int {
	if i := s.find(from, mark); i >= 0 {
		return from + i + len(mark)
	}
	if i := strings.IndexByte(s.src[min(from, len(s.src)):], '>'); i >= 0 {
		return from + i + 1
	}
	s.cut = true
	return len(s.src)
}

// find is strings.Index from a place on, but for what was not found before.
func (s *scanner) find(from int, mark string) int {
	if from > len(s.src) || s.endless[mark] {
		s.reach = len(s.src) + 1
		return -1
	}
	i := strings.Index(s.src[from:], mark)
	if i < 0 {
		s.endless[mark] = true
		s.reach = len(s.src) + 1
	} else {
		s.reach = max(s.reach, from+i+len(mark))
	}
	return i
}

// section reads a CDATA section. One in which another begins was never closed, like
// one without any end: when the end of the element around it comes before that, it
// ends there.
func (s *scanner) section() {
	from := s.pos + len(openCDATA)
	if s.sectionEnd < from {
		s.sectionEnd = len(s.src)
		if i := s.find(from, closeCDATA); i >= 0 {
			s.sectionEnd = from + i
		}
	}
	s.reach = max(s.reach, s.sectionEnd+1)
	text := s.src[from:s.sectionEnd]
	if nested := strings.Index(text, openCDATA); s.around != "" && (nested >= 0 || s.sectionEnd == len(s.src)) {
		if nested < 0 {
			nested = len(text)
		}
		if i := strings.Index(text[:nested], "</"+s.around+">"); i >= 0 {
			s.text, s.pos = text[:i], from+i
			return
		}
	}
	s.text, s.pos = text, s.sectionEnd+len(closeCDATA)
	if s.sectionEnd == len(s.src) {
		s.pos, s.cut = len(s.src), true
	}
}

// declaration passes over <!DOCTYPE ...>, with its internal subset.
func (s *scanner) declaration() {
	if gt := s.find(s.pos, ">"); gt >= 0 && strings.HasPrefix(s.src[s.pos:], "<!DOCTYPE") {
		if open := strings.IndexByte(s.src[s.pos:s.pos+gt], '['); open >= 0 {
			if end := s.find(s.pos+open, "]"); end >= 0 {
				if s.subset == "" {
					s.subset = s.src[s.pos+open+1 : s.pos+open+end]
				}
				s.pos += open + end
			}
		}
	}
	s.pos = s.after(s.pos, ">")
}

// instruction passes over <?name ...?>. A declaration ends at its >, since its ?
// may be missing.
func (s *scanner) instruction() {
	mark := "?>"
	if strings.HasPrefix(s.src[s.pos:], "<?xml") {
		mark = ">"
	}
	s.pos = s.after(s.pos, mark)
}

// endTag reads </name ...>. It reports false when the text ends in it.
func (s *scanner) endTag() bool {
	end := s.nameEnd(s.pos + 2)
	s.name = s.src[s.pos+2 : end]
	for end < len(s.src) && s.src[end] != '>' && s.src[end] != '<' {
		end++
	}
	if end == len(s.src) {
		s.cut, s.pos = true, end
		return false
	}
	if s.src[end] == '>' {
		end++
	}
	s.pos = end
	return true
}

// nameEnd is the end of the name that begins at from.
func (s *scanner) nameEnd(from int) int {
	for from < len(s.src) {
		switch s.src[from] {
		case ' ', '\t', '\n', '>', '/', '<', '=', '"', '\'':
			return from
		}
		from++
	}
	return from
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}
