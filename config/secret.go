package config

import (
	"fmt"
	"log/slog"
)

// hidden is what every way of printing a secret gives.
const hidden = "<secret>"

// Secret is a text that is never printed. However it is formatted, logged or
// encoded it shows as "<secret>"; Reveal gives the text.
type Secret struct {
	// A pointer, since fmt prints what it reaches through a field that is not
	// exported without asking for methods: then it prints an address.
	text *string
}

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal is the text itself; empty for the zero Secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero tells whether there is no secret.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Equal tells whether two secrets are the same text.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String is "<secret>".
func (Secret) String() string { return hidden }

// GoString is "<secret>".
func (Secret) GoString() string { return hidden }

// Format writes "<secret>", whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText is "<secret>": so JSON, XML and others show it.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalYAML is "<secret>".
func (Secret) MarshalYAML() (any, error) { return hidden, nil }

// LogValue is "<secret>".
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
