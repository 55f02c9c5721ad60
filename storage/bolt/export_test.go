package bolt

// SmallTail makes the indexes move from memory to the file after a few items, so
// that both parts are in use.
func SmallTail(o Options) Options {
	o.tail = 4
	return o
}

// WindowItems bounds the items among which near copies are looked for.
func WindowItems(o Options, n int) Options {
	o.windowItems = n
	return o
}
