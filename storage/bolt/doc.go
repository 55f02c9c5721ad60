// Package bolt keeps a freshet store in one bbolt file, for one process.
//
// # Writing
//
// One goroutine writes. Every method hands it a fact; it takes what has come
// together, does all of it in one transaction and answers when that is on disk.
// A fact that fails is left out and the others are done again without it.
//
// The schedule is in memory (package schedule): a claim writes nothing, and the
// state of a poll that brought no items waits in memory for the next commit, at
// most StateDelay. Of such a state only the part that every poll changes is
// written; the other one, most of its bytes, only when it has changed.
//
// # Buckets
//
//	meta      schema, revision, hash key, counters            small values
//	sources   key(8)                     -> head, what its document left
//	polls     key(8)                     -> place in the schedule, what the last poll left
//	items     seq(8), ascending          -> head, compressed item
//	stories   id(16), nearly ascending   -> which items, lead, dates
//	guids     source(4) hash(8)          -> seq; the item may be gone: a tombstone
//	urls      hash(8) source(4) seq(5)   -> nothing; of a tombstone a hash of its text
//	texts     hash(8) seq(5)             -> nothing
//	dates     date(9) id(16)             -> sources of the sightings
//	clicks    n(8), ascending            -> one batch of clicks
//	counts    story id(16)               -> click totals
//	journals  name                       -> last click applied
//	promotions feed 0 date(9) n(8)       -> promotion
//	promoted  story id(16) feed          -> its key in promotions
//	deleted   seq(8)                     -> when its source deleted the item
//	subscriptions token                  -> subscription
//	apart     item or story, split       -> what never folds again, see apart.go
//	habits    key(8)                     -> what a source does to headlines and dates
//	sigs      seq(8), ascending          -> signature of an item of the window
//	segments  seq(8)                     -> sealed postings of the window
//	stamps, minted
//
// # Indexes
//
// The keys of guids, urls and texts are hashes under a secret key of the file, so
// no feed can aim at another's. Random keys are dear in a B+tree: each dirties a
// page of its own. So the entries of the newest items stay in memory (package
// memtable) and move to the file in bulk, in order; the items themselves are the
// log that brings them back after a crash.
//
// # Rules
//
// Nothing that bbolt's memory holds outlives its transaction. No lock is taken
// inside a read transaction. The freelist is written only at Close: a commit is
// cheaper for it, and only a start after a crash has to look for free pages.
package bolt
