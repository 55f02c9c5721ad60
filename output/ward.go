package output

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"freshet/output/health"
	"freshet/output/page"
	"freshet/output/render"
	"freshet/storage"
)

// healthPath is the path of the feed of the sources' health, without its ending.
const healthPath = "/feeds/" + page.HealthName

// Limits of the feed of the sources' health.
const (
	// maxConditions are the conditions that it shows, those that began last. The page
	// of the sources has all.
	maxConditions = 200
	// maxEndings are the good ends that it shows, and maxEnded those that the store
	// remembers at all.
	maxEndings = 50
	maxEnded   = 100_000
	// notesAtOnce is how many conditions are noted in the store side by side: it
	// writes them together.
	notesAtOnce = 32
)

// wardName is what the store knows the ward's ledger and notes by.
const wardName = "health"

// ward is what the keeper knows of sources that need a look. What is the matter
// follows from the state of the sources, and when that was noted from the store, so
// that a restart changes nothing. Good ends are told when they are seen: what heals
// while freshet does not run only leaves the feed.
type ward struct {
	edition edition
	now     map[string]noted // what is the matter, by its id
	ended   []health.Ending  // oldest first
	read    int              // lines of the ledger
	full    bool             // it takes no more, and that was logged
}

// noted is a condition with the time from which it is told.
type noted struct {
	health.Condition
	at time.Time
}

// tend looks at the health of all sources, and writes the feed of it when anything
// has changed.
func (k *keeper) tend(ctx context.Context, known []storage.SourceStatus, now time.Time) error {
	if err := k.readEnded(ctx); err != nil {
		return err
	}
	found, states := matters(known, k.sources, now)
	if err := k.discharge(ctx, found, states, now); err != nil {
		return err
	}
	slices.SortFunc(found, laterFirst)
	found = found[:min(len(found), maxConditions)]
	list, err := k.admit(ctx, found, now)
	if err != nil {
		return err
	}
	k.ward.now = make(map[string]noted, len(list))
	for _, c := range list {
		k.ward.now[c.ID()] = c
	}
	if err := k.readEnded(ctx); err != nil {
		return err
	}
	sheet := k.ward.edition.press.Lay(k.healthFeed(list))
	if k.ward.edition.made && k.ward.edition.sum == sheet.Sum() {
		return nil
	}
	return k.publish(ctx, &k.ward.edition, healthPath, sheet, now)
}

// matters are all conditions of active sources, and the states of these by key.
func matters(known []storage.SourceStatus, shown sources, now time.Time) ([]health.Condition, map[uint64]*storage.SourceState) {
	var found []health.Condition
	states := make(map[uint64]*storage.SourceState, len(known))
	for i := range known {
		if s := &known[i]; s.Active {
			found = append(found, health.Of(s, shown.of(s.Source.Name).URL, now)...)
			states[s.Source.Key] = &s.State
		}
	}
	return found, states
}

// laterFirst sorts conditions by their start, those without one before all.
func laterFirst(a, b health.Condition) int {
	if az, bz := a.Since.IsZero(), b.Since.IsZero(); az != bz {
		if az {
			return -1
		}
		return 1
	}
	return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.ID(), b.ID()))
}

// discharge sees to the conditions that are no more: a good end is put down.
func (k *keeper) discharge(ctx context.Context, found []health.Condition, states map[uint64]*storage.SourceState, now time.Time) error {
	still := make(map[string]bool, len(found))
	for i := range found {
		still[found[i].ID()] = true
	}
	for id, c := range k.ward.now {
		state := states[c.Source]
		if still[id] || state == nil {
			continue
		}
		switch noStart := c.Since.IsZero(); {
		case c.Over(state):
			if err := k.putEnded(ctx, health.Ending{Condition: c.Condition, At: now.UTC().Truncate(time.Second)}); err != nil {
				return err
			}
		case noStart && state.Failures == 0:
			// The next time is told apart from this one by when it is noted.
			if _, err := k.store.Stamp(ctx, noteName(&c.Condition), sha256.Sum256(nil), now); err != nil {
				return fmt.Errorf("end of %s: %w", id, err)
			}
		}
		delete(k.ward.now, id)
	}
	return nil
}

func noteName(c *health.Condition) string {
	return fmt.Sprintf("%s/%d/%s", wardName, c.Source, c.Kind)
}

// admit gives each condition the time at which it was first noted, by any node.
func (k *keeper) admit(ctx context.Context, found []health.Condition, now time.Time) ([]noted, error) {
	list := make([]noted, len(found))
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(notesAtOnce)
	for i, c := range found {
		list[i] = noted{Condition: c, at: k.ward.now[c.ID()].at}
		if !list[i].at.IsZero() {
			continue
		}
		all.Go(func() (err error) {
			list[i].at, err = k.store.Stamp(ctx, noteName(&c), sha256.Sum256([]byte(c.ID())), now)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return nil, fmt.Errorf("note the health of sources: %w", err)
	}
	return list, nil
}

// putEnded appends an ending to the ledger, unless it is there: another node may
// have seen it too.
func (k *keeper) putEnded(ctx context.Context, e health.Ending) error {
	if slices.ContainsFunc(k.ward.ended, func(other health.Ending) bool { return other.ID() == e.ID() }) {
		return nil
	}
	ended := ledger{k.store, wardName}
	next, err := ended.length(ctx)
	if err != nil {
		return err
	}
	if next >= maxEnded {
		if !k.ward.full {
			k.log.Warn("the store remembers no more sources that are well again", "limit", maxEnded)
		}
		k.ward.full = true
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("ending %s: %w", e.ID(), err)
	}
	for ; ; next++ {
		kept, err := ended.line(ctx, next, string(line))
		if err != nil {
			return err
		}
		if other := readEnding(kept); other.ID() == e.ID() {
			return ended.grow(ctx, next+1)
		}
	}
}

// readEnding reads a line of the ledger; one that cannot be read is of no source.
func readEnding(line string) (e health.Ending) {
	if json.Unmarshal([]byte(line), &e) != nil {
		return health.Ending{}
	}
	return e
}

// readEnded takes in the lines of the ledger that are new, by this node or others.
func (k *keeper) readEnded(ctx context.Context) error {
	ended := ledger{k.store, wardName}
	length, err := ended.length(ctx)
	if err != nil {
		return err
	}
	for n := max(k.ward.read, length-maxEndings); n < length; n++ {
		line, err := ended.line(ctx, n, "")
		if err != nil {
			return err
		}
		k.ward.ended = append(k.ward.ended, readEnding(line))
		k.ward.read = n + 1
	}
	k.ward.ended = k.ward.ended[max(0, len(k.ward.ended)-maxEndings):]
	return nil
}

// healthFeed is the document: what is the matter now and what has ended well, by
// when that was noted, the latest first.
func (k *keeper) healthFeed(list []noted) render.Feed {
	doc := k.site.healthHead()
	for i := range list {
		c := &list[i]
		doc.Entries = append(doc.Entries, k.healthEntry(c.ID(), &c.Condition, c.at, c.Words(k.sources.of(c.Name).Title)))
	}
	for i := range k.ward.ended {
		e := &k.ward.ended[i]
		if e.Source == 0 && e.Name == "" {
			continue // could not be read
		}
		doc.Entries = append(doc.Entries, k.healthEntry(e.ID(), &e.Condition, e.At, e.Words(k.sources.of(e.Name).Title)))
	}
	slices.SortFunc(doc.Entries, func(a, b render.Entry) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
	})
	return doc
}

func (k *keeper) healthEntry(id string, c *health.Condition, at time.Time, words health.Text) render.Entry {
	return render.Entry{
		ID: k.site.tag("source/" + id), Link: k.site.address(fmt.Sprintf("/sources#source-%d", c.Source)),
		Title: words.Headline, Content: words.Body, Published: at, Updated: at,
		Authors: []storage.Person{{Name: k.site.Title}}, Categories: []string{string(c.Kind)},
		Language: "en", Own: true,
	}
}

// healthHead is the head of the feed of the sources' health.
func (s *site) healthHead() render.Feed {
	return render.Feed{
		Site: s.address("/sources"), ID: s.tag("feed/" + page.HealthName), Generator: generator, Language: "en",
		Title:       s.Title + ": health of the sources",
		Description: "What is the matter with the sources of " + s.Title + ", each once, when it was noticed.",
	}
}
