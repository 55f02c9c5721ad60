package tidy

import "strings"

// Limits of the entities that a document declares itself. What passes them stays
// as it is written.
const (
	maxEntities  = 256
	maxEntity    = 1 << 10   // bytes of what one stands for
	maxExpansion = 256 << 10 // bytes by which all of them make a document longer
)

// expandEntities puts in place of references what the document type says that
// they stand for (XML 1.0 section 4.4). An entity in which there is another one is
// none to us, nor is one that lies elsewhere: so nothing grows by more than its
// bound, and nothing is opened.
func (r *rewriter) expandEntities() {
	if values := declared(r.subset); len(values) > 0 {
		r.src = r.src[:r.pos] + expand(r.src[r.pos:], values)
		r.endless, r.sectionEnd = map[string]bool{}, 0
	}
}

// declared reads the internal subset of a document type.
func declared(subset string) map[string]string {
	values := map[string]string{}
	for len(values) < maxEntities {
		_, after, ok := strings.Cut(subset, "<!ENTITY")
		if !ok {
			break
		}
		subset = after
		after = strings.TrimLeft(after, " \t\n")
		end := strings.IndexAny(after[:min(len(after), maxRef)], " \t\n")
		if end < 0 || !entityName(after[:end]) {
			continue
		}
		name, rest := after[:end], strings.TrimLeft(after[end:], " \t\n")
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		value, rest, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			break
		}
		subset = rest
		if value, ok = literal(value); ok && values[name] == "" {
			values[name] = value
		}
	}
	return values
}

// entityName reports whether a document may say what a name stands for: the five
// of XML keep their meaning.
func entityName(name string) bool {
	switch name {
	case "", "lt", "gt", "amp", "quot", "apos":
		return false
	}
	return len(name) <= maxRef-2 && !strings.ContainsAny(name, "&;%#<>\"'")
}

// literal is what an entity stands for: references to characters are resolved in
// it, those to other entities are not allowed.
func literal(value string) (string, bool) {
	if len(value) > maxEntity {
		return "", false
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(value, "&")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		text, n := reference("&" + after)
		if n == 0 {
			return "", false
		}
		if after[0] != '#' {
			text = "&" + after[:n-1] // resolved where it is put in
		}
		b.WriteString(text)
		value = after[n-1:]
	}
}

// expand puts in values for the references to them, outside of CDATA sections.
func expand(s string, values map[string]string) string {
	var b strings.Builder
	for left := maxExpansion; left > 0; {
		i := strings.IndexAny(s, "&<")
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		n := 1
		if s[0] == '&' {
			name, _, _ := strings.Cut(s[1:min(len(s), maxRef)], ";")
			if value, ok := values[name]; ok && len(s) > len(name)+1 {
				b.WriteString(value)
				s = s[len(name)+2:]
				left -= len(value)
				continue
			}
		} else if strings.HasPrefix(s, openCDATA) {
			if n = strings.Index(s, closeCDATA); n < 0 {
				break
			}
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	b.WriteString(s)
	return b.String()
}
