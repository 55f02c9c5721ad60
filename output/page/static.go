package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"path"
)

// StaticCacheControl is right for every static file: its path changes with its
// bytes (RFC 8246).
const StaticCacheControl = "public, max-age=31536000, immutable"

//go:embed static
var staticFS embed.FS

// File is a static file.
type File struct {
	Bytes []byte
	Type  string // media type, for Content-Type
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
}

// Static are the files that pages ask for, by path below the base URL:
// /static/{hash}/{name}. The hash is of the file's bytes. Callers must not write
// to the bytes.
func (p *Pages) Static() map[string]File { return maps.Clone(p.static) }

// StaticPath is the path of a static file, style.css or favicon.svg, below the
// base URL; empty when there is no such file.
func (p *Pages) StaticPath(name string) string { return p.names[name] }

func (p *Pages) loadStatic() error {
	p.static, p.names = make(map[string]File), make(map[string]string)
	entries, err := fs.ReadDir(staticFS, "static")
	if err != nil {
		return err
	}
	for _, e := range entries {
		data, err := fs.ReadFile(staticFS, path.Join("static", e.Name()))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		where := path.Join("/static", hex.EncodeToString(sum[:8]), e.Name())
		p.static[where] = File{Bytes: data, Type: mediaTypes[path.Ext(e.Name())]}
		p.names[e.Name()] = where
	}
	return nil
}
