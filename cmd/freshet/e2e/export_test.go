package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"freshet/cmd/freshet/daemon"
	"freshet/cmd/freshet/world"
)

// story is what tests read of a line of an export, or of an entry of a JSON Feed.
type story struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Content   string    `json:"content_html"`
	Published time.Time `json:"date_published"`
	Freshet   struct {
		Story     string     `json:"story"`
		Sightings []sighting `json:"sightings"`
		Clicks    int        `json:"clicks"`
		Raw       int        `json:"raw_clicks"`
	} `json:"_freshet"`
}

type sighting struct {
	Source string `json:"source"`
	GUID   string `json:"guid"`
	URL    string `json:"url"`
	Title  string `json:"title"`
}

// item names a sighting among all: a guid is of its source only.
func (g sighting) item() string { return g.Source + " " + g.GUID }

// group names a story by its items.
func (s *story) group() string {
	items := make([]string, len(s.Freshet.Sightings))
	for i, g := range s.Freshet.Sightings {
		items[i] = g.item()
	}
	return groupOf(items)
}

func groupOf(items []string) string { return strings.Join(slices.Sorted(slices.Values(items)), ", ") }

// ask returns what the daemon's admin socket answers.
func (s *site) ask(t *testing.T, method, path string) ([]byte, error) {
	t.Helper()
	body, err := daemon.Ask(t.Context(), s.admin, method, path)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// export is every story of the running daemon.
func (s *site) export(t *testing.T) []story {
	t.Helper()
	body, err := s.ask(t, "GET", "/-/export")
	if err != nil {
		t.Fatal(err)
	}
	return parseExport(t, body)
}

// exportOffline is every story of the store when no daemon runs.
func (s *site) exportOffline(t *testing.T) []story {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(program, "export", "--stories", "-c", s.config)
	cmd.Dir, cmd.Stderr = s.dir, &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("export: %v\n%s", err, errs.String())
	}
	return parseExport(t, out)
}

func parseExport(t *testing.T, body []byte) (all []story) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var s story
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatalf("export: %v: %.200s", err, lines.Text())
		}
		all = append(all, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// published are the entries of a JSON Feed.
func published(url string) ([]story, error) {
	body, err := fetch(url)
	if err != nil {
		return nil, err
	}
	var doc struct{ Items []story }
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	return doc.Items, nil
}

// truth names the stories of a bulk world by their items.
func truth(b *world.BulkWorld) []string {
	var groups []string
	for _, s := range b.Truth() {
		items := make([]string, len(s.Items))
		for i, it := range s.Items {
			items[i] = it.Source + " " + it.GUID
		}
		groups = append(groups, groupOf(items))
	}
	return groups
}

// differ tells how an export differs from the stories that it must hold, each
// once with exactly its items; nil when it does not.
func differ(want []string, got []story) error {
	rest := make(map[string]int, len(want))
	for _, g := range want {
		rest[g]++
	}
	for i := range got {
		rest[got[i].group()]--
	}
	var wrong []string
	for _, g := range slices.Sorted(maps.Keys(rest)) {
		switch n := rest[g]; {
		case n > 0:
			wrong = append(wrong, "missing: "+g)
		case n < 0:
			wrong = append(wrong, "too many: "+g)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%d stories, want %d; %d differ:\n%s",
		len(got), len(want), len(wrong), strings.Join(wrong[:min(len(wrong), 8)], "\n"))
}

// items counts the items of an export by their names.
func items(all []story) map[string]int {
	n := map[string]int{}
	for i := range all {
		for _, g := range all[i].Freshet.Sightings {
			n[g.item()]++
		}
	}
	return n
}
