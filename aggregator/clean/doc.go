// Package clean makes what a feed says fit to be kept and shown: sanitised and
// balanced HTML, absolute links, plain titles, a canonical link to compare by. It
// is pure, linear in its input, and idempotent: what is clean stays as it is.
//
// Texts are HTML: summary and content of an item. All else is plain text, and who
// shows it escapes it: titles, names, a feed's description and rights.
//
// HTML is read by a scanner and written anew in one pass, from a list of elements
// (elements.go) and one of attributes (attributes.go). A general sanitiser would
// need a second pass for what a list of names cannot do, and takes four times as
// long: addresses are resolved, what was left open is closed, the pixels that count
// readers go and a link is put where a frame was. The tests let bluemonday have a
// look at what is written: it must find nothing to take away.
package clean
