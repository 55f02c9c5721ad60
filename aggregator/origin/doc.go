// Package origin is a scripted origin: a server that does to its client what a
// script says, on a connection of its own, and keeps what the client sent, byte
// for byte and with its times.
//
// It listens on loopback, or on pipes in memory: those work in a bubble of
// testing/synctest, where all waiting is of fake time. It speaks HTTP/1.1, in
// the clear or over TLS, and never more than its script tells it to: an answer
// may drip, stall, break off, or never end.
package origin
