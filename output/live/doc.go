// Package live keeps the present state of the rankings: a Board for each window
// over the sightings and clicks of recent stories, and what must be known of a
// story without asking the store: where its link leads, whose story it is, and
// which feeds it is in.
//
// It is a view. Everything in it can be made anew from the store, and is, when a
// server starts.
package live
