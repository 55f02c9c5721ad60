// Package score lets freshet poll a scripted origin on loopback for a simulated
// fortnight, and judges what it did by the rules of the Feed Reader Behavior
// project (Rachel Kroll, 2025), as far as an origin can see them.
//
// The origin speaks over real connections and keeps the raw bytes of each request;
// only the clock is simulated: it leaps from one poll to the next.
package score
