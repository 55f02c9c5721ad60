// Package tidy turns the XML that feeds really are into XML that a strict parser
// reads: one pass of its own small tokenizer over the text, linear in its length.
//
// It knows the vocabularies of feeds. Of each element it either knows what it is
// and writes it anew, under its usual name, with the attributes that mean
// something, its text escaped as one run, its dates as RFC 3339; or it drops it.
// What it writes is small, flat and well-formed whatever came in: bare ampersands,
// HTML's entities, unescaped or inline markup, wrong or missing namespaces, tags
// that never end, messages before the prolog, a document cut anywhere.
//
// Some of what it sees has no place in what a parser of feeds hands back: ids
// before they are normalised, the type of each text, xml:base and xml:lang. That
// it keeps beside the document, by item, in the order of the items.
//
// The document it writes declares no namespaces: its prefixes are the usual ones,
// and a parser that copies all bindings for each element stays linear.
package tidy
