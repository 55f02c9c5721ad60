// Package fold decides what becomes of an item that a poll found: an item that
// the store knows, a revision of one, a copy that joins a story, or a new story;
// and which item of a story leads it. It is pure: a backend answers its
// questions inside its own transaction and writes what it decides.
package fold
