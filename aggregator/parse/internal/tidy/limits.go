package tidy

import "fmt"

// Limits of one document. Passing one is a *LimitError.
const (
	MaxBytes      = 64 << 20 // of UTF-8 text
	MaxItems      = 10_000
	MaxText       = 8 << 20 // bytes of one element's text
	MaxDepth      = 500     // elements inside each other
	MaxAttributes = 256     // of one element
	MaxNamespaces = 128     // declared and in scope
	MaxElements   = 400_000 // elements that say something

	maxWrappers = 16 // elements around items
)

// LimitError says which limit a document passes.
type LimitError struct {
	Limit string // bytes, items, text, depth, attributes, namespaces, elements
	Max   int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("feed passes the limit of %s: more than %d", e.Limit, e.Max)
}
