package aggregator

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"freshet/storage"
)

// poll is one claim from its fetch to its Finish.
func (a *Aggregator) poll(ctx context.Context, claim storage.Claim) {
	s := a.current.Load()
	src := s.byName[claim.Source.Name]
	if src == nil {
		// A reload has removed it between the claim and here.
		a.release(claim)
		return
	}
	a.metrics.begin()
	began := time.Now() // of the time it takes, which is not by the schedule's clock
	v := visit{settings: s, src: src, state: claim.State, started: a.now(), backup: a.backup(claim.Source.Name)}
	v.address(&a.moves)
	if v.twin == "" {
		a.look(ctx, &v)
	}
	if ctx.Err() != nil {
		a.metrics.end("released", began)
		a.release(claim)
		return
	}
	out := a.outcome(&v, a.now())
	a.share(ctx, &v, out)
	done, err := a.store.Finish(ctx, claim, out)
	if err != nil {
		a.metrics.end("not kept", began)
		a.notKept(ctx, claim, err)
		return
	}
	a.metrics.end(v.kind(), began)
	a.metrics.items(done)
	if done.New+done.Joined+done.Revised > 0 && a.room.have() {
		a.log.Info("there is room for the store again, polls are kept")
	}
	a.tell(&v, out, done)
	a.tellHubs(ctx, &v, out, done)
}

// release gives a claim back; the context of the loop may have ended by then.
func (a *Aggregator) release(claim storage.Claim) {
	if err := a.store.Release(context.Background(), claim); err != nil && !errors.Is(err, storage.ErrLeaseLost) && !errors.Is(err, storage.ErrClosed) {
		a.log.Error("claim not released", "source", claim.Source.Name, "error", err)
	}
}

// notKept handles an outcome that the store refused: nothing of it is kept, so
// the poll is made again when the claim has been given back.
func (a *Aggregator) notKept(ctx context.Context, claim storage.Claim, err error) {
	if errors.Is(err, storage.ErrLeaseLost) {
		a.log.Warn("poll took longer than its claim, its result is dropped", "source", claim.Source.Name)
		return
	}
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, storage.ErrFull):
		first, pause, back := a.room.lack(time.Now())
		if first {
			a.log.Error("no space left for the store: polls are not kept until there is, what is stored is served", "error", err)
		}
		wait(ctx, pause, back)
	default:
		a.log.Error("poll not kept", "source", claim.Source.Name, "error", err)
		wait(ctx, claimRetry, nil)
	}
	a.release(claim)
}

// tell logs what a reader of the log wants to know: news, failures and their
// end.
func (a *Aggregator) tell(v *visit, out storage.Outcome, done storage.Finished) {
	quiet := v.err == nil && v.state.Failures == 0 && v.note == "" && done == storage.Finished{Known: done.Known}
	if quiet && !a.log.Enabled(context.Background(), slog.LevelDebug) {
		return // most polls: nothing is made for a line that nobody reads
	}
	log := a.log.With("source", v.src.Spec.Name)
	switch {
	case v.err != nil && v.state.Failures == 0:
		log.Warn("poll failed", "class", v.class, "error", v.err, "next", out.Next.Format(time.RFC3339))
	case v.err != nil:
		log.Debug("poll failed again", "class", v.class, "error", v.err, "failures", out.State.Failures)
	case v.state.Failures > 0:
		log.Info("poll works again", "failures", v.state.Failures, "new", done.New, "joined", done.Joined)
	case done.New+done.Joined+done.Revised+done.Deleted > 0:
		log.Info("polled", "new", done.New, "joined", done.Joined, "revised", done.Revised, "deleted", done.Deleted)
	default:
		log.Debug("polled, nothing new", "status", v.status)
	}
	if v.note != "" && !slices.Contains(v.state.Why, v.note) {
		log.Warn(v.note)
	}
	if out.State.Gone && !v.state.Gone {
		log.Warn("source is gone (410 twice): it is not polled any more until its address changes in the config")
	}
}
