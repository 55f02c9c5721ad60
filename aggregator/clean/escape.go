package clean

// appendText writes a text as HTML: what begins markup or a reference is escaped.
// Quotes stay, escaped ones cost five bytes each.
func appendText(out []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var ref string
		switch s[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		default:
			continue
		}
		out = append(append(out, s[from:i]...), ref...)
		from = i + 1
	}
	return append(out, s[from:]...)
}

// appendValue writes an attribute's value, to stand between double quotes.
func appendValue(out []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			out = append(appendText(out, s[from:i]), "&#34;"...)
			from = i + 1
		}
	}
	return appendText(out, s[from:])
}
