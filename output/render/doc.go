// Package render writes stories as documents that feed readers understand: RSS
// 2.0, Atom 1.0, JSON Feed 1.1 and OPML 2.0.
//
// What it writes is valid by construction, whatever the sources contained: text
// is freed of characters that XML forbids once, before anything is written; ids
// are the caller's and never made up; an element that must not be empty has a
// fallback or is left out; dates are whole seconds of UTC.
//
// It writes the same bytes for the same input. Nothing comes from the clock, the
// machine or the order of a map, so a document may be compared by its hash.
//
// The document types are those of gorilla/feeds, embedded in ours: a field of
// ours with the same element name takes the place of theirs.
//
// The package is pure.
package render
