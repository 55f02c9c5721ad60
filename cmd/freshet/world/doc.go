// Package world is a small internet that does not exist: sources on loopback
// that publish invented news in several formats, languages and charsets, copy
// from each other, lie, break and are slow; and readers who click. "freshet demo"
// runs over it and the end-to-end tests take it as their origin.
//
// What a World publishes at a time is a function of its seed and that time, so
// tests ask it what was true instead of waiting. World hours run faster than the
// clock by Options.Speed: before Options.Start lies a past at ordinary pace.
//
// Bulk is another origin, static and large, with the truth of which of its items
// are the same story. Readers are HTTP clients of a running daemon.
package world
