// Package clean makes what a feed says fit to be kept and shown: sanitised and
// balanced HTML, absolute links, plain titles, a canonical link to compare by. It
// is pure, linear in its input, and idempotent: what is clean stays as it is.
//
// Sanitising is bluemonday's, with an allow list (policy.go). Before it goes one
// pass of our own over the markup, which does what a list of names cannot: it
// resolves addresses, closes what was left open, drops the pixels that count
// readers and puts a link where a frame was.
package clean
