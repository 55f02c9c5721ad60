package score

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"freshet/aggregator/origin"
)

const agent = "freshet/1.0 (+https://news.example.org/about; 3 subscribers)"

// TestScore: every rule is met over the fortnight; and each way to misbehave, put
// into what was written down, is noticed by the rules that are for it.
func TestScore(t *testing.T) {
	w, err := newWorld()
	if err != nil {
		t.Fatal(err)
	}
	defer w.plain.Close()
	defer w.secure.Close()
	w.build()
	s, err := w.live(t.Context(), Options{UserAgent: agent}, filepath.Join(t.TempDir(), "score.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.client.CloseIdle()
	r := s.judge()
	if r.Met() != len(r.Results) || r.Requests < 1000 {
		var out bytes.Buffer
		_ = r.Write(&out)
		t.Fatal(out.String())
	}
	was := s.visits
	for _, m := range misdeeds {
		t.Run(m.name, func(t *testing.T) {
			s.visits = nil
			for _, v := range was {
				m.do(&v)
				s.visits = append(s.visits, v)
			}
			var missed []string
			for _, res := range s.judge().Results {
				if res.Err != nil {
					missed = append(missed, res.Rule)
				}
			}
			for _, want := range m.broken {
				if !slices.Contains(missed, want) {
					t.Errorf("%s is met still; not met: %q", want, missed)
				}
			}
		})
	}
	s.visits = was
}

// without takes a line out of the request's header, or puts another in.
func without(v *visit, name, instead string) {
	r := *v.Request
	lines := bytes.Split(r.Head, []byte("\r\n"))
	lines = slices.DeleteFunc(lines, func(l []byte) bool { return bytes.HasPrefix(l, []byte(name+": ")) })
	if instead != "" {
		lines = slices.Insert(lines, 1, []byte(name+": "+instead))
	}
	r.Head = bytes.Join(lines, []byte("\r\n"))
	v.Request = &r
}

func changed(v *visit, f func(*origin.Request)) {
	r := *v.Request
	f(&r)
	v.Request = &r
}

var misdeeds = []struct {
	name   string
	do     func(*visit)
	broken []string
}{
	{"forgets everything", func(v *visit) { without(v, "If-None-Match", ""); without(v, "If-Modified-Since", "") },
		[]string{"FRB001", "FRB002", "FRB003", "FRB004", "FRB010", "FRB011", "FRB012", "FRB013", "FRB015", "FRB016", "FRB031", "FRB071"}},
	{"invents a date", func(v *visit) { without(v, "If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT") }, []string{"FRB012"}},
	{"mixes sets", func(v *visit) { without(v, "If-None-Match", `"set-0"`) }, []string{"FRB013", "FRB014"}},
	{"polls by the hour", func(v *visit) { v.at = v.at.Truncate(time.Hour) }, []string{"FRB033", "FRB034", "FRB037"}},
	{"polls ten times as often", func(v *visit) { v.at = start.Add(v.at.Sub(start) / 10) }, []string{"FRB020", "FRB021", "FRB022", "FRB024", "FRB112"}},
	{"asks for the head", func(v *visit) { changed(v, func(r *origin.Request) { r.Method = "HEAD" }) }, []string{"FRB050", "FRB051"}},
	{"normalises", func(v *visit) { changed(v, func(r *origin.Request) { r.Target = "/~A/feed?a=1&b=2" }) }, []string{"FRB060", "FRB062", "FRB066"}},
	{"sends cookies", func(v *visit) { without(v, "Cookie", "id=1") }, []string{"FRB063"}},
	{"busts caches", func(v *visit) { without(v, "Cache-Control", "no-cache") }, []string{"FRB064"}},
	{"refers", func(v *visit) { without(v, "Referer", "https://news.example.org/") }, []string{"FRB065"}},
	{"is a browser", func(v *visit) { without(v, "User-Agent", "Mozilla/5.0") }, []string{"FRB080", "FRB081", "FRB084", "FRB087"}},
	{"wants no compression", func(v *visit) { without(v, "Accept-Encoding", "identity") }, []string{"FRB140"}},
	{"guesses", func(v *visit) { changed(v, func(r *origin.Request) { r.Path = "/favicon.ico" }) }, []string{"FRB032", "FRB061"}},
}
