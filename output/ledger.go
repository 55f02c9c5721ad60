package output

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"freshet/storage"
)

// ledger is a list in the store that only grows, and that several nodes may read
// and write at a time. Its lines are minted under numbers, from 0. How many there
// are is the date of a document of its name, which is the one thing of a store that
// can rise and be read without a change: two seconds after ledgerStart for each
// line. What a crash interrupts between a line and the date is found by the next
// one who writes.
type ledger struct {
	store storage.Documents
	name  string
}

var (
	ledgerStart = time.Unix(0, 0).UTC()
	ledgerAtEnd [sha256.Size]byte // the document's hash, but while its date is moved
)

// length is how many lines there are.
func (l ledger) length(ctx context.Context) (int, error) {
	at, err := l.store.Stamp(ctx, l.name, ledgerAtEnd, ledgerStart)
	if err != nil {
		return 0, fmt.Errorf("length of the list of %s: %w", l.name, err)
	}
	return int((at.Sub(ledgerStart) + time.Second) / (2 * time.Second)), nil
}

// line is the line of a number; when there is none, it is the proposed one from
// now on.
func (l ledger) line(ctx context.Context, n int, proposed string) (string, error) {
	v, err := l.store.Mint(ctx, fmt.Sprintf("%s/%d", l.name, n), []byte(proposed))
	if err != nil {
		return "", fmt.Errorf("list of %s: %w", l.name, err)
	}
	return string(v), nil
}

// grow makes the length known, after lines were added.
func (l ledger) grow(ctx context.Context, length int) error {
	end := ledgerStart.Add(time.Duration(2*length-1) * time.Second)
	for _, hash := range [][sha256.Size]byte{sha256.Sum256(fmt.Append(nil, length)), ledgerAtEnd} {
		if _, err := l.store.Stamp(ctx, l.name, hash, end); err != nil {
			return fmt.Errorf("length of the list of %s: %w", l.name, err)
		}
	}
	return nil
}
