// Package charsets turns the bytes of a feed into UTF-8 text.
//
// What the bytes are is decided in this order: a byte order mark (RFC 7303
// section 3); UTF-16 by its zero bytes; text that is valid UTF-8, whatever its
// label says, since legacy text is hardly ever valid UTF-8 by chance; the charset
// of the Content-Type; the one that the document declares; the charset whose
// common characters the bytes spell; windows-1252, in which every byte means
// something. Labels are those of the WHATWG Encoding Standard and a few that
// feeds use besides.
package charsets
