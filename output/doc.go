// Package output carries out what the store holds: feeds in three formats, pages,
// the live list, and the counted redirects behind every link.
//
// Server is an http.Handler. Feeds are written once a change and served from
// memory (package shelf); one goroutine, the keeper, follows the store, writes
// what has changed (package render) and puts it there. A document that cannot be
// written anew stays as it was: a feed that was ever served is never answered
// with an error. One that the config no longer has is answered 410, for ever: its
// name is on a roll in the store. A feed's documents reach back two days from its
// newest story, or further by the feed's limit, within named bounds of stories and
// bytes.
//
// What is published is a function of the store and the settings: the dates of
// documents and the authority of ids are kept in the store, so that every node,
// and the same node after a restart, serves the same bytes.
//
// A click goes from token to story to verdict to the journal, and only then is
// answered; when it cannot be written, the reader goes on all the same and the click
// waits in memory until it can. The journal moves clicks to the store, and from
// there they come to the boards (package live). Boards are a view of the store and
// are made anew from it at every start. What they rank high for long enough is
// promoted: the trending feeds are written from the promotions alone, and change
// with nothing else.
package output
