// Package click counts readers, and nothing else that opens a link.
//
// A link that freshet publishes is a signed token (Signer). A request for one is
// judged by its method and headers (Judge), then by whether the same visitor
// opened the same story before (Visitors). The click is written to a Journal
// before its redirect is answered, and the Journal moves it to the store in
// batches, exactly once.
//
// Who clicked is never written anywhere. Visitors keeps keyed hashes in memory,
// under a key that lives for two days and is never stored; a click holds no
// address, no user agent and no hash of them.
//
// A reader's click is never failed because it does not count.
package click
