package click

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"freshet/storage"
)

// group is the clicks of several goroutines that share one write.
type group struct {
	records []byte
	done    chan struct{} // closed when they are written, or not
	err     error         // set before that
}

// Append writes a click, whose Seq does not matter, to the journal. When it has
// returned without an error the click outlives the process, and within SyncEvery
// a power cut. After an error the click is not in the journal, except when ctx
// ended while the click was being written. Errors: storage.ErrFull when the disk
// is, ErrBacklog, ErrClosed; the journal is as good as before once their cause is
// gone.
//
// A click that comes alone is written at once by its own goroutine. Those that
// come meanwhile gather; one write takes them all. Against a writer goroutine
// behind a channel this saves each lone click two switches of goroutines.
func (j *Journal) Append(ctx context.Context, c storage.Click) error {
	if err := j.append(ctx, &c); err != nil {
		return fmt.Errorf("append to click journal: %w", err)
	}
	return nil
}

func (j *Journal) append(ctx context.Context, c *storage.Click) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return ErrClosed
	}
	if j.writing {
		g := j.join(c)
		j.mu.Unlock()
		select {
		case <-g.done:
			return g.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	j.writing = true
	j.mu.Unlock()

	j.single = appendRecord(j.single[:0], c)
	err := j.write(j.single)
	if j.yield() {
		go j.writeWaiting()
	}
	return err
}

// join adds a click to the group that waits. It needs mu.
func (j *Journal) join(c *storage.Click) *group {
	if j.waiting == nil {
		j.waiting = &group{records: j.spare[:0], done: make(chan struct{})}
		j.spare = nil
	}
	j.waiting.records = appendRecord(j.waiting.records, c)
	return j.waiting
}

// yield gives up the right to write, unless a group waits to be written; then it
// reports true and the caller sees that somebody does it.
func (j *Journal) yield() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.waiting != nil {
		return true
	}
	j.writing = false
	j.idle.Broadcast()
	return false
}

// writeWaiting writes groups as long as there are some. It has a goroutine of
// its own, so that no reader waits for the clicks of others; Close waits for it.
func (j *Journal) writeWaiting() {
	for more := true; more; more = j.yield() {
		j.mu.Lock()
		g := j.waiting
		j.waiting = nil
		j.mu.Unlock()

		g.err = j.write(g.records)
		j.mu.Lock()
		j.spare = g.records
		j.mu.Unlock()
		close(g.done)
	}
}

// write puts records behind the last one, all or none. The caller has set
// writing.
func (j *Journal) write(records []byte) error {
	n := uint64(len(records) / recordBytes)
	last := j.written.Load()
	if j.Backlog()+n > j.opt.maxBacklog {
		return ErrBacklog
	}
	if err := j.mend(last); err != nil {
		return full(err)
	}
	if err := j.rotate(last + 1); err != nil {
		return full(err)
	}
	number(records, last+1)
	if _, err := j.active.WriteAt(records, j.place(last+1)); err != nil {
		j.torn = true
		j.mend(last) // if it fails, the next write tries again before anything else
		return full(err)
	}
	j.written.Store(last + n)
	notify(j.dirty)
	notify(j.grown)
	return nil
}

// place is where the active segment has a Seq.
func (j *Journal) place(seq uint64) int64 { return j.tail.offset(seq) }

// mend removes what a failed write may have left behind the last record.
func (j *Journal) mend(last uint64) error {
	if !j.torn {
		return nil
	}
	if err := j.active.Truncate(j.place(last + 1)); err != nil {
		return err
	}
	j.torn = false
	return nil
}

// rotate starts a segment when the active one is full. The old one is made
// durable first, so that a power cut never leaves a hole before the last one.
func (j *Journal) rotate(next uint64) error {
	if j.place(next) < j.opt.segmentBytes {
		return nil
	}
	if err := j.sync(); err != nil {
		return err
	}
	seg, err := createSegment(j.dir, header{j.id, next})
	if err != nil {
		return err
	}
	j.syncing.Lock()
	defer j.syncing.Unlock()
	old := j.active
	if err := j.activate(seg); err != nil {
		return err
	}
	j.mu.Lock()
	j.segments = append(j.segments, seg)
	j.mu.Unlock()
	return old.Close()
}

// sync makes durable what is written.
func (j *Journal) sync() error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	last := j.written.Load()
	if j.durable == last {
		return nil
	}
	if err := j.active.Datasync(); err != nil {
		return err
	}
	j.durable = last
	return nil
}

// syncLoop syncs soon after something was written, at most every SyncEvery.
func (j *Journal) syncLoop() {
	defer close(j.stopped)
	wait := SyncEvery
	for {
		select {
		case <-j.stop:
			return
		case <-j.dirty:
		}
		select {
		case <-j.stop:
			return
		case <-time.After(wait):
		}
		err := j.sync()
		if err == nil {
			wait = SyncEvery
			continue
		}
		wait = min(2*wait, maxRetry)
		j.opt.Log.Error("click journal could not be synced", "retry_in", wait, "err", err)
		notify(j.dirty)
	}
}

// notify sends to a channel of one place; one notice is as good as many.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// full names the error of a full disk, or of a limit that leaves no room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return err
}
