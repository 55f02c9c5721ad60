package click

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"freshet/storage"
)

func benchJournal(b *testing.B) *Journal {
	j, err := OpenJournal(b.TempDir(), Options{maxBacklog: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := j.Close(); err != nil {
			b.Error(err)
		}
	})
	return j
}

func browserRequest() *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/go/x", nil)
	r.RemoteAddr = "127.0.0.1:1234"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	return r
}

func BenchmarkJudge(b *testing.B) {
	r := browserRequest()
	b.ReportAllocs()
	for b.Loop() {
		if Judge(r) != storage.VerdictCounted {
			b.Fatal("not counted")
		}
	}
}

func BenchmarkSeen(b *testing.B) {
	v, now := NewVisitors(), time.Now()
	addr, ua := netip.MustParseAddr("203.0.113.9"), browserRequest().UserAgent()
	var story storage.StoryID
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		story[0], story[1], story[2] = byte(i), byte(i>>8), byte(i>>16)
		v.Seen(addr, ua, story, now)
	}
}

func BenchmarkParse(b *testing.B) {
	s := NewSigner(make([]byte, 32))
	token := s.Token(storage.StoryID{1}, 2, storage.ChannelFeed, 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Parse(token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	click := storage.Click{At: time.Now(), Story: storage.StoryID{1}, Weight: 1, Verdict: storage.VerdictCounted}
	for name, each := range map[string]int{"alone": 0, "of64": 32} {
		b.Run(name, func(b *testing.B) {
			j := benchJournal(b)
			b.ReportAllocs()
			if each == 0 {
				for b.Loop() {
					if err := j.Append(b.Context(), click); err != nil {
						b.Fatal(err)
					}
				}
				return
			}
			b.SetParallelism(each)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := j.Append(context.Background(), click); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkClick is all that a click costs beyond its redirect.
func BenchmarkClick(b *testing.B) {
	j, v, r := benchJournal(b), NewVisitors(), browserRequest()
	s := NewSigner(make([]byte, 32))
	token := s.Token(storage.StoryID{1}, 2, storage.ChannelFeed, 0)
	trusted := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		if err := count(j, v, s, token, trusted, r, now); err != nil {
			b.Fatal(err)
		}
	}
}

// count does with a request what a server does.
func count(j *Journal, v *Visitors, s *Signer, token string, trusted []netip.Prefix, r *http.Request, now time.Time) error {
	link, err := s.Parse(token)
	if err != nil {
		return err
	}
	c := storage.Click{At: now, Story: link.Story, Feed: link.Feed, Channel: link.Channel, Rank: link.Rank, Verdict: Judge(r)}
	if c.Verdict == storage.VerdictCounted {
		c.Weight = 1
		if v.Seen(ClientAddr(r, trusted), r.UserAgent(), link.Story, now) {
			c.Weight, c.Verdict = 0, storage.VerdictRepeat
		}
	}
	return j.Append(r.Context(), c)
}

// BenchmarkRedirect compares a server that writes each click to the journal with
// one that only redirects, over 64 connections.
func BenchmarkRedirect(b *testing.B) {
	redirect := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://example.org/story")
		w.WriteHeader(http.StatusFound)
	}
	b.Run("bare", func(b *testing.B) { serve(b, redirect) })
	b.Run("journal", func(b *testing.B) {
		j, v, s := benchJournal(b), NewVisitors(), NewSigner(make([]byte, 32))
		token := s.Token(storage.StoryID{1}, 2, storage.ChannelFeed, 0)
		serve(b, func(w http.ResponseWriter, r *http.Request) {
			if err := count(j, v, s, token, nil, r, time.Now()); err != nil {
				b.Error(err)
			}
			redirect(w, r)
		})
	})
}

func serve(b *testing.B, h http.HandlerFunc) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	tr := &http.Transport{MaxIdleConnsPerHost: 64}
	defer tr.CloseIdleConnections()
	work := make(chan struct{}, 1024)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range work {
				req, _ := http.NewRequest(http.MethodGet, srv.URL, nil)
				req.Header = browserRequest().Header
				resp, err := tr.RoundTrip(req)
				if err != nil {
					b.Error(err)
					return
				}
				resp.Body.Close()
			}
		})
	}
	b.ResetTimer()
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
}
