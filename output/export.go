package output

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"freshet/output/render"
	"freshet/storage"
)

// exportBatch is how many stories are exported at a time.
const exportBatch = 200

// ExportStory is a story as a line of Export, without the line's end. It returns
// storage.ErrNotFound when there is none.
func (s *Server) ExportStory(ctx context.Context, id storage.StoryID) (json.RawMessage, error) {
	story, err := s.store.Story(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("export story %s: %w", id, err)
	}
	counts, err := s.store.Counts(ctx, []storage.StoryID{id})
	if err != nil {
		return nil, fmt.Errorf("export story %s: %w", id, err)
	}
	return s.now.get().line(&story, counts[id])
}

// Export writes every story as a line of JSON, in the order of ids: an item of
// JSON Feed whose _freshet holds all sightings and the exact counts of clicks,
// which only the operator may see.
func (s *Server) Export(ctx context.Context, w io.Writer) error {
	st := s.now.get()
	batch := make([]storage.Story, 0, exportBatch)
	for story, err := range s.store.All(ctx) {
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if batch = append(batch, story); len(batch) < exportBatch {
			continue
		}
		if err := s.exportBatch(ctx, st, w, batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return s.exportBatch(ctx, st, w, batch)
}

func (s *Server) exportBatch(ctx context.Context, st *stage, w io.Writer, batch []storage.Story) error {
	ids := make([]storage.StoryID, len(batch))
	for i := range batch {
		ids[i] = batch[i].ID
	}
	counts, err := s.store.Counts(ctx, ids)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for i := range batch {
		line, err := st.line(&batch[i], counts[ids[i]])
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return nil
}

// line is one story of an export.
func (st *stage) line(story *storage.Story, count storage.Count) ([]byte, error) {
	rec := render.Record{
		Entry:  st.sources.story(st.site, story, 0, storage.ChannelPage, 0),
		Clicks: count.Clicks, Raw: count.Raw,
	}
	if i := story.LeadSighting; i >= 0 && i < len(story.Sightings) {
		rec.Lead = story.Sightings[i].Number
	}
	for i := range story.Sightings {
		g := &story.Sightings[i]
		rec.Sightings = append(rec.Sightings, render.RecordSighting{
			Sighting: rec.Entry.Sightings[i], GUID: g.GUID, Seen: g.Seen.UTC().Truncate(time.Second),
			Number: g.Number, Score: g.Score, Reasons: g.Reasons, Injected: g.Injected, Farm: g.Farm,
			Doubt: g.Doubt, Corrected: g.Corrected, Correction: g.Correction,
		})
	}
	line, err := render.Line(rec)
	if err != nil {
		return nil, fmt.Errorf("export story %s: %w", story.ID, err)
	}
	return line, nil
}
