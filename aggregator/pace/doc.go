// Package pace says when to poll a source again. It is pure: the time comes in
// as an argument, and the same facts give the same plan on every node.
//
// Next weighs what the operator wishes, the rhythm in which the source
// publishes, what the feed and its origin ask of pollers, and how the last polls
// went. What a source asks only ever makes polls rarer. Record keeps the account
// of failures and moves that Next and Address read.
package pace
