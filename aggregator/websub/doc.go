// Package websub is the subscriber's side of WebSub (W3C Recommendation, 23
// January 2018): hubs that sources name push what is new to a callback, so that
// it is there at once and the source need not be polled often.
//
//	a poll names a hub -> POST to the hub -> its GET with a challenge -> active
//	-> its POSTs with content -> parse, clean, fold -> renewal before the lease ends
//
// What a subscription does next is decided by pure functions of what it is and
// the time (state.go, want.go, tally.go, signature.go); Subscriber does it.
//
// A hub is believed as far as it proves itself: nothing is taken that is not
// signed as agreed, polls go on as a backup, and a hub that pushes nothing, or
// misses what a poll then finds, makes no poll rarer. Absence from what is pushed
// means nothing, and a push changes neither validators nor schedule.
package websub
