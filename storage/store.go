package storage

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Errors that callers tell apart with errors.Is.
var (
	ErrNotFound    = errors.New("not found")
	ErrTooOld      = errors.New("changes that far back are not remembered")
	ErrClosed      = errors.New("store is closed")
	ErrLocked      = errors.New("store is in use by another process")
	ErrNewerSchema = errors.New("store was written by a newer version of freshet")
	ErrFull        = errors.New("no space left for the store")
	ErrLeaseLost   = errors.New("claim has ended")
	ErrGone        = errors.New("source is gone for good")
	ErrOnly        = errors.New("story has only one sighting")
)

// Store keeps everything. All methods may be called from several goroutines.
// A method that fails has changed nothing. Values given and returned are the
// caller's: a store keeps no reference to them.
type Store interface {
	Schedule
	Stories
	Edits
	Clicks
	Promotions
	Documents
	Subscriptions

	// Prune removes what keep no longer allows, oldest stories first, and leaves
	// tombstones, so that an item that is still in its source's document does not
	// come back. Promotions and click totals of removed stories go too, and of the
	// click log what is older than 14 days and than every story. It works in
	// steps: what it removed before an error stays removed, and is in Pruned.
	Prune(ctx context.Context, now time.Time, keep Keep) (Pruned, error)

	// Close ends all that is under way, writes what is still held back and
	// closes. Later calls return ErrClosed.
	Close() error
}

// Schedule hands out sources to poll and takes back what was found.
type Schedule interface {
	// Sync makes specs the set of active sources. A source is known again by its
	// name, else by its URL, so that a rename, a move or a return keeps its state
	// and its items; when the URL of a known name changes, its validators, body and
	// entries are forgotten and it is due at once, but not its items. When the URL
	// or the host changes, a claim of the source ends; a change of its service or
	// its spacing only holds from now on. Sources that
	// are not named stay in the store, inactive. A source new to the store is due
	// at now plus a small offset hashed from its name; the others keep their time.
	Sync(ctx context.Context, now time.Time, specs []SourceSpec) (Synced, error)

	// Claim hands out due sources, longest due first: never two of one Host at a
	// time, none of a host or of a Service before its spacing or hold is over, no
	// more of a Service than its limit, none that is Gone. Polls whose lease has
	// ended are under way no more.
	Claim(ctx context.Context, req ClaimRequest) ([]Claim, error)

	// NextDue is the time from which Claim with this spacing, and the ServiceLimit
	// of the last one, may hand out a source; zero when only a Finish, a Release, a
	// Sync or a Hurry can change that.
	NextDue(ctx context.Context, spacing time.Duration) (time.Time, error)

	// Hurry makes an active source due no later than at. Holds, spacing and claims
	// stay as they are: a source that is being polled is due again by then when its
	// poll has ended. It returns the time from which the source may be polled, as
	// far as polls under way let it; nobody who waits for NextDue is woken. The
	// error is ErrNotFound when there is no active source of that name, ErrGone for
	// one that is Gone: it stays so. Like the state of a poll without items, the
	// new time may be written up to a few seconds later.
	Hurry(ctx context.Context, name string, at time.Time) (time.Time, error)

	// Rewind moves all times of the schedule back by as much: what is due, held,
	// spaced and leased. It is for a clock that was set back, by which they would lie
	// that much too far ahead. Like the state of a poll without items, they may be
	// written up to a few seconds later.
	Rewind(ctx context.Context, by time.Duration) error

	// Finish ends a claim: it folds the items, takes out what was deleted, keeps the
	// state and puts the source back into the schedule, all in one transaction. When it has returned, what it
	// did survives a crash; only the state of a poll that brought no items may be
	// written up to a few seconds later. It returns ErrLeaseLost, and changes
	// nothing, when the claim is not the source's present one.
	Finish(ctx context.Context, claim Claim, out Outcome) (Finished, error)

	// Deliver folds items of an active source that came without a poll, first seen
	// at the time given, as Finish folds them: a hub pushed them. All of it is one
	// transaction that survives a crash when Deliver has returned. Of the source's
	// state only LastNew changes, its place in the schedule does not. It may run
	// beside a claim of the source; items that are known are passed over, so a
	// delivery may be made again. The error is ErrNotFound when there is no active
	// source of that name.
	Deliver(ctx context.Context, name string, at time.Time, items []Item) (Finished, error)

	// Items returns the items that are kept of an active source, by guid: those of
	// the guids given that there are. The error is ErrNotFound when there is no
	// active source of that name.
	Items(ctx context.Context, name string, guids []string) (map[string]Item, error)

	// Release ends a claim without a poll; the source is due again at once. It
	// returns ErrLeaseLost when the claim is not the source's present one.
	Release(ctx context.Context, claim Claim) error

	// Sources lists all sources by name.
	Sources(ctx context.Context) ([]SourceStatus, error)
}

// Synced counts what Sync did.
type Synced struct {
	New, Back, Renamed, Moved, Removed int
}

// Stories reads what readers get.
type Stories interface {
	// Revision is the present one.
	Revision(ctx context.Context) (Revision, error)
	// Wait returns the present revision as soon as it is above since, or the
	// context's error.
	Wait(ctx context.Context, since Revision) (Revision, error)
	// Changes lists the stories that were made, changed or removed after since,
	// each once, and the revision up to which the list is complete. It returns
	// ErrTooOld when since is too far back: the caller then reads everything anew.
	Changes(ctx context.Context, since Revision) ([]StoryID, Revision, error)
	// Story returns one story, or ErrNotFound.
	Story(ctx context.Context, id StoryID) (Story, error)
	// Newest returns the stories that a query selects.
	Newest(ctx context.Context, q Query) ([]Story, error)
	// Sighted returns all items of a story in full, in the order of its Sightings, or
	// ErrNotFound.
	Sighted(ctx context.Context, id StoryID) ([]Item, error)
	// All yields every story in the order of ids. It reads in small steps: a
	// long walk holds no transaction open. After an error it ends.
	All(ctx context.Context) iter.Seq2[Story, error]
}

// Edits are what the operator does by hand.
type Edits interface {
	// Split takes a sighting, by its Number, out of a story and makes it a story of
	// its own, first seen at the time given, whose id it returns. The rest keeps its
	// id, its clicks and its promotions. The two never fold again: not the item when
	// it comes back, nor what its source publishes under the same guid. The error is
	// ErrNotFound when there is no such story or it has no such sighting, ErrOnly
	// when it has no other.
	Split(ctx context.Context, id StoryID, sighting uint64, at time.Time) (StoryID, error)
}

// Clicks is the log of clicks. The log is the truth; what is ranked from it is a
// view.
type Clicks interface {
	// AddClicks appends clicks of one journal, exactly once: those whose Seq the
	// store has already seen from this journal are passed over. Clicks of unknown
	// stories are counted nowhere, but their Seq is remembered. It returns the
	// last Seq that is now in the store.
	AddClicks(ctx context.Context, journal string, clicks []Click) (uint64, error)
	// Applied is the last Seq of a journal that is in the store; 0 for none.
	Applied(ctx context.Context, journal string) (uint64, error)
	// ClickLog yields the clicks of all journals not older than since, in the order
	// in which they came to the store.
	ClickLog(ctx context.Context, since time.Time) iter.Seq2[Click, error]
	// Counts sums the clicks of each story; a story without clicks has no entry.
	Counts(ctx context.Context, ids []StoryID) (map[StoryID]Count, error)
}

// Promotions is the log of promotions.
type Promotions interface {
	// Promote appends a promotion unless the feed has one of this story; it
	// reports whether it did. It returns ErrNotFound when there is no such story.
	Promote(ctx context.Context, p Promotion) (bool, error)
	// Promotions returns a feed's, newest first, at most limit (at most MaxQuery).
	Promotions(ctx context.Context, feed string, limit int) ([]Promotion, error)
}

// Documents remembers what must be the same on every node and after a restart.
type Documents interface {
	// Stamp is the time a published document last changed, in whole seconds. When
	// hash is not the document's last one, the document changed now: the time kept
	// is now, or a second after the last time, whichever is later, so that it
	// strictly rises with each change.
	Stamp(ctx context.Context, document string, hash [32]byte, now time.Time) (time.Time, error)
	// Mint returns the value kept under name; when there is none, it keeps
	// proposed for ever and returns it. Signing keys and the authority of
	// published ids are such values.
	Mint(ctx context.Context, name string, proposed []byte) ([]byte, error)
}

// Keep bounds what is kept. Zero is no bound.
type Keep struct {
	For   time.Duration // stories first seen longer ago are removed
	Bytes int64         // the oldest are removed until the live bytes of the store are below
}

// Pruned counts what Prune removed.
type Pruned struct {
	Stories, Items int
}
