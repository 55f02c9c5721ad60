package click

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/storage"
)

var (
	keyA = bytes.Repeat([]byte("a"), 32)
	keyB = bytes.Repeat([]byte("b"), 32)
)

func links() *rapid.Generator[Link] {
	return rapid.Custom(func(t *rapid.T) Link {
		return Link{
			Story:   storage.StoryID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "story")),
			Feed:    rapid.Uint32().Draw(t, "feed"),
			Channel: storage.Channel(rapid.Byte().Draw(t, "channel")),
			Rank:    rapid.Byte().Draw(t, "rank"),

			Sighting: rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64()).Draw(t, "sighting"),
		}
	})
}

func (l Link) token(s *Signer) string {
	if l.Sighting != 0 {
		return s.SightingToken(l.Story, l.Sighting, l.Feed, l.Channel, l.Rank)
	}
	return s.Token(l.Story, l.Feed, l.Channel, l.Rank)
}

// TestTokenIsStable fixes the form of tokens: they live in readers for years.
func TestTokenIsStable(t *testing.T) {
	story, err := storage.ParseStoryID("01K9AXG8Z7V3P0XJ4R6M2T5WQD")
	if err != nil {
		t.Fatal(err)
	}
	const want = "VgGaVdgj59jsDsiYNQWi8u1e9e8DAQBbu3j3YkuU_ex-"
	if got := NewSigner(keyA).Token(story, FeedHash("all"), storage.ChannelFeed, 0); got != want {
		t.Errorf("Token = %s, want %s", got, want)
	}
	const one = "lgGaVdgj59jsDsiYNQWi8u1e9e8DAQAAAAAAAAAAKs48YR8LSgNfxB4A"
	if got := NewSigner(keyA).SightingToken(story, 42, FeedHash("all"), storage.ChannelFeed, 0); got != one {
		t.Errorf("SightingToken = %s, want %s", got, one)
	}
	if got := FeedHash("all"); got != 0x5ef5ef03 {
		t.Errorf("FeedHash(all) = %#x", got)
	}
}

func TestTokenRoundTrip(t *testing.T) {
	s := NewSigner(keyA)
	form := regexp.MustCompile(`^([A-Za-z0-9_-]{44}|[A-Za-z0-9_-]{56})$`)
	rapid.Check(t, func(t *rapid.T) {
		want := links().Draw(t, "link")
		token := want.token(s)
		got, err := s.Parse(token)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("Parse: %v (-want +got):\n%s", err, diff)
		}
		if !form.MatchString(token) || token != want.token(s) {
			t.Fatalf("token %q", token)
		}
	})
}

func TestTokenAltered(t *testing.T) {
	s := NewSigner(keyA)
	rapid.Check(t, func(t *rapid.T) {
		token := links().Draw(t, "link").token(s)
		i := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		c := rapid.SampledFrom([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=\n\r .")).Draw(t, "char")
		for _, bad := range []string{
			token[:i] + string(c) + token[i+1:],
			token[:i] + string(c) + token[i:],
			token[:i] + token[i+1:],
			token + "=", token + "\n", "", strings.Repeat("A", len(token)),
		} {
			if _, err := s.Parse(bad); bad != token && !errors.Is(err, ErrToken) {
				t.Fatalf("Parse(%q): %v", bad, err)
			}
		}
	})
}

func TestKeysRotate(t *testing.T) {
	link := Link{Story: storage.StoryID{1}, Channel: storage.ChannelHot, Rank: 3}
	before, after, other := NewSigner(keyA), NewSigner(keyB, keyA), NewSigner(keyB)
	token := link.token(before)
	if got, err := after.Parse(token); err != nil || got != link {
		t.Errorf("with the old key: %v, %v", got, err)
	}
	if _, err := other.Parse(token); !errors.Is(err, ErrToken) {
		t.Errorf("without the old key: %v", err)
	}
	if link.token(after) != link.token(other) {
		t.Error("an old key signs")
	}
}

func TestKeyLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), MinKeyBytes, 100).Draw(t, "key")
		s := NewSigner(key)
		b, err := base64.RawURLEncoding.DecodeString(links().Draw(t, "link").token(s))
		if err != nil {
			t.Fatal(err)
		}
		signed := linkBytes
		if len(b) == longTokenBytes {
			signed = longLinkBytes
		}
		mac := hmac.New(sha256.New, key)
		mac.Write(b[:signed])
		if !bytes.Equal(mac.Sum(nil)[:len(b)-signed], b[signed:]) {
			t.Fatal("the signature is not HMAC-SHA256")
		}
	})
	defer func() {
		if recover() == nil {
			t.Error("a short key was taken")
		}
	}()
	NewSigner(make([]byte, MinKeyBytes-1))
}

// FuzzParse proves that nothing but Token's own text is read, so that a link has
// one token.
func FuzzParse(f *testing.F) {
	s := NewSigner(keyA, keyB)
	f.Add(Link{}.token(s))
	f.Add(Link{Story: storage.StoryID{0xff}, Feed: 1, Channel: 2, Rank: 3}.token(NewSigner(keyB)))
	f.Add(Link{Story: storage.StoryID{0xff}, Sighting: 7}.token(s))
	f.Add("")
	f.Add(strings.Repeat("\n", TokenLength))
	f.Fuzz(func(t *testing.T, token string) {
		link, err := s.Parse(token)
		if err != nil {
			if link != (Link{}) || !errors.Is(err, ErrToken) {
				t.Errorf("%v with %v", link, err)
			}
			return
		}
		if token != link.token(s) && token != link.token(NewSigner(keyB)) {
			t.Errorf("%q is read as %v, whose token is %q", token, link, link.token(s))
		}
	})
}
