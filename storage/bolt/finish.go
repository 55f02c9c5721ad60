package bolt

import (
	"context"
	"fmt"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/schedule"
)

// poll is a Finish on its way through the writer.
type poll struct {
	s      *Store
	claim  storage.Claim
	out    *storage.Outcome
	items  []storage.Item // of out, as they are kept
	state  []byte         // encoded
	bodies [][]byte       // packed, one for each item
	entry  *schedule.Entry

	present map[string]struct{} // of out.Present; made when first asked
	n       storage.Finished
	added   int // items more than before
}

// Finish ends a claim and keeps what the poll found.
func (s *Store) Finish(ctx context.Context, c storage.Claim, out storage.Outcome) (storage.Finished, error) {
	p := &poll{s: s, claim: c, out: &out}
	if err := p.prepare(); err != nil {
		return storage.Finished{}, fmt.Errorf("finish %q: %w", c.Source.Name, err)
	}
	call := fmt.Sprintf("finish %q", c.Source.Name)
	if len(out.Items) == 0 {
		return storage.Finished{}, s.lively(ctx, call, p.finishQuiet)
	}
	if err := s.lively(ctx, call, p.begin); err != nil {
		return storage.Finished{}, err
	}
	err := s.submit(ctx, call, &fact{do: p.do, done: p.done, items: len(out.Items)})
	if err != nil {
		p.abandon()
		return storage.Finished{}, err
	}
	return p.n, nil
}

// prepare does what can be done outside of the transaction.
func (p *poll) prepare() (err error) {
	state := validState(p.out.State)
	if p.state, err = encodeState(&state); err != nil {
		return err
	}
	p.items = make([]storage.Item, len(p.out.Items))
	p.bodies = make([][]byte, len(p.out.Items))
	for i := range p.out.Items {
		p.items[i] = validItem(p.out.Items[i])
		if p.bodies[i], err = packItem(&p.items[i]); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

// finishQuiet ends the claim of a poll that brought no items. The caller holds
// mu.
func (p *poll) finishQuiet() error {
	e := p.s.table.Holds(p.claim.Source.Key, p.claim.Serial)
	if e == nil {
		return storage.ErrLeaseLost
	}
	p.s.hold(e, p.state)
	p.s.table.Finish(e, p.out.Next, p.out.HoldHost, p.out.State.Gone)
	return nil
}

// begin keeps the claim from ending while it is written. The caller holds mu.
func (p *poll) begin() error {
	p.entry = p.s.table.Holds(p.claim.Source.Key, p.claim.Serial)
	if p.entry == nil {
		return storage.ErrLeaseLost
	}
	p.s.table.Begin(p.entry)
	return nil
}

// abandon gives the claim back after a failure.
func (p *poll) abandon() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.s.table.Still(p.claim.Source.Key, p.claim.Serial) {
		p.s.table.Abandon(p.entry, p.claim.Until)
	}
}

// do folds the items and keeps the state.
func (p *poll) do(b *batch) error {
	head, err := p.head()
	if err != nil {
		return err
	}
	p.n, p.added = storage.Finished{}, 0
	for i := range p.items {
		if err := p.fold(b, &p.items[i], p.bodies[i]); err != nil {
			return fmt.Errorf("item %d, guid %.100q: %w", i, p.items[i].GUID, err)
		}
	}
	head.Items += p.added
	v, err := encode(&head, p.state)
	if err != nil {
		return err
	}
	return b.put(bucketSources, sourceKey(p.claim.Source.Key), v)
}

// head is the source as the file has it after this poll.
func (p *poll) head() (sourceHead, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if !p.s.table.Still(p.claim.Source.Key, p.claim.Serial) {
		return sourceHead{}, storage.ErrLeaseLost
	}
	head := headOf(p.entry)
	head.Next, head.Gone = toWhen(p.out.Next), p.out.State.Gone
	if p.out.HoldHost.After(p.entry.Hold()) {
		head.Hold = toWhen(p.out.HoldHost)
	}
	return head, nil
}

// done puts the source back into the schedule.
func (p *poll) done() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.entry.Items += p.added
	p.s.dropHeld(p.entry)
	p.s.table.Finish(p.entry, p.out.Next, p.out.HoldHost, p.out.State.Gone)
}

// listed reports whether the source's document still has a guid.
func (p *poll) listed(guid string) bool {
	if p.present == nil {
		p.present = make(map[string]struct{}, len(p.out.Present))
		for _, g := range p.out.Present {
			p.present[g] = struct{}{}
		}
	}
	_, ok := p.present[guid]
	return ok
}

// at is when the items were first seen.
func (p *poll) at() time.Time { return p.out.At }
