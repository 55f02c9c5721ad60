package tidy

import "fmt"

// Limits of one document. One of more than MaxBytes is refused with a *LimitError;
// of all the others, what passes the limit is left out and counted.
const (
	MaxBytes      = 64 << 20 // of UTF-8 text, as it comes and as it is written
	MaxItems      = 10_000
	MaxText       = 8 << 20 // bytes of one element's text
	MaxDepth      = 500     // objects of JSON inside each other
	MaxAttributes = 256     // of one element
	MaxNamespaces = 128     // declared and in scope
	MaxElements   = 400_000 // elements that say something
	MaxWrappers   = 16      // elements around items
)

// Limit is a limit whose passing does not cost the whole document.
type Limit uint8

// Limits, by what is left out.
const (
	Items Limit = iota
	Text
	Depth // the content of a wrapper too deep
	Attributes
	Namespaces
	Elements
	limits
)

// Over counts what was left out of a document, by the limit that it passes.
type Over [limits]int

// LimitError says which limit a document passes.
type LimitError struct {
	Limit string // bytes; of JSON also items, elements, depth, text
	Max   int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("feed passes the limit of %s: more than %d", e.Limit, e.Max)
}
