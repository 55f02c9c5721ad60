package tidy

import "strings"

// attr is an attribute as written, its value raw.
type attr struct{ name, value string }

// startTag reads <name attributes>. It reports false when the text ends in it.
// Quotes may be missing, and so may the blanks between attributes; a tag that
// never closes ends where the next one begins.
func (s *scanner) startTag() bool {
	i := s.nameEnd(s.pos + 1)
	s.name, s.attrs, s.empty = s.src[s.pos+1:i], s.attrs[:0], false
	for i < len(s.src) {
		switch c := s.src[i]; c {
		case '>':
			s.pos = i + 1
			return true
		case '<':
			s.pos = i
			return true
		case '/':
			i++
			s.empty = i < len(s.src) && s.src[i] == '>'
		case ' ', '\t', '\n', '=', '"', '\'':
			i++
		default:
			i = s.attribute(i)
		}
	}
	s.cut, s.pos = true, len(s.src)
	return false
}

// attribute reads one attribute and returns the place behind it.
func (s *scanner) attribute(i int) int {
	end := s.nameEnd(i)
	a := attr{name: s.src[i:end]}
	if i = s.blanks(end); i >= len(s.src) || s.src[i] != '=' {
		return end // a word: text that a broken tag swallowed
	}
	a.value, i = s.value(s.blanks(i + 1))
	if len(s.attrs) < MaxAttributes {
		s.attrs = append(s.attrs, a)
	} else {
		s.over[Attributes]++
	}
	return i
}

func (s *scanner) blanks(i int) int {
	for i < len(s.src) && (s.src[i] == ' ' || s.src[i] == '\n' || s.src[i] == '\t') {
		i++
	}
	return i
}

// value reads an attribute's value, quoted or not.
func (s *scanner) value(i int) (string, int) {
	if i >= len(s.src) {
		return "", i
	}
	if q := s.src[i]; q == '"' || q == '\'' {
		return s.quoted(i+1, q)
	}
	end := i
	for end < len(s.src) && !strings.ContainsRune(" \t\n><", rune(s.src[end])) {
		end++
	}
	if end < len(s.src) && s.src[end] == '>' && end > i && s.src[end-1] == '/' {
		end-- // <a href=x/>
	}
	return s.src[i:end], end
}

// quoted reads a value behind its quote. One whose other quote is missing ends
// with its tag: a > and then a < stand in no value.
func (s *scanner) quoted(i int, q byte) (string, int) {
	end := strings.IndexByte(s.src[i:], q)
	v := s.src[i:]
	if end >= 0 {
		v = s.src[i : i+end]
		s.reach = max(s.reach, i+end+1)
	} else {
		s.reach = len(s.src) + 1
	}
	gt := -1
	if lt := strings.IndexByte(v, '<'); lt >= 0 {
		gt = strings.IndexByte(v[:lt], '>')
	} else if end < 0 {
		gt = strings.IndexByte(v, '>')
	}
	switch {
	case gt >= 0:
		v = strings.TrimRight(v[:gt], "/")
		return v, i + len(v)
	case end < 0:
		return "", len(s.src)
	}
	return v, i + end + 1
}

// attr is the decoded value of the present tag's attribute, by its local name in
// any case.
func (s *scanner) attr(local string) string {
	v, _ := s.rawAttr(local)
	return decode(v)
}

// rawAttr finds an attribute; one without a prefix goes before one with.
func (s *scanner) rawAttr(local string) (string, bool) {
	value, found := "", false
	for _, a := range s.attrs {
		if strings.EqualFold(a.name, local) {
			return a.value, true
		}
		if i := len(a.name) - len(local); i > 0 && a.name[i-1] == ':' && strings.EqualFold(a.name[i:], local) && !found {
			value, found = a.value, true
		}
	}
	return value, found
}
