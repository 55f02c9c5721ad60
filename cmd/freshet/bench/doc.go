// Package bench measures freshet beside the same work done barely: net/http,
// gofeed, gorilla/feeds and bbolt with nothing around them. All of it is in its
// tests; `make bench` prints each measure as a ratio.
//
// Both sides of a measure run in turns in one process, so that a busy machine
// slows both. What is at the other end of the network, the origins and the load
// generator, is a child process: its CPU time is not counted.
package bench
