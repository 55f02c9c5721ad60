package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// variable is the name of a variable of the environment (POSIX, Base Definitions
// section 8.1, with small letters too).
var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand puts the variables of the environment into a text. What they hold is
// not expanded again.
func (l *loader) expand(n *yaml.Node) (string, bool) {
	if !strings.Contains(n.Value, "${") {
		return n.Value, true
	}
	var b strings.Builder
	rest, ok := n.Value, true
	for {
		i := strings.Index(rest, "${")
		if i < 0 {
			b.WriteString(rest)
			return b.String(), ok
		}
		if i > 0 && rest[i-1] == '$' { // $${
			b.WriteString(rest[:i-1] + "${")
			rest = rest[i+2:]
			continue
		}
		b.WriteString(rest[:i])
		at := utf8.RuneCountInString(n.Value[:len(n.Value)-len(rest)+i])
		name, after, closed := strings.Cut(rest[i+2:], "}")
		if !closed {
			l.failInside(n, at, "write ${NAME}, or $${ for the characters themselves", "${ without }")
			return "", false
		}
		value, set := l.lookup(n, at, name)
		b.WriteString(value)
		rest, ok = after, ok && set
	}
}

func (l *loader) lookup(n *yaml.Node, at int, name string) (string, bool) {
	if !variable.MatchString(name) {
		l.failInside(n, at, "write ${NAME}, or $${ for the characters themselves", "%s is no name of a variable", quoted(name))
		return "", false
	}
	if l.getenv != nil {
		if value, ok := l.getenv(name); ok {
			return value, true
		}
	}
	l.failInside(n, at, "set it in the environment of freshet", "the variable %s is not set", name)
	return "", false
}

// secret reads a text that is never shown: as it stands, or from file:PATH.
func (l *loader) secret(n *yaml.Node, what string, limit int) (Secret, bool) {
	n = follow(n)
	s, ok := l.text(n, what, MaxSecretBytes)
	if !ok {
		return Secret{}, false
	}
	if path, isFile := strings.CutPrefix(s, "file:"); isFile {
		body, err := readFile(l.path(path), MaxSecretBytes)
		if err != nil {
			l.fail(n, relativeHint, "%s: the secret's file %v", what, err)
			return Secret{}, false
		}
		s = string(body)
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		l.fail(n, "give a value, or remove the line", "%s is empty", what)
	case len(s) > limit:
		l.failLimit(n, limit, "bytes", "%s has %d bytes", what, len(s))
	case strings.ContainsFunc(s, isControl):
		l.fail(n, oneLineHint, "%s holds a control character or a line break", what)
	default:
		return NewSecret(s), true
	}
	return Secret{}, false
}

// relativeHint says what a path is relative to.
const relativeHint = "paths are relative to the folder of the config"

// path is where a file lies that the config names.
func (l *loader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.dir, name)
}

// readFile reads a regular file of at most limit bytes. Its errors are the end of
// a sentence that names the file.
func readFile(path string, limit int) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(err)
	}
	if !info.Mode().IsRegular() { // a pipe would block, a device never end
		return nil, errors.New("is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(body) > limit {
		return nil, fmt.Errorf("is larger than %d bytes", limit)
	}
	return body, nil
}

// unreadable is an error of the system without the path, which the message has.
func unreadable(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("cannot be read: %w", err)
}
