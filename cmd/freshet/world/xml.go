package world

import "strings"

// markup is an XML document being written.
type markup struct{ strings.Builder }

// declare writes the XML declaration; without a charset it names none.
func (m *markup) declare(charset string) {
	m.WriteString(`<?xml version="1.0"`)
	if charset != "" {
		m.WriteString(` encoding="` + charset + `"`)
	}
	m.WriteString("?>\n")
}

// open writes a start tag. Attributes come in pairs of name and value.
func (m *markup) open(name string, attrs ...string) {
	m.WriteString("<" + name)
	m.attrs(attrs)
	m.WriteString(">\n")
}

func (m *markup) close(name string) { m.WriteString("</" + name + ">\n") }

// text writes an element with text; an empty text writes nothing.
func (m *markup) text(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	m.WriteString("<" + name)
	m.attrs(attrs)
	m.WriteString(">" + escape(text) + "</" + name + ">\n")
}

// cdata writes an element with its text unescaped. Our texts do not hold "]]>".
func (m *markup) cdata(name, text string) {
	m.WriteString("<" + name + "><![CDATA[" + text + "]]></" + name + ">\n")
}

// empty writes an element without content.
func (m *markup) empty(name string, attrs ...string) {
	m.WriteString("<" + name)
	m.attrs(attrs)
	m.WriteString("/>\n")
}

func (m *markup) attrs(attrs []string) {
	for i := 0; i+1 < len(attrs); i += 2 {
		m.WriteString(" " + attrs[i] + `="` + escape(attrs[i+1]) + `"`)
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }
