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
	"A-Im": true, "Proxy-Authorization": true,
}

// headers reads the headers of a source, whose values are secrets.
func (l *loader) headers(n *yaml.Node) map[string]Secret {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		l.fail(n, `write headers: {Authorization: "Bearer ${TOKEN}"}`, "headers wants fields, this is %s", kindOf(n))
		return nil
	}
	if count := len(n.Content) / 2; count > MaxHeaders {
		l.failLimit(n, MaxHeaders, "headers", "a source has %d headers", count)
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
