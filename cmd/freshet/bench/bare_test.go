package bench

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/microcosm-cc/bluemonday"
	"github.com/mmcdole/gofeed"
	"go.etcd.io/bbolt"
)

// bareClient is the least that a poller can be: a client, a request, no care.
type bareClient struct {
	t      testing.TB
	urls   []string
	tags   []string // what each address gave last
	client *http.Client
}

func newBareClient(t testing.TB, urls []string) *bareClient {
	tr := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 2}
	t.Cleanup(tr.CloseIdleConnections)
	return &bareClient{t: t, urls: urls, tags: make([]string, len(urls)), client: &http.Client{Transport: tr}}
}

// each calls f for all n numbers in as many goroutines as there are hosts.
func each(n int, f func(i int)) {
	var all sync.WaitGroup
	for h := range hosts {
		all.Go(func() {
			for i := h; i < n; i += hosts {
				f(i)
			}
		})
	}
	all.Wait()
}

// fetchAll gets every address once, as Go's own client does it, and hands on
// the bodies of those that answer 200.
func (c *bareClient) fetchAll(status int, take func(i int, body []byte)) {
	each(len(c.urls), func(i int) {
		req, err := http.NewRequest(http.MethodGet, c.urls[i], nil)
		if err != nil {
			panic(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		if c.tags[i] != "" {
			req.Header.Set("If-None-Match", c.tags[i])
		}
		resp, err := c.client.Do(req)
		if err != nil {
			c.t.Error(err)
			return
		}
		defer resp.Body.Close()
		if resp.StatusCode != status {
			c.t.Errorf("%s: %s, want %d", c.urls[i], resp.Status, status)
			return
		}
		c.tags[i] = resp.Header.Get("Etag")
		if status == http.StatusNotModified {
			return
		}
		body, err := unpack(resp.Body)
		if err != nil {
			c.t.Error(err)
			return
		}
		take(i, body)
	})
}

var unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}

func unpack(r io.Reader) ([]byte, error) {
	z := unpackers.Get().(*gzip.Reader)
	defer unpackers.Put(z)
	if err := z.Reset(r); err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func forget(int, []byte) {}

// bodies are the documents of the addresses.
func (c *bareClient) bodies() [][]byte {
	out := make([][]byte, len(c.urls))
	c.fetchAll(http.StatusOK, func(i int, body []byte) { out[i] = body })
	return out
}

func parseBare(t testing.TB, body []byte) *gofeed.Feed {
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return &gofeed.Feed{}
	}
	return feed
}

// batch is how many values a bare transaction has.
const batch = 1000

// bareStore puts items into a file, many in a transaction, in the order in which
// they come.
type bareStore struct {
	t      testing.TB
	db     *bbolt.DB
	path   string
	policy *bluemonday.Policy // nil stores texts as they are

	mu      sync.Mutex
	seq     uint64
	waiting [][]byte
}

var itemsBucket = []byte("items")

func (s *bareStore) open() {
	if s.path == "" {
		s.path = filepath.Join(s.t.TempDir(), "bare.db")
	}
	if err := os.Remove(s.path); err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
	db, err := bbolt.Open(s.path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoFreelistSync: true})
	check(s.t, err)
	check(s.t, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(itemsBucket)
		return err
	}))
	s.db, s.seq, s.waiting = db, 0, nil
}

// add takes a parsed feed, and writes when there is enough for a transaction.
func (s *bareStore) add(feed *gofeed.Feed) {
	values := make([][]byte, len(feed.Items))
	for i, it := range feed.Items {
		text := it.Description
		if s.policy != nil {
			text = s.policy.Sanitize(text)
		}
		values[i] = []byte(it.GUID + "\x00" + it.Link + "\x00" + it.Title + "\x00" + it.Published + "\x00" + text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting = append(s.waiting, values...); len(s.waiting) >= batch {
		s.write()
	}
}

// write writes what waits. The caller holds mu, or is alone.
func (s *bareStore) write() {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(itemsBucket)
		bucket.FillPercent = 1
		for _, v := range s.waiting {
			s.seq++
			if err := bucket.Put(binary.BigEndian.AppendUint64(nil, s.seq), v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Error(err)
	}
	s.waiting = nil
}

func (s *bareStore) close() {
	s.write()
	check(s.t, s.db.Close())
}
