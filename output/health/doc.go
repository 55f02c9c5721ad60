// Package health says what is wrong with sources, in a way that stays the same
// while nothing changes: a Condition has a start and a text without the figures of
// the last poll, so that it can be an entry of a feed. It is pure: the time comes
// in as an argument.
package health
