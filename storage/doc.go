// Package storage is the ground both rivers stand on: the words of freshet as
// types, and what a store promises about them.
//
// A Source is a feed that we read. An Item is one entry as one source published
// it. A Story is what readers get: one or more items that tell the same thing,
// under an id that is minted once and never changes. A Sighting is an item as a
// story keeps it: nothing is deleted as a duplicate, it is folded. A Click is
// one opening of a story; a Promotion is a story's dated entry into a feed's
// trending feed, made once.
//
// The store is the schedule: Sync says which sources exist, Claim hands out the
// due ones, Finish puts back what a poll found, in one transaction with its
// validators and its items. One code path serves one node and many.
//
// The package holds no I/O. storage/bolt keeps a store in one file;
// storage/storagetest proves that a backend keeps the promises written here.
package storage
