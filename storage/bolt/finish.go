package bolt

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/schedule"
)

// poll is a Finish on its way through the writer.
type poll struct {
	folding
	claim storage.Claim
	out   *storage.Outcome
	left  []byte // what packPoll and packRest made of the state
	rest  []byte
	entry *schedule.Entry
}

// scratch are buffers for what is mostly found to be the same as before.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// Finish ends a claim and keeps what the poll found.
func (s *Store) Finish(ctx context.Context, c storage.Claim, out storage.Outcome) (storage.Finished, error) {
	if len(out.Items) == 0 && len(out.Deleted) == 0 && !(out.Complete && out.Present != nil) {
		return storage.Finished{}, s.finishQuiet(ctx, &c, &out)
	}
	return s.finishItems(ctx, c, out)
}

// finishQuiet ends the claim of a poll that found nothing new. Most polls are
// such: what they are given stays where the caller has it.
func (s *Store) finishQuiet(ctx context.Context, c *storage.Claim, out *storage.Outcome) error {
	buf := scratch.Get().(*[]byte)
	defer scratch.Put(buf)
	left := packPoll(make([]byte, 0, 192), &out.State)
	*buf = packRest((*buf)[:0], &out.State)
	return s.lively(ctx, "finish", func() error {
		e := s.table.Holds(c.Source.Key, c.Serial)
		if e == nil {
			return fmt.Errorf("source %q: %w", c.Source.Name, storage.ErrLeaseLost)
		}
		if pushed(e, &out.State) {
			left = packPoll(nil, &out.State)
		}
		s.hold(e, left, *buf)
		s.table.Finish(e, out.Next, out.HoldHost, out.State.Gone)
		return nil
	})
}

// pushed takes note of new items that came by Deliver while the claim was held:
// the poll does not know of them. The caller holds mu.
func pushed(e *schedule.Entry, st *storage.SourceState) bool {
	at := time.Unix(0, e.Pushed).UTC()
	if e.Pushed == 0 || !at.After(st.LastNew) {
		return false
	}
	st.LastNew = at
	return true
}

// finishItems goes through the writer.
func (s *Store) finishItems(ctx context.Context, c storage.Claim, out storage.Outcome) (storage.Finished, error) {
	p := &poll{claim: c, out: &out, folding: folding{
		s: s, source: c.Source, site: out.State.Document.Link, title: out.State.Document.Title, hosts: hostsOf(c.Source, &c.State), at: out.At, present: out.Present,
	}}
	p.last = lastGood(&c.State, &out)
	call := fmt.Sprintf("finish %q", c.Source.Name)
	if err := p.prepare(out.Items); err != nil {
		return storage.Finished{}, fmt.Errorf("%s: %w", call, err)
	}
	p.left, p.rest = packPoll(nil, &out.State), packRest(nil, &out.State)
	if err := s.lively(ctx, call, p.begin); err != nil {
		return storage.Finished{}, err
	}
	err := s.submit(ctx, call, &fact{do: p.do, done: p.done, items: len(out.Items) + len(out.Deleted)})
	if err != nil {
		p.abandon()
		return storage.Finished{}, err
	}
	return p.n, nil
}

// lastGood is the last good poll before this one, when what it listed is known and
// nothing was missed since: then what is older should have been there.
func lastGood(was *storage.SourceState, out *storage.Outcome) time.Time {
	if out.Present == nil || out.State.Gap || was.Gap || was.Archive != "" || out.State.Archive != "" || len(was.Entries) == 0 {
		return time.Time{}
	}
	return was.LastSuccess
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

// do folds the items, takes out what was deleted and keeps the state.
func (p *poll) do(b *batch) error {
	h, ph, err := p.heads()
	if err != nil {
		return err
	}
	if err := p.foldAll(b); err != nil {
		return err
	}
	if err := p.deleteAll(b, p.out); err != nil {
		return err
	}
	h.Items += p.added
	if err := b.putSource(p.source.Key, &h, p.rest); err != nil {
		return err
	}
	return b.putPoll(p.source.Key, &ph, p.left)
}

// heads are the source as the file has it after this poll.
func (p *poll) heads() (h sourceHead, ph pollHead, err error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if !p.s.table.Still(p.claim.Source.Key, p.claim.Serial) {
		return h, ph, storage.ErrLeaseLost
	}
	if pushed(p.entry, &p.out.State) {
		p.left = packPoll(nil, &p.out.State)
	}
	h, ph = headOf(p.entry), pollHeadOf(p.entry)
	ph.Next, ph.Gone = p.entry.After(p.out.Next), p.out.State.Gone
	if p.out.HoldHost.After(ph.Hold) {
		ph.Hold = p.out.HoldHost
	}
	return h, ph, nil
}

// done puts the source back into the schedule.
func (p *poll) done() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.entry.Items += p.added
	p.s.dropHeld(p.entry)
	p.entry.Sum = sumOf(p.rest)
	p.s.table.Finish(p.entry, p.out.Next, p.out.HoldHost, p.out.State.Gone)
}

// delivery is a Deliver on its way through the writer.
type delivery struct {
	folding
	name  string
	entry *schedule.Entry
}

// Deliver folds items that came without a poll.
func (s *Store) Deliver(ctx context.Context, name string, at time.Time, items []storage.Item) (storage.Finished, error) {
	d := &delivery{name: name, folding: folding{s: s, at: at}}
	call := fmt.Sprintf("deliver %q", name)
	if err := d.prepare(items); err != nil {
		return storage.Finished{}, fmt.Errorf("%s: %w", call, err)
	}
	// Alone, because it reads what a Finish of the same source writes.
	if err := s.submit(ctx, call, &fact{do: d.do, done: d.done, items: len(items), alone: true}); err != nil {
		return storage.Finished{}, err
	}
	return d.n, nil
}

// do folds the items, and writes of the source what has changed by that.
func (d *delivery) do(b *batch) error {
	h, ph, st, rest, err := d.known(b)
	if err != nil {
		return err
	}
	if err := d.foldAll(b); err != nil {
		return err
	}
	if d.n.New+d.n.Joined == 0 {
		return nil
	}
	h.Items += d.added
	if err := b.putSource(d.source.Key, &h, rest); err != nil {
		return err
	}
	if d.at.After(st.LastNew) {
		st.LastNew = d.at
	}
	return b.putPoll(d.source.Key, &ph, packPoll(nil, &st))
}

// known reads what the store has of the source.
func (d *delivery) known(b *batch) (h sourceHead, ph pollHead, st storage.SourceState, rest []byte, err error) {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	if d.entry = d.s.table.Named(d.name); d.entry == nil {
		return h, ph, st, nil, storage.ErrNotFound
	}
	left, rest, err := leftOf(b.tx, d.entry)
	if err != nil {
		return h, ph, st, nil, err
	}
	if err = unpackState(left, rest, &st); err != nil {
		return h, ph, st, nil, err
	}
	d.source, d.site, d.title, d.hosts = d.entry.Source, st.Document.Link, st.Document.Title, hostsOf(d.entry.Source, &st)
	return headOf(d.entry), pollHeadOf(d.entry), st, bytes.Clone(rest), nil
}

// done brings what is in memory up to date: a poll that ends later, or that has
// ended meanwhile, does not know of the new items.
func (d *delivery) done() {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	e := d.entry
	e.Items += d.added
	if d.n.New+d.n.Joined == 0 {
		return
	}
	e.Pushed = max(e.Pushed, d.at.UnixNano())
	if e.Poll == nil {
		return
	}
	var st storage.SourceState
	if err := unpackPoll(e.Poll, &st); err == nil && d.at.After(st.LastNew) {
		st.LastNew = d.at
		e.Poll = packPoll(nil, &st)
	}
}
