// Package shelf serves documents from memory, to the letter of HTTP caching (RFC
// 9110 and 9111): everything about an answer that does not depend on the request
// is made when the document is, the compressed form too.
//
// A Document is immutable. Its validators are the hash of its bytes and the time
// it last changed, so that they are the same after a restart and on every node
// that made the same bytes.
package shelf
