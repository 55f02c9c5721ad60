// Package charsets turns the bytes of a feed into UTF-8 text.
//
// What the bytes are is decided in this order: a byte order mark (RFC 7303
// section 3); UTF-16 and UTF-32 by their zero bytes; the escapes of ISO-2022; text that
// is valid UTF-8, or nearly, whatever its label says, since legacy text is hardly ever
// that by chance; the charset of the Content-Type; the one that the document
// declares; the charset whose common characters the bytes spell; windows-1252, in
// which every byte means something. Where header and document differ and the bytes
// spell what the document says, the header is wrong. A header or document that says
// iso-8859-1 or windows-1252 of what surely is another script says what its server
// says of everything, and counts for nothing. Labels are those of the WHATWG Encoding
// Standard and a few that feeds use besides.
package charsets
