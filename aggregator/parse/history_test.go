package parse

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestHistory(t *testing.T) {
	when := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, doc string
		want      History
	}{
		{"A11.3 archives of Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><title>T</title>
<link rel="current" href="/now"/><link rel="prev-archive" href="/2025"/><link rel="next" href="?page=2"/><fh:archive/></feed>`,
			History{Archive: true, Current: "/now", Previous: "/2025", Next: "?page=2"}},
		{"A11.3 archives of RSS", `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom" xmlns:h="http://purl.org/syndication/history/1.0"><channel><title>T</title>
<a:link rel="prev-archive" href="/2025"/><h:complete/></channel></rss>`,
			History{Complete: true, Previous: "/2025"}},
		{"A10.14 entries taken back", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>T</title>
<at:deleted-entry ref="tag:x,2026:1" when="2026-03-01T13:00:00+01:00"><at:comment>gone</at:comment></at:deleted-entry>
<at:deleted-entry ref="tag:x,2026:2" when="yesterday"/><at:deleted-entry when="2026-03-01T13:00:00+01:00"/></feed>`,
			History{Deleted: []storage.Deletion{{GUID: "tag:x,2026:1", When: when}, {GUID: "tag:x,2026:2"}}}},
		{"A4.14 another address", `<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title>
<itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url></channel></rss>`,
			History{Moved: "https://new.example/feed"}},
		{"A11.4 pages of JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"T","next_url":"https://x.example/2","items":[]}`,
			History{Next: "https://x.example/2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Items(Input{Body: []byte(tt.doc), URL: address})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, f.History); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
