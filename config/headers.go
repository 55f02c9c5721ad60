package config

import (
	"net/textproto"

	"go.yaml.in/yaml/v4"
	"golang.org/x/net/http/httpguts"
)

// ownHeaders are those that freshet sets itself: of the connection, of
// conditional requests and of codings (RFC 9110 sections 7, 8.4, 10, 13; RFC 9112).
var ownHeaders = map[string]bool{
	"Host": true, "Connection": true, "Keep-Alive": true, "Proxy-Connection": true, "Te": true, "Trailer": true,
	"Transfer-Encoding": true, "Upgrade": true, "Content-Length": true, "Content-Encoding": true, "Expect": true,
	"If-None-Match": true, "If-Modified-Since": true, "If-Match": true, "If-Unmodified-Since": true, "If-Range": true,
	"Range": true, "Accept-Encoding": true,
}

// headers reads the headers of a source, whose values are secrets.
func (l *loader) headers(n *yaml.Node) map[string]Secret {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		l.fail(n, `write headers: {Authorization: "Bearer ${TOKEN}"}`, "headers wants fields, this is %s", kindOf(n))
		return nil
	}
	if count := len(n.Content) / 2; count > MaxHeaders {
		l.fail(n, "", "headers has %d entries, at most %d are allowed", count, MaxHeaders)
		return nil
	}
	headers := map[string]Secret{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := follow(n.Content[i]), n.Content[i+1]
		name := textproto.CanonicalMIMEHeaderKey(key.Value)
		switch _, twice := headers[name]; {
		case key.Kind != yaml.ScalarNode || !httpguts.ValidHeaderFieldName(key.Value):
			l.fail(key, "letters, digits and \"-\"", "%s is no name of a header", shown(key))
		case twice:
			l.fail(key, "the names of headers are the same in small and large letters", "the header %s is given twice", name)
		case ownHeaders[name]:
			l.fail(key, "remove it", "the header %s is set by freshet", name)
		default:
			headers[name], _ = l.secret(value, "the header "+name, MaxHeaderBytes)
		}
	}
	return headers
}

// rule reads a rule. A mistake is shown where it is inside the rule, unless
// variables moved it.
func (l *loader) rule(n *yaml.Node, what string) *Rule {
	n = follow(n)
	if tag := n.ShortTag(); n.Kind != yaml.ScalarNode || tag != "!!str" {
		l.fail(n, `write a condition, in quotes: 'title contains "x"'`, "%s wants a rule, this is %s", what, kindOf(n))
		return nil
	}
	s, ok := l.expand(n)
	if !ok {
		return nil
	}
	r, err := compileRule(s)
	if err == nil {
		return r
	}
	if s != n.Value {
		l.fail(n, err.Hint, "%s is no rule: %s", what, err.Msg)
	} else {
		l.failInside(n, err.Offset, err.Hint, "%s is no rule: %s", what, err.Msg)
	}
	return nil
}
